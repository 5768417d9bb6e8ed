"""What is lost on the way from raw files to marts is said, and too much of it stops the build."""

import shutil

from company import write_company
from conftest import dbt_build

MARTS = ("customer_tags", "customer_tag_values", "customer_permissions", "dim_tags", "source_record_counts")
ORDERS = """order_id,source_customer_id,ordered_at,order_status,paid_amount
1,a,2026-03-01,completed,10
2,a,2026-03-02,completed,10
3,a,2026-03-03,completed,10
4,b,2026-03-01,completed,1.000.00
5,b,2026-03-01,completed,ten
6,b,2026-03-01,completed,10 USD
7,b,2026-03-01,completed,12.34.56
8,c,2026-03-01,shipped,10
9,nobody,2026-03-01,completed,10
"""


def test_a_build_that_rejects_most_orders_stops_before_the_marts(tmp_path, project_copy, note_bad_input):
    """With the commonest reason, its columns and the remedy; the table at the end and the rejected rows are there."""
    customers = "source_customer_id\na\nb\nc\n"
    write_company(project_copy, tmp_path / "raw", {"customers": customers, "orders": ORDERS})
    only_tables = ("--exclude", "resource_type:test,path:models/base", "resource_type:test,path:models/intermediate")
    build = dbt_build(tmp_path, "cases", *only_tables, project=project_copy, raw_dir=str(tmp_path / "raw"))
    assert build.returncode == 1
    told = (
        "shop, entity orders: 6 of 9 rows are rejected, 4 of them for unreadable_value (paid_amount); correct it at "
        "the source, or let the base model read its format. stg_rejected_records lists them"
    )
    note_bad_input("records", "most orders cannot be read", build.line(told))
    (row,) = [
        line for line in build.output.splitlines() if "shop " in line and " orders " in line and "unknown" in line
    ]
    assert row.split()[3:9] == ["9", "3", "0", "0", "0", "6"]
    assert row.endswith("unreadable_value 4, orphan 1, unknown_status 1")
    assert build.warnings == [
        "2 customer records have orders, all of which were rejected; their lifecycle_stage is unknown"
    ]
    note_bad_input("records", "all orders of a customer cannot be read", build.warnings[0])
    assert build.query("select count(*) from stg_rejected_records") == [(6,)]
    assert build.query("select table_name from information_schema.tables where table_schema = 'marts'") == []


def test_a_source_that_shrank_stops_the_build(demo, tmp_path, note_bad_input):
    """Receipts, consents and requests to their headings, orders to half: erased people do not come back."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    for file, kept in {
        "demo_store/receipts.csv": 1, "demo_crm/consents.csv": 1, "demo_crm/erasure_requests.csv": 1,
        "demo_web_shop/orders.csv": 400,
    }.items():  # fmt: skip
        path = raw / file
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:kept]), encoding="utf-8")
    shutil.copyfile(demo.database, tmp_path / demo.database.name)
    build = dbt_build(
        tmp_path, "demo", "--exclude", "resource_type:test,path:models/base", raw_dir=str(raw), max_rejected_share=1.0
    )
    assert build.returncode == 1
    meant = "for this run"
    for source, rows in {
        "demo_store, entity orders": "has 0 rows, but had 905", "demo_crm, entity consents": "has 0 rows, but had 250",
        "demo_crm, entity erasure_requests": "has 0 rows, but had 4", "demo_web_shop, entity orders": "has 399 rows",
    }.items():  # fmt: skip
        line = build.line(f"{source}: {rows}")
        assert meant in line
        note_bad_input("records", f"{source} that shrank", line)
    for mart in MARTS:
        assert build.query(f"from {mart} order by all") == demo.query(f"from {mart} order by all"), mart
    losses = ["demo_store.orders", "demo_store.order_items", "demo_web_shop.orders", "demo_crm.consents"]
    again = dbt_build(
        tmp_path, "demo", "--select", "stg_record_counts", raw_dir=str(raw), accepted_row_loss=losses,
        max_rejected_share=1.0,
    )  # fmt: skip
    assert [line.split(":")[0] for line in again.problems] == ["demo_crm, entity erasure_requests"]
