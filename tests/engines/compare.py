"""Compares the tables of two engines."""

from collections import Counter
from decimal import Decimal

from conftest import PROJECT

KEPT = ("history", "segments", "campaigns", "scorecard", "feed")


def tables(*also):
    """Return the names of all tables that a build must make: staging, intermediate, marts, and also these folders."""
    names = set()
    for layer in ("staging", "intermediate", "marts", *also):
        names |= {path.stem for path in (PROJECT / "models" / layer).rglob("*.sql") if path.parent.name != "states"}
        names |= {path.stem for path in (PROJECT / "models/packs").glob(f"*/{layer}/*.sql")}
    if also:
        names |= {path.stem for path in (PROJECT / "models/intermediate/states").glob("*.sql")}
    return sorted(names)


def marts():
    """Return the names of the tables that readers may read."""
    folders = [PROJECT / "models" / folder for folder in ("marts", *KEPT)]
    folders += (PROJECT / "models/packs").glob("*/marts")
    return sorted(path.stem for folder in folders for path in folder.glob("*.sql"))


def plain(value):
    """Return a value that compares alike whatever the engine's driver makes of numbers."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value).normalize() + 0
    if isinstance(value, float):
        return round(value, 9)
    return value


def assert_same_tables(first, second, without_rows=frozenset(), also=()):
    """Compare every table, row by row.

    first, second: functions that return columns and rows of a table
    without_rows: tables that are empty; no other may be
    also: folders of models that are compared besides staging, intermediate and marts
    """
    different, empty = [], set()
    assert len(tables(*also)) > 80
    for name in tables(*also):
        (columns, rows), (other_columns, other_rows) = first(name), second(name)
        # each engine has its own order of columns that `select *` joins
        assert sorted(columns) == sorted(other_columns), name
        places = [other_columns.index(column) for column in columns]
        counts = Counter(tuple(map(plain, row)) for row in rows)
        others = Counter(tuple(plain(row[place]) for place in places) for row in other_rows)
        if not counts:
            empty.add(name)
        if counts != others:
            examples = [list(found)[:2] for found in (counts - others, others - counts)]
            different.append((name, len(rows), len(other_rows), *examples))
    assert empty == without_rows, sorted(empty ^ without_rows)
    assert not different, "\n".join(map(str, different))
