"""What the history, the segments and the feed cost beside the build, and what it costs to publish and to sync.

    make benchmark-history CUSTOMERS=1000000

Builds a generated web shop of so many customers, with five orders each, on two days that follow each other, with 50
segments and a destination that gets everybody. Prints the share of each folder in the build of each day, its data tests
included, and the seconds of segments, publishing and syncing beside one copy of the wide table.
"""

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import duckdb
from generate import generate
from run import PROJECT, SETTINGS

COPIED = ("dbt_project.yml", "profiles.yml", "selectors.yml", "models", "macros", "seeds", "tests", "data_sets")
DAYS = ("2025-12-30", "2025-12-31")
KEPT = {"states": "history"} | {name: name for name in ("history", "segments", "campaigns", "scorecard", "feed")}


SEGMENTS = 50


def add_segments(seeds):
    """Add segments until there are 50: two groups of two conditions each, on tags with one value."""
    rng = random.Random(1)
    with (seeds / "tags/tag_definitions.csv").open(encoding="utf-8", newline="") as file:
        tags = {row["tag_code"] for row in csv.DictReader(file) if row["cardinality"] == "single"}
    with (seeds / "tags/tag_values.csv").open(encoding="utf-8", newline="") as file:
        values = [(row["tag_code"], row["tag_value"]) for row in csv.DictReader(file) if row["tag_code"] in tags]
    with (seeds / "segments/segments.csv").open(encoding="utf-8", newline="") as file:
        missing = SEGMENTS - len(list(csv.DictReader(file)))
    with (
        (seeds / "segments/segments.csv").open("a", encoding="utf-8") as segments,
        (seeds / "segments/segment_conditions.csv").open("a", encoding="utf-8") as conditions,
    ):
        for number in range(missing):
            segments.write(f"made_up_{number},x{number},x{number},analytics,benchmark,active,1,x,x\n")
            for group in (1, 2):
                for tag, value in rng.sample(values, 2):
                    operator = rng.choice(("is", "is_not"))
                    conditions.write(f"made_up_{number},{group},{tag},{operator},{value}\n")


def copy_project(folder):
    """Copy the project, with more segments, and a destination that gets every customer; return the folder."""
    for name in COPIED:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, folder / name)
    add_segments(folder / "seeds")
    with (folder / "seeds/feed/destinations.csv").open("a", encoding="utf-8") as file:
        file.write("warehouse,analytics,customer_id,all,active,benchmark\n")
    return folder


def timed(command, **options):
    """Run a command; return its seconds, and what it printed. SystemExit if it fails."""
    started = time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)
    if done.returncode:
        sys.exit(f"{command[:2]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started, done.stdout


def build(folder, project, day):
    """Build a day; return its seconds, and those of each part."""
    settings = SETTINGS | {"data_dir": str(folder), "raw_dir": str(folder / "raw"), "as_of_date": day}
    command = [
        PROJECT / ".venv/bin/dbt", "build", "--exclude-resource-type", "unit_test",
        "--vars", json.dumps(settings),
        "--project-dir", project, "--profiles-dir", project, "--target-path", folder / "target",
        "--log-path", folder / "logs",
    ]  # fmt: skip
    seconds, _ = timed(command)
    parts = Counter()
    manifest = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))["nodes"]
    for result in json.loads((folder / "target/run_results.json").read_text(encoding="utf-8"))["results"]:
        node = manifest.get(result["unique_id"], {})
        tested = manifest.get(node.get("attached_node"), node)  # a test belongs to the folder of its model
        folder_name = Path(tested.get("path", "seeds")).parent.name
        parts[KEPT.get(folder_name, "all else")] += result["execution_time"]
    return seconds, parts


def copy_wide_table(folder):
    """Return the seconds of one copy of customer_tags into a file of its own."""
    file = folder / "copy.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"attach '{folder / 'demo.duckdb'}' as built (read_only)")
        started = time.perf_counter()
        connection.execute("create table customer_tags as from built.marts.customer_tags; checkpoint")
        seconds = time.perf_counter() - started
    file.unlink()
    return seconds


def main():
    """Build two days, publish and sync each, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000, help="how many customers (default 1000000)")
    customers = parser.parse_args().customers
    folder = PROJECT / "data/benchmark"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "project").mkdir(parents=True)
    generate(folder / "raw", customers * 5, customers)
    project = copy_project(folder / "project")
    publish = [PROJECT / ".venv/bin/python", PROJECT / "scripts/publish.py", "--data-set", "demo"]
    sync = [PROJECT / ".venv-sync/bin/python", PROJECT / "scripts/sync.py", "--data-set", "demo"]
    sync += ["--destination", "warehouse"]
    print(f"{customers:,} customers, {customers * 5:,} orders")
    for day in DAYS:
        seconds, parts = build(folder, project, day)
        published, _ = timed([*publish, "--data-dir", folder])
        carried, said = timed([*sync, "--data-dir", folder])
        copied = copy_wide_table(folder)
        print(f"\nas of {day}: build {seconds:.0f} s, of which seeds, models and data tests {parts.total():.0f} s")
        for part, spent in parts.most_common():
            print(f"  {spent:7.1f} s  {part}, {spent / parts.total():.1%}")
        print(f"  {copied:7.1f} s  one copy of customer_tags")
        print(f"  {parts['segments']:7.1f} s  {SEGMENTS} segments: {parts['segments'] / copied:.1f} copies")
        print(f"  {published:7.1f} s  publishing all marts, twice (DuckDB, Parquet): {published / copied:.1f} copies")
        print(f"  {carried:7.1f} s  sync: {said.strip()}", flush=True)


if __name__ == "__main__":
    main()
