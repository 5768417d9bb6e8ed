"""What a change does before it is merged, against two whole builds; and a day replayed."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb
import impact
import pytest
from conftest import PROJECT, dbt_build, default_vars
from publish import publish
from test_broken_inputs import edit

CHANGES = {
    "threshold": (
        "seeds/tags/tag_values.csv",
        ("spend_level,high,高消费,High,5000", "spend_level,high,高消费,High,4000"),
        ("spend_level,medium,中消费,Medium,1000,5000", "spend_level,medium,中消费,Medium,1000,4000"),
    ),
    "rule": (
        "models/intermediate/tags/int_tags__lifecycle_and_status.sql",
        ("parameters.lifecycle_stage__active_max_days then 'active'", "60 then 'active'"),
    ),
    "synonym": ("seeds/cleaning/synonyms.csv", ("customers,gender,女士,female", "customers,gender,女士,male")),
    "word": (
        "seeds/cleaning/synonyms.csv",
        ("customers,gender,女士,female\n", "products,category,soft drinks,BAG SNACKS\n"),
    ),
}


def run(*arguments, cwd, data_set="demo"):
    """Run the script as a user does; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, PROJECT / "scripts/impact.py", "--data-set", data_set, *arguments],
        cwd=cwd, capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def moves(before, after):
    """Return how many customers go from value to value, by tag, of two databases; of lists, value by value."""
    sides = [
        {
            row[0]: dict(zip(columns, row, strict=True))
            for columns, rows in [(
                [column for (column,) in build.query("select column_name from (describe customer_tags)")],
                build.query("from customer_tags"),
            )]
            for row in rows
        }
        for build in (before, after)
    ]  # fmt: skip
    counts = Counter()
    for customer in sides[0].keys() | sides[1].keys():
        old, new = sides[0].get(customer, {}), sides[1].get(customer, {})
        for tag in (old.keys() | new.keys()) - {"customer_id", "as_of_date"}:
            if "[" in (old.get(tag) or "") + (new.get(tag) or ""):
                values = [set(json.loads(side.get(tag) or "[]")) for side in (old, new)]
                counts.update((tag, value, None) for value in values[0] - values[1])
                counts.update((tag, None, value) for value in values[1] - values[0])
            elif old.get(tag) != new.get(tag):
                counts[tag, old.get(tag), new.get(tag)] += 1
    return counts


@pytest.mark.parametrize(
    ("data_set", "change"),
    [
        ("demo", "threshold"),
        *(pytest.param("demo", change, marks=pytest.mark.long) for change in ("rule", "synonym")),
        *(pytest.param("complete_journey", change, marks=pytest.mark.long) for change in (*list(CHANGES)[:2], "word")),
    ],
)
def test_the_impact_is_the_difference_of_two_whole_builds(data_set, change, project_copy, tmp_path, request):
    """Value by value; only what differs is built twice, and the page says whom to ask."""
    before = request.getfixturevalue(data_set)
    if data_set == "demo":
        (project_copy / "raw").symlink_to(before.raw_dir)
        edit(project_copy / "data_sets/demo/vars.yml", default_vars("demo", PROJECT)["raw_dir"], "raw")
    else:
        (project_copy / "data").mkdir()
        (project_copy / "data/raw").symlink_to(before.raw_dir)
    git = ("git", "-C", project_copy, "-c", "user.name=us", "-c", "user.email=us")
    for command in (("init", "-q", "-b", "main"), ("add", "--all"), ("commit", "-q", "-m", "as it was")):
        subprocess.run([*git, *command], check=True)
    file, *replaced = CHANGES[change]
    for old, new in replaced:
        edit(project_copy / file, old, new)
    code, said = run("--limit", "0.0001", cwd=project_copy, data_set=data_set)
    folder = project_copy / f"target/impact/{data_set}_change"

    after = dbt_build(tmp_path / "whole", data_set, project=project_copy, tests=False, raw_dir=str(before.raw_dir))
    assert after.returncode == 0, after.output
    expected = moves(before, after)
    with duckdb.connect() as connection:
        for side in ("before", "after"):
            connection.execute(f"attach '{folder}/{side}/{data_set}.duckdb' as {side} (read_only)")
        sections = impact.compare(connection)
    assert Counter({row[:3]: row[3] for row in sections["From value to value"][1]}) == expected
    assert expected
    pages = [(folder / f"impact.{kind}").read_text(encoding="utf-8") for kind in ("md", "html")]
    for tag in {tag for tag, *_ in expected}:
        assert all(tag in page for page in pages)
        assert f"PROBLEM {tag}: moves more than 0.01% of the customers; " in said
    assert code == 1
    built = json.loads((folder / "after/target/run_results.json").read_text(encoding="utf-8"))["results"]
    seeds = [result["unique_id"].split(".")[-1] for result in built if result["unique_id"].startswith("seed.")]
    assert seeds == [Path(file).stem] * (change != "rule")


@pytest.mark.long
def test_a_day_is_replayed(demo, tmp_path):
    """With the same data and definitions nothing moves; a day that was not published is refused at once."""
    shutil.copyfile(demo.database, tmp_path / "demo.duckdb")
    publish(tmp_path / "demo.duckdb", tmp_path / "published")
    day = ("--data-dir", str(tmp_path), "--replay")
    code, said = run(*day, "2025-12-01", cwd=PROJECT)
    assert (code, "2025-12-01 was not published; marts.tag_runs has the days" in said) == (1, True)
    code, said = run(*day, "2025-12-31", cwd=PROJECT)
    assert (code, said.startswith("no tag moves\n")) == (0, True), said
