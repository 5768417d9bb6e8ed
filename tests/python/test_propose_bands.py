"""Quantile bands: the edges of every type, ties, and a published way to score that comes out of seeds alone."""

import csv
import shutil
import subprocess
import sys
from decimal import Decimal

import duckdb
import numpy as np
import pytest
from conftest import PROJECT, dbt_build, seed_rows
from propose_bands import edges, rows
from test_broken_inputs import REGISTRY


def plain(numbers):
    """Return edges as floats."""
    return [float(number) for number in numbers]


@pytest.mark.parametrize(
    ("quantile_type", "expected"),
    # R: quantile(c(1, 2, 4, 8, 16, 32), c(.25, .5, .75), type = ...)
    [
        (1, [2, 4, 16]), (2, [2, 6, 16]), (3, [2, 4, 8]), (4, [1.5, 4, 12]), (5, [2, 6, 16]), (6, [1.75, 6, 20]),
        (7, [2.5, 6, 14]), (8, [1.916667, 6, 17.333334]), (9, [1.9375, 6, 17]),
    ],
)  # fmt: skip
def test_edges_are_those_of_the_nine_types(quantile_type, expected):
    """By hand, from the definitions of Hyndman and Fan; the last digit is rounded up, so that nobody moves down."""
    assert plain(edges([1, 2, 4, 8, 16, 32], 4, quantile_type)) == expected


def test_equal_numbers_share_a_band():
    """Edges that coincide are one; what lies exactly on an edge belongs to the band above it."""
    inner = edges([1] * 8 + [5, 9], 5)
    assert inner == [Decimal("1.8")]
    proposed = rows("spend_level", inner, [])
    assert [(row["tag_value"], row["min_value"], row["max_value"]) for row in proposed] == [
        ("step_1", "", "1.8"), ("step_2", "1.8", ""),
    ]  # fmt: skip
    falling = rows("rfm_recency_score", [Decimal(10)], [], falling=True)
    assert [row["score"] for row in falling] == [2, 1]


@pytest.mark.long
def test_quintiles_over_the_whole_life_come_out_of_seeds_alone(complete_journey, project_copy, tmp_path):
    """R, F and M of 2,469 households in five steps: changed cells, and the same score for each as computed by hand."""
    metrics = {"recency": "days_since_last_order", "frequency": "orders_lifetime", "monetary": "net_spend_lifetime"}
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(complete_journey.database, data / "complete_journey.duckdb")
    seeds = project_copy / "data_sets/complete_journey/seeds"
    seeds.mkdir(parents=True)

    def write(name, lines):
        with (seeds / f"complete_journey__{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)

    # the metric of each score is another cell; the command proposes the bands of what is built with it
    scores = {f"rfm_{name}_score" for name in metrics}
    definitions = [row for row in seed_rows("tag_definitions") if row["tag_code"] in scores]
    for row in definitions:
        row["metric"] = metrics[row["tag_code"].split("_")[1]]
        row["version"] = "2"  # what was published keeps its meaning
    write("tag_definitions", definitions)

    def build(*own):
        return dbt_build(
            data, "complete_journey", *REGISTRY, "path:data_sets", "path:models/intermediate/tags",
            "path:models/intermediate/states", "path:models/intermediate/published",
            "path:models/marts", "path:models/history", project=project_copy, own_seeds=list(own),
        )  # fmt: skip

    built = build("tag_definitions")
    assert built.returncode == 0, built.output
    bands = [row for row in seed_rows("tag_values") if row["tag_code"] in scores and row["absent_reason"]]
    for name in metrics:
        arguments = ["--data-set", "complete_journey", "--tag", f"rfm_{name}_score", "--steps", "5"]
        arguments += ["--falling"] if name == "recency" else []
        script = [sys.executable, PROJECT / "scripts/propose_bands.py", *arguments]
        subprocess.run(script, cwd=tmp_path, check=True, capture_output=True)
        with (tmp_path / f"target/proposals/complete_journey__rfm_{name}_score.csv").open(encoding="utf-8") as file:
            bands += [row | {"rank": str(10 + int(row["rank"]))} for row in csv.DictReader(file)]
    write("tag_values", bands)
    # the metric of version 2 was published with the shipped bands
    write("tag_definitions", [row | {"version": "3"} for row in definitions])
    built = build("tag_definitions", "tag_values")
    assert built.returncode == 0, built.output

    # by hand, from the raw file
    households = duckdb.sql(f"""
        select
            'complete_journey:' || household_id as customer_id,
            date '2017-12-31' - max(cast(timezone('America/New_York', timezone('UTC', transaction_timestamp)) as date)),
            count(distinct basket_id),
            sum(cast(sales_value as decimal(18, 2)))
        from '{complete_journey.raw_dir}/complete_journey/transactions.parquet'
        group by household_id
    """).fetchall()
    numbers = np.array([[float(cell) for cell in row[1:]] for row in households])
    steps = 1 + np.array(
        [[(np.quantile(column, share / 5) <= column) for share in range(1, 5)] for column in numbers.T]
    ).sum(axis=1)
    steps[0] = 6 - steps[0]
    expected = {row[0]: tuple(map(str, map(int, score))) for row, score in zip(households, steps.T, strict=True)}
    actual = built.query(
        "select customer_id, rfm_recency_score, rfm_frequency_score, rfm_monetary_score from customer_tags"
    )
    assert {row[0]: row[1:] for row in actual} == expected
    assert len({score for triple in expected.values() for score in triple}) == 5
    named = dict(built.query("select rfm_segment_named, count(*) from customer_tags group by all"))
    assert len(named) == 11
