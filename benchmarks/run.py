"""Build all tags of a generated web shop, beside scripts that make the same tables by hand.

    make benchmark ORDERS=1000000

Generates raw files (benchmarks/generate.py), runs each script of benchmarks/scripts on them, builds them with dbt, one
after the other, checks that all wrote the same tags and rejected the same rows, and counts audiences on each wide
table. Prints seconds, peak memory, and ratios to the script in DuckDB. Several sizes also show how time grows.

    make benchmark ENGINE=spark ORDERS=1000000

Builds on DuckDB and on Spark instead, without scripts, and compares all rows of the largest tables.

    make benchmark BESIDE=../main ORDERS=5000000 SCRIPTS=

Also builds the same files with another checkout of this project, after `make setup` there: what did a change cost?
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
SETTINGS = yaml.safe_load((PROJECT / "data_sets/demo/vars.yml").read_text(encoding="utf-8")) | {
    "raw_files": "{name}/*/*.csv",
    "source_systems": {
        "demo_web_shop": [
            "customers", "customer_identifiers", "orders", "order_items", "products", "promotions", "order_promotions",
            "interactions",
        ],
    },
}  # fmt: skip
ONLY_TABLES = ("build", "--exclude-resource-type", "test", "unit_test")
# tags of fitted models, of the table of segments, and of what this shop does not record, which the scripts do not make
NOT_MADE = (
    "ltv_tier", "purchase_potential", "churn_risk", "rfm_segment_named", "usage_frequency", "attribute_preferences",
)  # fmt: skip
ENVIRONMENTS = {"duckdb": PROJECT / ".venv/bin", "spark": PROJECT / ".venv-spark/bin"}
# Spark gives times in the zone of its process; the tables hold local times without a zone.
SPARK = os.environ | {
    "TZ": "UTC",
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --driver-memory 10g --conf spark.local.dir=spill "
    "--conf spark.sql.shuffle.partitions=16 --conf spark.ui.enabled=false "
    "--conf spark.ui.showConsoleProgress=false pyspark-shell",
}
COMPARED = (
    "staging.stg_rejected_records", "intermediate.int_orders", "intermediate.int_interactions", "marts.customer_tags",
    "marts.customer_tag_values",
)  # fmt: skip


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
                try:
                    family = [process, *process.children(recursive=True)]
                    parents = {each.pid: each.name() for each in family}
                    # a JVM that starts a command is there twice for a moment, with the same memory
                    family = [each for each in family if parents.get(each.ppid()) != "java" or each.name() != "java"]
                    used = [each.memory_info() for each in family]
                except psutil.NoSuchProcess:
                    continue
                memory = sum(each.rss - getattr(each, "shared", 0) for each in used)  # without mapped files
                peak = max(peak, memory)
                if memory > limit:
                    for each in reversed(family):
                        each.kill()

        watcher = threading.Thread(target=watch)
        watcher.start()
        failed = process.wait() != 0
        done.set()
        watcher.join()
    return None if failed else (time.perf_counter() - started, peak / 1024**3)


def build(folder, log, *command, engine="duckdb", project=PROJECT):
    """Run dbt on the files of the folder, in its subfolder `on_<engine>`; return seconds, memory.

    Another checkout builds in the subfolder `beside`, with the environment of that checkout.
    """
    work = folder / (f"on_{engine}" if project == PROJECT else "beside")
    work.mkdir(exist_ok=True)
    settings = SETTINGS | {"data_dir": str(folder if project == PROJECT else work), "raw_dir": str(folder / "raw")}
    options = [
        "--project-dir", project, "--profiles-dir", project, "--target", engine, "--vars", json.dumps(settings),
        "--target-path", work / "target", "--log-path", work / "logs",
    ]  # fmt: skip
    environment = SPARK if engine == "spark" else None
    dbt = (ENVIRONMENTS[engine] if project == PROJECT else project / ".venv/bin") / "dbt"
    result = measure([dbt, *command, *options], log, cwd=work, env=environment)
    if not result:
        sys.exit(f"dbt failed: {log}")
    return result


def slowest_steps(folder, work="on_duckdb"):
    """Return [(seconds, step)] of the last build in a subfolder, slowest first."""
    results = json.loads((folder / work / "target/run_results.json").read_text(encoding="utf-8"))["results"]
    return sorted(((each["execution_time"], each["unique_id"].split(".")[-1]) for each in results), reverse=True)


def rows_of(connection, columns, rows):
    """Return how many rows there are, and the sum of their hashes."""
    return connection.execute(f"select count(*), sum(cast(hash({columns}) as hugeint)) from {rows}").fetchall()


def assert_same(database, out):
    """Exit unless the tables of a script hold the same rows as the build's.

    A table without rows proves nothing, and is refused, too. Scripts do not say `unknown` of customers all of whose
    orders were rejected: these are left out, if they are at most 1 in 10,000.
    """
    connection = duckdb.connect()
    connection.execute(f"attach '{database}' as built (read_only)")
    connection.execute("create view compared as from built.marts.customer_tags where lifecycle_stage <> 'unknown'")
    counts = "(select count(*) from compared), (select count(*) from built.marts.customer_tags)"
    compared, everybody = connection.execute(f"select {counts}").fetchone()
    if everybody - compared > everybody / 10_000:
        sys.exit(
            f"{everybody - compared} of {everybody} customers have lifecycle_stage unknown; scripts cannot be compared"
        )

    def table(name):
        path = out / f"{name}.parquet"
        return f"'{path / '*.parquet' if path.is_dir() else path}'"

    tags = ", ".join(name for name, *_ in connection.execute(f"describe from {table('customer_tags')}").fetchall())
    values = "customer_id, tag_code, tag_value"
    for name, columns, ours in (
        ("customer_tags", tags, f"(select {tags} from compared)"),
        (
            "customer_tag_values",
            values,
            "(from built.marts.customer_tag_values semi join compared using (customer_id) "
            f"where tag_code not in {NOT_MADE})",
        ),
        (
            "rejected_records",
            "entity, record_key, reason",
            "(select entity, record_key, rejection_reason as reason from built.staging.stg_rejected_records)",
        ),
    ):
        theirs = table(name) if name == "rejected_records" else f"{table(name)} semi join compared using (customer_id)"
        made, built = (rows_of(connection, columns, rows) for rows in (theirs, ours))
        if made != built or built[0][0] == 0:
            sys.exit(f"{out.name}: rows of {name} differ from the build's: {made} and {built}")


def count_audiences(name, out):
    """Return {"counts": …, "seconds": …} of the audiences, counted in the way of a script."""
    command = [sys.executable, "common.py", f"with_{name}", out]
    return json.loads(subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=True).stdout)


def assert_same_on_spark(database, warehouse):
    """Exit unless Spark's tables hold the same columns and rows as DuckDB's; each must hold some.

    Of two tables with as many rows, one lacks no row of the other if the other lacks none of it. Values are compared
    in DuckDB's types, and five million rows at a time, so that they fit into memory.
    """
    connection = duckdb.connect(config={"temp_directory": str(warehouse.parent / "spill")})
    connection.execute(f"attach '{database}' as built (read_only); set timezone = 'UTC'")
    for table in COMPARED:
        layer, name = table.split(".")
        ours, theirs = f"built.{table}", f"'{warehouse / f'{layer}.db' / name}/*.parquet'"
        types, others = (
            {column: kind for column, kind, *_ in connection.execute(f"describe from {each}").fetchall()}
            for each in (ours, theirs)
        )
        if types.keys() != others.keys():
            sys.exit(f"{table}: other columns on Spark: {sorted(types.keys() ^ others.keys())}")
        counts = [connection.execute(f"select count(*) from {each}").fetchone()[0] for each in (ours, theirs)]
        if counts[0] != counts[1] or not counts[0]:
            sys.exit(f"{table}: {counts[0]:,} rows on DuckDB, {counts[1]:,} on Spark")
        columns = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in types.items())
        parts = 1 + counts[0] // 5_000_000
        for part in range(parts):
            ours_only = connection.execute(
                " except all ".join(
                    f"(from (select {columns} from {each}) as rows where hash(rows) % {parts} = {part})"
                    for each in (ours, theirs)
                )
                + " limit 3"
            ).fetchall()
            if ours_only:
                sys.exit(f"{table}: not on Spark, among others: {ours_only}")


def generate_files(folder, orders):
    """Make the folder anew, with raw files of so many orders; return a heading that tells their size."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generate(folder / "raw", orders)
    raw = sum(path.stat().st_size for path in (folder / "raw").rglob("*.csv")) / 1024**3
    return f"\n## {orders:,} orders, {orders // 20:,} customers, {raw:.1f} GB of raw files\n"


