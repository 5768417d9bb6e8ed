"""Publish the marts of a data set: copy them, and nothing else, to where consumers read.

The database of a build holds raw values and is locked while a build runs. Consumers read what this leaves:
`data/published/<data set>.duckdb`, and the same tables as Parquet in `data/published/<data set>/<table>/`. Both take
the place of the former ones in one rename, and only if the last build was complete and every test passed.
"""

import argparse
import fcntl
import shutil
from pathlib import Path

import duckdb

# Read for one customer at a time, in milliseconds; to write all of it takes longer than all other marts together.
VIEWS = {"customer_360"}


def publish(database: Path, folder: Path) -> dict[str, int]:
    """Copy the marts of a database that dbt built into a folder, and return the number of rows of each table.

    Raises SystemExit, with what to do, if the database is not there, is being built, or did not pass its tests.
    """
    name = database.stem
    again = f"run make build DATA={name}"
    if not database.exists():
        raise SystemExit(f"PROBLEM {database}: is not there; {again}")
    folder.mkdir(parents=True, exist_ok=True)
    new, tables = folder / f".{name}.duckdb", folder / f".{name}.new"
    with (folder / ".lock").open("w") as lock, duckdb.connect() as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two at once, one waits
        new.unlink(missing_ok=True)
        shutil.rmtree(tables, ignore_errors=True)
        try:
            # by its own name, which views give their tables
            connection.execute(f'attach \'{database}\' as "{name}" (read_only); use "{name}"')
        except duckdb.IOException:
            raise SystemExit(f"PROBLEM {database}: is being built; wait for it, then run make publish") from None
        try:
            (problem,) = connection.execute("select problem from main.last_run").fetchone()
        except duckdb.CatalogException:
            problem = "it was built by an earlier version"
        if problem:
            raise SystemExit(f"PROBLEM {database}: not published: {problem}; {again}")
        connection.execute(f"attach '{new}' as published_database; set preserve_insertion_order = false")
        rows = copy_marts(connection, tables)
        connection.execute("detach published_database")
        replace_folder(tables, folder / name)
        new.replace(folder / database.name)
    return rows


def copy_marts(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Copy each table and view of the schema marts, into the published database and as Parquet.

    Those of VIEWS stay views, of the published tables, and have no Parquet files.
    """
    connection.execute("create schema published_database.marts")
    marts = connection.sql(
        "select table_name from information_schema.tables "
        "where table_catalog = current_database() and table_schema = 'marts' order by table_name"
    ).fetchall()
    rows = {}
    for (mart,) in sorted(marts, key=lambda mart: mart[0] in VIEWS):
        if mart in VIEWS:
            copy_view(connection, mart)
            continue
        copy, part = f"published_database.marts.{mart}", folder / mart / "part-0.parquet"
        part.parent.mkdir(parents=True)
        connection.execute(f"create table {copy} as from marts.{mart}")
        rows[mart] = connection.execute(f"copy {copy} to '{part}' (format parquet, compression zstd)").fetchone()[0]
    return rows


def copy_view(connection: duckdb.DuckDBPyConnection, mart: str) -> None:
    """Create a view of the marts in the published database, over the tables there."""
    database, sql = connection.execute(
        "select database_name, sql from duckdb_views() where database_name = current_database() and view_name = ?",
        [mart],
    ).fetchone()
    connection.execute(f'use published_database; {sql} use "{database}"')


def replace_folder(new: Path, published: Path) -> None:
    """Put a new folder behind the published name, in one rename; files that are open can be read to their end."""
    former = published.resolve() if published.is_symlink() else published.with_name(f".{published.name}.0")
    target = former.with_suffix(f".{int(former.suffix[1:]) + 1}")
    new.rename(target)
    link = published.with_name(f".{published.name}.link")
    link.unlink(missing_ok=True)
    link.symlink_to(target.name)
    link.replace(published)
    for path in published.parent.glob(f".{published.name}.[0-9]*"):  # also what killed runs left
        if path.name != target.name:
            shutil.rmtree(path)


def main() -> None:
    """Publish one data set, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    folder = arguments.data_dir / "published"
    rows = publish(arguments.data_dir / f"{arguments.data_set}.duckdb", folder)
    print(f"published {len(rows)} tables of {rows['customer_tags']:,} customers:")
    print(f"  {folder / arguments.data_set}.duckdb")
    print(f"  {folder / arguments.data_set}/<table>/*.parquet")


if __name__ == "__main__":
    main()
