"""Build all tags of a generated web shop, beside scripts that make the same tables by hand.

    make benchmark ORDERS=1000000

Generates raw files (benchmarks/generate.py), builds them with dbt, runs each script of benchmarks/scripts on the same files,
one after the other, checks that all wrote the same tags and rejected the same rows, and counts audiences on each wide
table. Prints seconds, peak memory, and ratios to the script in DuckDB. Several sizes also show how time grows.
"""

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import psutil
import yaml
from generate import generate

PROJECT = Path(__file__).parents[1]
SCRIPTS = PROJECT / "benchmarks/scripts"
DBT = PROJECT / ".venv/bin/dbt"
KEY = "test-key-of-the-benchmark-which-hides-nobody"
# tags of fitted models, which the scripts do not make
FITTED = ("ltv_tier", "purchase_potential", "churn_risk")


def measure(command, log, **options):
    """Run a command; return its seconds and the peak memory of it and its children, in GB; None if it failed.

    It is killed before the machine runs out of memory.
    """
    started, peak, limit = time.perf_counter(), 0, 0.92 * psutil.virtual_memory().total
    with log.open("w", encoding="utf-8") as file:
        process = psutil.Popen(command, stdout=file, stderr=subprocess.STDOUT, **options)
        done = threading.Event()

        def watch():
            nonlocal peak
            while not done.wait(0.1):
                memory = 0
                for each in [process, *process.children(recursive=True)]:
                    try:
                        memory += each.memory_info().rss
                    except psutil.NoSuchProcess:
                        continue
                peak = max(peak, memory)
                if memory > limit:
                    process.kill()

        watcher = threading.Thread(target=watch)
        watcher.start()
        failed = process.wait() != 0
        done.set()
        watcher.join()
    return None if failed else (time.perf_counter() - started, peak / 1024**3)


def build(folder, log, *command):
    """Run dbt on the files of the folder; return seconds, memory."""
    settings = yaml.safe_load((PROJECT / "vars/demo.yml").read_text(encoding="utf-8")) | {
        "data_dir": str(folder),
        "raw_dir": str(folder / "raw"),
        "source_systems": {
            "demo_web_shop": [
                "customers", "customer_identifiers", "orders", "order_items", "products", "promotions", "order_promotions",
                "interactions",
            ],
        },
    }  # fmt: skip
    paths = ["--target-path", folder / "target", "--log-path", folder / "logs", "--profiles-dir", PROJECT]
    environment = os.environ | {"DBT_ENV_SECRET_PSEUDONYM_KEY": KEY}
    result = measure([DBT, *command, *paths, "--vars", json.dumps(settings)], log, cwd=PROJECT, env=environment)
    if not result:
        sys.exit(f"dbt failed: {log}")
    return result


def slowest_steps(folder):
    """Return [(seconds, step)] of the last build, slowest first."""
    results = json.loads((folder / "target/run_results.json").read_text(encoding="utf-8"))["results"]
    return sorted(((each["execution_time"], each["unique_id"].split(".")[-1]) for each in results), reverse=True)


def assert_same(database, out):
    """Exit unless the tables of a script are those of the build."""
    connection = duckdb.connect()
    connection.execute(f"attach '{database}' as built (read_only)")

    def table(name):
        path = out / f"{name}.parquet"
        return f"'{path / '*.parquet' if path.is_dir() else path}'"

    tags = [name for name, *_ in connection.execute(f"describe from {table('customer_tags')}").fetchall()]
    pairs = {
        "customer_tags": (f"select {', '.join(tags)} from {{}}", "customer_tags"),
        "customer_tag_values": (
            f"select customer_id, tag_code, tag_value from {{}} where tag_code not in {FITTED}",
            "customer_tag_values",
        ),
        "rejected_records": ("select entity, record_key, {reason} from {}", "stg_rejected_records"),
    }
    for name, (query, ours) in pairs.items():
        built = query.format(f"built.{ours}", reason="rejection_reason")
        made = query.format(table(name), reason="reason")
        for one, other in ((built, made), (made, built)):
            [(count,)] = connection.execute(f"select count(*) from ({one} except all {other})").fetchall()
            if count:
                sys.exit(f"{out.name}: {count} rows of {name} differ from the build's")


