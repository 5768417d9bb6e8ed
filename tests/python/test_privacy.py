"""No personal value of the demo company leaves base and staging: not into marts, logs, compiled SQL or failures."""

import csv

import duckdb
import pytest

# columns of the raw files that hold personal values
PERSONAL = {
    "demo_crm/customers.csv": ("name", "id_number", "phone", "email"),
    "demo_crm/manual_tags.csv": ("reason",),
    "demo_web_shop/users.csv": ("nickname", "mobile", "email"),
}


def personal_values(raw_dir):
    """Return every personal value of the raw files."""
    values = set()
    for file, columns in PERSONAL.items():
        with (raw_dir / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                values.update(row[column] for column in columns)
    # as staging spells them
    values |= {f"+86{value[-11:]}" for value in values if value[-11:].isdigit()} | {value.lower() for value in values}
    return values - {""}


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
