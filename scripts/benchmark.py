"""Generate a demo company of a chosen number of orders and time `dbt build` on it, with its peak memory.

    make benchmark ORDERS=1000000

Prints the wall-clock time of generation and build, the peak memory of dbt with DuckDB inside, the time of one plain
scan of the raw orders for comparison, and the slowest steps.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import yaml
from generate_demo_company import DemoCompany, dt

ORDERS_PER_CUSTOMER = 5.6  # what the generator gives, on average
FOLDER = Path("data/benchmark")


def main():
    """Generate, build and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=1_000_000, help="about how many orders (default 1000000)")
    args = parser.parse_args()
    shutil.rmtree(FOLDER, ignore_errors=True)
    settings = yaml.safe_load(Path("vars/demo.yml").read_text(encoding="utf-8"))
    settings |= {"data_dir": str(FOLDER), "raw_dir": str(FOLDER / "raw")}

    start = time.perf_counter()
    customers = round(args.orders / ORDERS_PER_CUSTOMER)
    DemoCompany(FOLDER / "raw", customers, 1, dt.date.fromisoformat(settings["as_of_date"])).run()
    print(f"generated in {time.perf_counter() - start:.0f} s")

    start = time.perf_counter()
    [(orders, amount)] = duckdb.sql(
        f"""
        select count(*), sum(try_cast(amount as double)) from (
            select total_paid as amount from read_csv('{FOLDER}/raw/demo_web_shop/orders.csv', all_varchar = true)
            union all
            select amount from read_csv('{FOLDER}/raw/demo_store/receipts.csv', all_varchar = true)
        )
        """
    ).fetchall()
    scan = time.perf_counter() - start
    print(f"{orders:,} order rows over {amount:,.0f}, one plain scan of them takes {scan:.1f} s")

    for title, options in (("models only", ["run"]), ("models and tests", ["build"])):
        subprocess.run([Path(sys.executable).parent / "dbt", "seed", "-q", "--vars", json.dumps(settings)], check=True)
        start = time.perf_counter()
        command = [Path(sys.executable).parent / "dbt", *options, "-q", "--vars", json.dumps(settings)]
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
        print(f"\n{title}: {seconds:.0f} s ({seconds / scan:.0f} scans), peak memory {peak:.1f} GB; slowest:")
        results = json.loads(Path("target/run_results.json").read_text(encoding="utf-8"))["results"]
        for result in sorted(results, key=lambda result: -result["execution_time"])[:8]:
            print(f"  {result['execution_time']:6.1f} s  {result['unique_id']}")


if __name__ == "__main__":
    main()
