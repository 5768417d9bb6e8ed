"""Carry a feed to its destination: what changed since the last time, in order, merged by key.

Reads `marts.cdp_profile_changes` of the published database and keeps the table `profiles` of the destination equal to
`marts.cdp_profiles`. The destination remembers up to which number it got; a sync that is killed is simply repeated.
Rows that others wrote in the table stay, as long as their keys are no customers'.
"""

import argparse
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")
import dlt
import pyarrow as pa
from dlt.pipeline.exceptions import PipelineStepFailed

COLUMNS = {
    "key": {"data_type": "text", "nullable": False, "primary_key": True},
    "payload": {"data_type": "text"},
    "payload_hash": {"data_type": "text"},
    "contract_version": {"data_type": "bigint"},
    "as_of_date": {"data_type": "date"},
    "sequence": {"data_type": "bigint", "dedup_sort": "desc"},
    "is_deleted": {"data_type": "bool", "hard_delete": True},
}


@dlt.resource(name="profiles", write_disposition="merge", columns=COLUMNS)
def changes(published: str, destination: str, *, all_again: bool) -> Iterator[pa.RecordBatch]:
    """Yield the changes after the last one that arrived; all of them if asked."""
    state = dlt.current.resource_state()
    first = 0 if all_again else state.get("sequence", 0)
    with duckdb.connect(published, read_only=True) as connection:
        reader = connection.sql(
            "select key, payload, payload_hash, contract_version, as_of_date, sequence, "
            "operation = 'delete' as is_deleted from marts.cdp_profile_changes "
            "where destination = ? and sequence > ? order by sequence",
            params=[destination, first],
        ).to_arrow_reader(100_000)
        for batch in reader:
            state["sequence"] = batch.column("sequence")[-1].as_py()
            yield batch


def wanted(published: Path, destination: str) -> dict[str, str]:
    """Return {key: hash} that the destination should hold; SystemExit if there is no such destination."""
    if not published.exists():
        raise SystemExit(f"PROBLEM {published}: is not there; run make build DATA={published.stem}")
    with duckdb.connect(str(published), read_only=True) as connection:
        known = connection.execute("select distinct destination from marts.cdp_profile_changes order by 1").fetchall()
        if (destination,) not in known:
            names = ", ".join(name for (name,) in known) or "none"
            raise SystemExit(
                f"PROBLEM {published}: has nothing for {destination}; it has {names} (seeds/feed/destinations.csv)"
            )
        return dict(
            connection.execute(
                "select key, payload_hash from marts.cdp_profiles where destination = ? and valid_to = '9999-12-31'",
                [destination],
            ).fetchall()
        )


def refuse_other_data_set(file: Path, pipeline: str) -> None:
    """Raise SystemExit if the file holds what another data set sent there."""
    with duckdb.connect(str(file), read_only=True) as connection:
        if connection.execute("select 1 from duckdb_tables() where table_name = '_dlt_pipeline_state'").fetchone():
            state = connection.execute("select distinct pipeline_name from main._dlt_pipeline_state").fetchall()
            if state not in ([], [(pipeline,)]):
                raise SystemExit(f"PROBLEM {file}: holds the profiles of another data set; move the file away first")


def sync(data_dir: Path, data_set: str, destination: str, target: str = "duckdb", *, all_again: bool = False) -> str:
    """Bring a destination up to date and return what was done.

    target: a destination of dlt, configured as dlt documents it (DESTINATION__POSTGRES__CREDENTIALS); `duckdb` is the
    file `destinations/<destination>.duckdb` of the data folder

    Raises SystemExit if there is nothing to read, the destination does not answer, or holds something else in the end.
    """
    published, folder = data_dir / f"published/{data_set}.duckdb", data_dir / "destinations"
    should_hold = wanted(published, destination)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{destination}.duckdb"
    with (folder / f".{destination}.lock").open("w") as lock, tempfile.TemporaryDirectory() as working:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two at once, one waits
        if target == "duckdb" and file.exists():
            refuse_other_data_set(file, f"customer_tags_{data_set}")
        # nothing is remembered here: dlt restores from the destination how far it got
        pipeline = dlt.pipeline(
            pipeline_name=f"customer_tags_{data_set}",
            pipelines_dir=working,
            destination=dlt.destinations.duckdb(str(file)) if target == "duckdb" else target,
            dataset_name="main" if target == "duckdb" else destination,
            progress=None,
        )
        try:
            pipeline.run(changes(str(published), destination, all_again=all_again), loader_file_format="parquet")
            counts = pipeline.last_trace.last_normalize_info.row_counts
            with pipeline.sql_client() as client:
                holds = dict(client.execute_sql("select key, payload_hash from profiles"))
        except PipelineStepFailed as error:
            raise SystemExit(
                f"PROBLEM destination {destination} ({target}): {str(error.exception).splitlines()[0]}; "
                "mend it and sync again, nothing is lost"
            ) from None
    missing = [key for key in should_hold if key not in holds]
    stale = [key for key in should_hold if key in holds and holds[key] != should_hold[key]]
    # rows with a hash are ours; one that should not be there may be of somebody who withdrew
    surplus = [key for key, digest in holds.items() if digest is not None and key not in should_hold]
    if missing or stale or surplus:
        raise SystemExit(
            f"PROBLEM destination {destination} ({target}): {len(missing)} profiles are missing, {len(stale)} differ, "
            f"{len(surplus)} should not be there: "
            f"others changed the table; run make sync DATA={data_set} DESTINATION={destination} AGAIN=1"
        )
    where = file if target == "duckdb" else f"{target}, schema {destination}"
    return (
        f"{destination}: {counts.get('profiles', 0):,} changes applied; {where}, table profiles holds "
        f"{len(should_hold):,} profiles"
    )


def main() -> None:
    """Sync one destination."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--destination", required=True)
    parser.add_argument("--target", default="duckdb", help="a destination of dlt")
    parser.add_argument("--again", action="store_true", help="send everything again")
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    print(
        sync(
            arguments.data_dir,
            arguments.data_set,
            arguments.destination,
            arguments.target,
            all_again=arguments.again,
        )
    )


if __name__ == "__main__":
    main()