def run(folder, orders, scripts):
    """Measure one size; return {name: (seconds, GB, seconds of the audience counts)}."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generate(folder / "raw", orders)
    settings = yaml.safe_load((PROJECT / "vars/demo.yml").read_text(encoding="utf-8"))
    measured = {}
    for name in scripts:
        out = folder / name
        out.mkdir()
        command = [sys.executable, SCRIPTS / f"with_{name}.py", folder / "raw", out, settings["as_of_date"]]
        result = measure(command, folder / f"{name}.log")
        counted = None
        if result:
            command = [sys.executable, "common.py", f"with_{name}", out]
            done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=True)
            counted = json.loads(done.stdout)
        measured[name] = (*(result or (None, None)), counted)
        shutil.rmtree(out / "spill", ignore_errors=True)

    database = folder / f"{settings['data_set']}.duckdb"
    seconds, memory = build(folder, folder / "dbt.log", "build", "--exclude-resource-type", "test", "unit_test")
    steps = slowest_steps(folder)
    test_seconds, _ = build(folder, folder / "tests.log", "test", "--exclude-resource-type", "unit_test")
    sys.path.insert(0, str(SCRIPTS))
    from with_duckdb import count_audiences

    connection = duckdb.connect(str(database), read_only=True, config={"threads": 2})
    started = time.perf_counter()
    counts = count_audiences(connection, None, "customer_tags")
    measured["dbt"] = (seconds, memory, {"counts": counts, "seconds": time.perf_counter() - started})
    connection.close()
    for name in scripts:
        if measured[name][0]:
            assert_same(database, folder / name)
            if measured[name][2]["counts"] != counts:
                sys.exit(f"{name}: counts {measured[name][2]['counts']}, not {counts}")
    print_sizes(folder, orders, measured, steps, test_seconds, sum(counts))
    return measured


def print_sizes(folder, orders, measured, steps, test_seconds, counted):
    """Print what was measured of one size."""
    raw = sum(path.stat().st_size for path in (folder / "raw").rglob("*.csv")) / 1024**3
    print(f"\n## {orders:,} orders, {orders // 20:,} customers, {raw:.1f} GB of raw files\n")
    reference = measured.get("duckdb", measured["dbt"])
    print("| | seconds | ratio | peak memory | audience counts | ratio |\n|---|--:|--:|--:|--:|--:|")
    for name, (seconds, memory, audience) in sorted(measured.items(), key=lambda each: each[0] != "dbt"):
        label = "full build (dbt)" if name == "dbt" else f"script in {name}"
        if seconds is None:
            print(f"| {label} | did not finish | | | | |")
            continue
        print(
            f"| {label} | {seconds:.0f} | {seconds / reference[0]:.2f} | {memory:.1f} GB | "
            f"{audience['seconds'] * 1000:.0f} ms | {audience['seconds'] / reference[2]['seconds']:.2f} |"
        )
    print(f"\nData tests besides: {test_seconds:.0f} s. Audiences: {counted:,} customers. Slowest steps of the build:")
    print(", ".join(f"{step} {seconds:.0f} s" for seconds, step in steps[:12]))


def main():
    """Measure each size, and how the build's time grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, nargs="+", default=[1_000_000], help="sizes (default 1000000)")
    parser.add_argument(
        "--scripts", nargs="*", default=["duckdb", "polars", "pandas", "pyspark"], help="scripts to run"
    )
    parser.add_argument(
        "--folder", type=Path, default=PROJECT / "data/benchmark", help="where files go, and are deleted"
    )
    arguments = parser.parse_args()
    memory = psutil.virtual_memory().total / 1024**3
    print(f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}")
    measured = {}
    for orders in arguments.orders:
        measured[orders] = run(arguments.folder.absolute(), orders, arguments.scripts)
    for name in ("dbt", *arguments.scripts):
        times = {orders: each[name][0] for orders, each in measured.items() if each[name][0]}
        if len(times) > 1:
            small, large = min(times), max(times)
            exponent = math.log(times[large] / times[small]) / math.log(large / small)
            print(
                f"\n{name}: from {small:,} to {large:,} orders, time grows like orders to the power of {exponent:.2f}"
            )


if __name__ == "__main__":
    main()
