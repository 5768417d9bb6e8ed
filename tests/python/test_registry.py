"""Every active tag has its hand-written cases: each value, and each bound from just below, exactly, and just above.

That the cases come out as expected, dbt itself sees to.
"""

import csv
import io
from collections import defaultdict
from decimal import Decimal

import yaml
from conftest import PROJECT, seed_rows

FILE = "models/intermediate/tags/_tags__unit_tests.yml"
# the mocked column that carries the metric of a tag, where it is not the metric itself
MOCKED_AS = {"age_group": "age_lower"}
# the smallest differences of a metric, by its unit: one, a cent, or what six decimals can tell
WHOLE, CENT, MILLIONTH = Decimal(1), Decimal("0.01"), Decimal("0.000001")
STEPS = {"share": [MILLIONTH], "currency": [CENT, MILLIONTH], "days": [WHOLE, MILLIONTH]}


def rows_of(block):
    """Return the rows of one input or of the expectation, as text; an empty cell is None."""
    rows = block.get("rows") or []
    if isinstance(rows, str):
        return [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(io.StringIO(rows))]
    return [{name: None if cell is None else str(cell) for name, cell in row.items()} for row in rows]


def cases(project):
    """Return for each tag the values that unit tests expect, and the numbers that they feed to its metric."""
    metrics = {row["tag_code"]: row["metric"] for row in seed_rows("tag_definitions", project)}
    values, numbers = defaultdict(set), defaultdict(set)
    for path in (project / "models").rglob("*__unit_tests.yml"):
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]:
            expected = rows_of(test["expect"])
            fed = [row for block in test["given"] for row in rows_of(block)] + expected
            for row in expected:
                if row.get("tag_code") and "tag_value" in row:
                    values[row["tag_code"]].add(row["tag_value"])
            for tag in metrics.keys() & {name for row in expected for name in row}:
                values[tag] |= {row[tag] for row in expected if tag in row}
                column = MOCKED_AS.get(tag, metrics[tag])
                numbers[tag] |= {row[f"{tag}__evidence"] for row in expected if row.get(f"{tag}__evidence")}
                numbers[tag] |= {row[column] for row in fed if row.get(column)}
    return values, numbers


def missing_cases(project=PROJECT):
    """Yield a line for every case that no unit test has."""
    values, numbers = cases(project)
    bands = defaultdict(list)
    for row in seed_rows("tag_values", project):
        bands[row["tag_code"]].append(row)
    for tag in seed_rows("tag_definitions", project):
        code = tag["tag_code"]
        if tag["status"] != "active":
            continue
        for row in bands[code]:
            if row["tag_value"] not in values[code]:
                yield f"{FILE}: no unit test expects {code} {row['tag_value']}; add one"
        if not values[code]:
            yield f"{FILE}: no unit test expects {code}; add one"
        bounds = sorted({Decimal(row[side]) for row in bands[code] for side in ("min_value", "max_value") if row[side]})
        met = {Decimal(number) for number in numbers[code]} if bounds else set()
        for bound in bounds:
            if bound not in met:
                yield f"{FILE}: no unit test meets the bound {bound} of {code} exactly; add one"
            if not met & {bound - step for step in STEPS.get(tag["unit"], [WHOLE])}:
                yield f"{FILE}: no unit test of {code} lies just below {bound}; add one"
            if not met & {bound + step for step in STEPS.get(tag["unit"], [WHOLE])}:
                yield f"{FILE}: no unit test of {code} lies just above {bound}; add one"


def test_every_active_tag_has_a_unit_test_at_each_boundary():
    """The message names the step that is missing."""
    assert list(missing_cases()) == []
