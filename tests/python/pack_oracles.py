"""What the second implementations of the packs share: reading raw files, versions of records, seeds of a pack."""

import csv
import datetime as dt
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

EARLIEST = dt.date(1990, 1, 1)


@dataclass
class Expected:
    """What a pack's tables must hold."""

    tags: dict = field(default_factory=dict)  # {customer: {tag: (value, evidence)}}
    multi: dict = field(default_factory=dict)  # {customer: {tag: {value: evidence}}}
    rejected: Counter = field(default_factory=Counter)  # {(entity, reason): rows}
    duplicates: Counter = field(default_factory=Counter)  # {entity: rows}


def read(path):
    """Return the rows of a raw file; text in half width without outer blanks, None for nothing."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [
            {name: unicodedata.normalize("NFKC", cell).strip() or None for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def day(text):
    """Return a day; None if there is none, or if it cannot be read."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def number(text):
    """Return a number; None if there is none, or if it cannot be read."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def unreadable(row, days=(), numbers=()):
    """Whether a cell has text that cannot be read."""
    return any(row[name] and day(row[name]) is None for name in days) or any(
        row[name] and number(row[name]) is None for name in numbers
    )


def latest(entity, rows, key, reason_of, as_of, expected):
    """Return {key: row} of the latest clean versions, and count what is rejected and what is doubled.

    `reason_of` gives why a row is rejected, or None. The version updated last wins, if it was known on the day.
    """
    versions = {}
    for row in rows:
        reason = reason_of(row)
        if reason:
            expected.rejected[entity, reason] += 1
        else:
            versions.setdefault(row[key], []).append(row)
    chosen = {}
    for name, found in versions.items():
        updated = [(day(row.get("updated_at")) or dt.date.min, row) for row in found]
        known = [pair for pair in updated if pair[0] <= as_of] or updated
        chosen[name] = max(known, key=lambda pair: pair[0])[1]
        expected.duplicates[entity] += len(found) - 1
    return chosen


def catalogue(pack, project):
    """Return {tag: [value rows]} and {(tag, parameter): number} of a pack's seeds."""
    folder = project / f"seeds/packs/{pack}"
    values, parameters = {}, {}
    for row in read(folder / f"{pack}__tag_values.csv"):
        values.setdefault(row["tag_code"], []).append(row)
    for row in read(folder / f"{pack}__tag_parameters.csv"):
        parameters[row["tag_code"], row["parameter"]] = Decimal(row["value"])
    return values, parameters


def cut(metric, rows):
    """Return the value whose band holds a metric; without a metric, the one that says why."""
    for row in rows:
        low, high, closed = number(row["min_value"]), number(row["max_value"]), row["closed"]
        if metric is None:
            if row["absent_reason"]:
                return row["tag_value"]
        elif not row["absent_reason"]:
            above = low is None or metric > low or (metric == low and closed in ("left", "both"))
            below = high is None or metric < high or (metric == high and closed in ("right", "both"))
            if above and below:
                return row["tag_value"]
    raise AssertionError((metric, rows))


def months_before(date, months):
    """Return the same day some months before, or the last of that month."""
    month = date.year * 12 + date.month - 1 - months
    year, month = divmod(month, 12)
    last = (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(date.day, last))


def six_places(value):
    """Return a number as the tables show it: six decimals, half up."""
    return None if value is None else value.quantize(Decimal("0.000001"), rounding="ROUND_HALF_UP")