def run_on_spark(folder, orders):
    """Build one size on DuckDB and on Spark, compare, and print; return {name: seconds}."""
    heading = generate_files(folder, orders)
    measured = {"DuckDB": build(folder, folder / "duckdb.log", *ONLY_TABLES)}
    work, log = folder / "on_spark", folder / "load.log"
    work.mkdir()
    load = [ENVIRONMENTS["spark"] / "python", Path(__file__).with_name("load_into_spark.py"), folder / "raw"]
    measured["Spark, loading"] = measure(load, log, cwd=work, env=SPARK)
    if not measured["Spark, loading"]:
        sys.exit(f"loading failed: {log}")
    measured["Spark"] = build(folder, folder / "spark.log", *ONLY_TABLES, engine="spark")
    print(heading)
    print("| | seconds | ratio | peak memory |\n|---|--:|--:|--:|")
    for name, (seconds, memory) in measured.items():
        print(f"| {name} | {seconds:.0f} | {seconds / measured['DuckDB'][0]:.2f} | {memory:.1f} GB |")
    print("\n| slowest on Spark | Spark, seconds | DuckDB, seconds |\n|---|--:|--:|")
    on_duckdb = {step: seconds for seconds, step in slowest_steps(folder)}
    for seconds, step in slowest_steps(folder, "on_spark")[:10]:
        print(f"| {step} | {seconds:.1f} | {on_duckdb[step]:.1f} |", flush=True)
    assert_same_on_spark(folder / f"{SETTINGS['data_set']}.duckdb", work / "spark-warehouse")
    print(f"\nAll rows are the same of {', '.join(COMPARED)}.", flush=True)
    return {name: seconds for name, (seconds, _) in measured.items()}


