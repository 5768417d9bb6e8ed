"""Time how records become customers, beside one scan of their identifiers.

    make benchmark-identity RECORDS=1000000

Makes staged records in a database of their own, three identifiers each, of persons with one to many records, and runs
the models of models/intermediate/identity on them.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb

FOLDER = Path("data/benchmark")
MODELS = ("int_identity_records", "int_identity_edges", "int_identity_components", "int_customer_links")
# persons draw records unevenly; a record shows its person's phone, e-mail and device, or ones of its own
TABLES = """
    create schema staging;
    create table records as
    select
        i as record,
        hash(i) % ({records} * 6 // 10) as person,
        ['crm', 'web_shop', 'store', 'app'][1 + cast(hash(i, 1) % 4 as integer)] as source_system
    from range({records}) as r(i);

    create table staging.stg_customers as
    select
        source_system,
        'C' || record as source_customer_id,
        cast(null as varchar) as member_number,
        timestamp '2020-01-01' + to_minutes(cast(hash(record, 2) % 2000000 as integer)) as created_at
    from records;

    create table staging.stg_customer_identifiers as
    select
        source_system,
        'C' || record as source_customer_id,
        kind as identifier_type,
        kind || case when hash(record, kind) % 10 < 6 then 'p' || person else 'r' || record end as identifier_value,
        cast(null as timestamp) as first_seen_at
    from records
    cross join (values ('phone'), ('email'), ('device_id')) as kinds(kind);

    create table staging.stg_identity_decisions as
    select
        '' as source_system, '' as identity_decision_id, '' as decision, '' as first_source_system,
        '' as first_source_customer_id, '' as second_source_system, '' as second_source_customer_id,
        timestamp '2020-01-01' as decided_at
    where false;
"""


def main():
    """Make the records, resolve them, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000, help="how many records (default 1000000)")
    args = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    database = FOLDER / "identity.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(TABLES.format(records=args.records))

    settings = json.dumps({"data_set": "identity", "data_dir": str(FOLDER), "as_of_date": "2025-12-31"})
    dbt = [str(Path(sys.executable).parent / "dbt"), "-q"]
    subprocess.run([*dbt, "seed", "--select", "identifier_rules", "--vars", settings], check=True)
    subprocess.run([*dbt, "run", "--select", *MODELS, "--vars", settings], check=True)
    results = json.loads(Path("target/run_results.json").read_text(encoding="utf-8"))["results"]
    seconds = {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}

    with duckdb.connect(str(database), read_only=True) as connection:
        start = time.perf_counter()
        connection.execute("select count(*), sum(length(identifier_value)) from staging.stg_customer_identifiers")
        identifiers = connection.fetchone()[0]
        scan = time.perf_counter() - start
        start = time.perf_counter()
        connection.execute(
            "select count(*) from (select identifier_type, identifier_value, count(*) "
            "from staging.stg_customer_identifiers group by all)"
        ).fetchone()
        grouped = time.perf_counter() - start
        [(customers, largest)] = connection.execute(
            "select count(*), max(records) "
            "from (select count(*) as records from intermediate.int_customer_links group by customer_id)"
        ).fetchall()
    print(f"{args.records:,} records with {identifiers:,} identifiers are {customers:,} customers, of up to {largest}")
    for model in MODELS:
        print(f"  {seconds[model]:6.1f} s  {model}")
    total = sum(seconds.values())
    print(f"{total:.1f} s: {total / scan:.0f} scans of the identifiers, {total / grouped:.1f} groupings by value")


if __name__ == "__main__":
    main()
