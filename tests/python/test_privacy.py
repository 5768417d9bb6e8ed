"""No personal value of the demo company leaves base and staging: not into marts, logs, compiled SQL or failures."""

import csv
import hashlib
import shutil

import duckdb
import pytest
from conftest import TEST_KEY, dbt_build
from generate_demo_company import TILL_PHONE

# columns of the raw files that hold personal values
PERSONAL = {
    "demo_crm/customers.csv": ("name", "id_number", "phone", "email"),
    "demo_crm/manual_tags.csv": ("reason",),
    "demo_web_shop/users.csv": ("nickname", "mobile", "email"),
    "demo_web_shop/logins.csv": ("value",),
    "demo_store/card_contacts.csv": ("value",),
}


def personal_values(raw_dir):
    """Return every personal value of the raw files."""
    values = set()
    for file, columns in PERSONAL.items():
        with (raw_dir / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                # a member number is an id of the CRM, no personal value
                values.update(row[column] for column in columns if not row[column].startswith("M0"))
    # as staging spells them
    values |= {f"+86{value[-11:]}" for value in values if value[-11:].isdigit()} | {value.lower() for value in values}
    # the phone and the device that are nobody's
    return values - {"", TILL_PHONE, f"+86{TILL_PHONE}", "00000000-0000"}


def test_no_personal_value_leaves_staging(demo):
    """Search every table but base (views on the raw files) and the two of staging that need them, and every file."""
    values = personal_values(demo.raw_dir)
    assert len(values) > 500
    allowed = ("base_", "stg_customer_identifiers", "stg_manual_tags")
    with duckdb.connect(str(demo.database), read_only=True) as connection:
        tables = connection.sql("select table_schema, table_name from information_schema.tables").fetchall()
        searched = [(schema, name) for schema, name in tables if not name.startswith(allowed)]
        assert len(searched) > 30
        for schema, name in searched:
            for row in connection.sql(f'from "{schema}"."{name}"').fetchall():
                if values.intersection(str(cell) for cell in row):
                    pytest.fail(f"{name} holds a personal value")  # which one stays untold

    folder = demo.database.parent
    written = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".duckdb", ".msgpack")]
    assert any(path.suffix == ".log" for path in written)
    texts = [demo.output, *(path.read_text(encoding="utf-8", errors="replace") for path in written)]
    if any(value in text for value in values for text in texts):
        pytest.fail("a file that the build wrote holds a personal value")


def test_third_parties_get_keyed_hashes_of_those_who_agreed(demo):
    """The documented construction, by Python's hashlib, and nobody else."""

    def key_of(customer):
        inner = hashlib.sha256((TEST_KEY + customer).encode()).hexdigest()
        return hashlib.sha256((TEST_KEY + inner).encode()).hexdigest()

    agreed = demo.query("select customer_id from customer_permissions where may_share and may_analyse")
    assert len(agreed) > 5
    shared = {row[0] for row in demo.query("select distinct customer_key from customer_shared_tags")}
    assert shared == {key_of(customer) for (customer,) in agreed}
    personal = demo.query(
        "select count(*) from customer_shared_tags inner join dim_tags using (tag_code) where sensitivity = 'personal'"
    )
    assert personal == [(0,)]


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_secret_no_customer_key_is_made(demo, tmp_path, monkeypatch, key):
    """The message names the variable."""
    monkeypatch.setenv("DBT_ENV_SECRET_PSEUDONYM_KEY", key)
    shutil.copyfile(demo.database, tmp_path / demo.database.name)
    build = dbt_build(tmp_path, "demo", "--select", "customer_shared_tags", "--indirect-selection", "cautious")
    assert build.returncode == 1
    assert "set the environment variable DBT_ENV_SECRET_PSEUDONYM_KEY" in build.output
    assert build.query("from customer_shared_tags order by all") == demo.query("from customer_shared_tags order by all")


def test_the_secret_is_written_nowhere(demo):
    """Neither into tables nor into logs, compiled SQL, or what dbt keeps between runs."""
    written = [path for path in demo.database.parent.rglob("*") if path.is_file()]
    assert any(path.suffix == ".duckdb" for path in written)
    assert [path for path in written if TEST_KEY.encode() in path.read_bytes()] == []


def test_objections_leave_the_marts(demo):
    """Who objected to analytics is in no mart but the one that says so."""
    objected = {row[0] for row in demo.query("select customer_id from customer_permissions where not may_analyse")}
    assert objected
    marts = demo.query(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'main' and table_name like 'customer\\_%' escape '\\' and data_type = 'VARCHAR'"
    )
    assert len({table for table, _ in marts}) >= 6
    for table, column in marts:
        if table != "customer_permissions":
            assert not objected & {row[0] for row in demo.query(f"select distinct {column} from {table}")}, table