def run(folder, orders, scripts, beside=None):
    """Measure one size, and print; return {name: seconds}, None for what did not finish."""
    heading = generate_files(folder, orders)
    database = folder / f"{SETTINGS['data_set']}.duckdb"
    measured, counted = {}, {}
    for name in scripts:
        out = folder / name
        out.mkdir()
        command = [sys.executable, SCRIPTS / f"with_{name}.py", folder / "raw", out, SETTINGS["as_of_date"]]
        measured[name] = measure(command, folder / f"{name}.log")
        if measured[name]:
            counted[name] = count_audiences(name, out)
        shutil.rmtree(out / "spill", ignore_errors=True)
    measured["dbt"] = build(folder, folder / "dbt.log", *ONLY_TABLES)
    counted["dbt"] = count_audiences("duckdb", database)
    steps = slowest_steps(folder)
    if beside:
        measured["beside"] = build(folder, folder / "beside.log", *ONLY_TABLES, project=beside)
        steps_beside = {step: seconds for seconds, step in slowest_steps(folder, "beside")}
        shutil.rmtree(folder / "beside")
    test_seconds, _ = build(folder, folder / "tests.log", "test", "--exclude-resource-type", "unit_test")
    for name in counted.keys() - {"dbt"}:
        assert_same(database, folder / name)
        if counted[name]["counts"] != counted["dbt"]["counts"]:
            sys.exit(f"{name}: counts {counted[name]['counts']}, not {counted['dbt']['counts']}")

    print(heading)
    print("| | seconds | ratio | peak memory | audience counts | ratio |\n|---|--:|--:|--:|--:|--:|")
    reference = "duckdb" if measured.get("duckdb") else "dbt"
    labels = {"dbt": "build (dbt)", "beside": f"build of {beside}"}
    for name in ("dbt", *(["beside"] if beside else []), *scripts):
        label = labels.get(name, f"script in {name}")
        if measured[name] is None:
            print(f"| {label} | did not finish | | | | |")
            continue
        seconds, memory = measured[name]
        counts = " | "
        if name in counted:
            count_seconds = counted[name]["seconds"]
            counts = f"{count_seconds * 1000:.0f} ms | {count_seconds / counted[reference]['seconds']:.2f}"
        print(f"| {label} | {seconds:.0f} | {seconds / measured[reference][0]:.2f} | {memory:.1f} GB | {counts} |")
    size = database.stat().st_size / 1024**3
    print(f"\nDatabase: {size:.1f} GB. Data tests besides: {test_seconds:.0f} s. Slowest steps of the build:")
    print("- " + ", ".join(f"{step} {seconds:.1f} s" for seconds, step in steps[:12]), flush=True)
    if beside:
        both = [(seconds, steps_beside[step]) for seconds, step in steps if step in steps_beside]
        here, there = (sum(each) for each in zip(*both, strict=True))
        print(
            f"Steps that both checkouts have ({len(both)}): {here:.0f} s here, {there:.0f} s in {beside}.", flush=True
        )
    return {name: each and each[0] for name, each in measured.items()}


def main():
    """Measure each size, and how the build's time grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, nargs="+", default=[1_000_000], help="sizes (default 1000000)")
    parser.add_argument("--engine", choices=ENVIRONMENTS, default="duckdb", help="spark: build there, too, no scripts")
    parser.add_argument(
        "--scripts", nargs="*", default=["duckdb", "polars", "pandas", "pyspark"], help="scripts to run"
    )
    parser.add_argument("--beside", type=Path, help="another checkout of this project, built on the same files")
    parser.add_argument(
        "--folder", type=Path, default=PROJECT / "data/benchmark", help="where files go, and are deleted"
    )
    arguments = parser.parse_args()
    memory = psutil.virtual_memory().total / 1024**3
    print(f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}")
    measured = {}
    for orders in arguments.orders:
        folder = arguments.folder.absolute()
        on_spark = arguments.engine == "spark"
        beside = arguments.beside and arguments.beside.resolve()
        measured[orders] = run_on_spark(folder, orders) if on_spark else run(folder, orders, arguments.scripts, beside)
    for name in measured[arguments.orders[0]]:
        times = {orders: each[name] for orders, each in measured.items() if each[name]}
        if len(times) > 1:
            small, large = min(times), max(times)
            exponent = math.log(times[large] / times[small]) / math.log(large / small)
            print(
                f"\n{name}: from {small:,} to {large:,} orders, time grows like orders to the power of {exponent:.2f}"
            )
    unfinished = {name for each in measured.values() for name, seconds in each.items() if seconds is None}
    if unfinished:
        sys.exit(f"did not finish: {', '.join(sorted(unfinished))}; see the logs in {arguments.folder}")


if __name__ == "__main__":
    main()
