"""Situations that people reported, and their neighbours: the smallest input of each, and the right value.

All are customers of one small company, which is built once.
"""

import json

import pytest
from company import write_company
from conftest import copy_project, dbt_build

CUSTOMERS = ["source_customer_id,member_number,birth_date,created_at"]
CONSENTS = ["consent_id,source_customer_id,purpose,decision,decided_at"]
ERASURES = ["erasure_request_id,source_customer_id,requested_at"]
IDENTIFIERS = ["customer_identifier_id,source_customer_id,identifier_type,identifier_value"]
ORDERS = ["order_id,source_customer_id,ordered_at,order_status,paid_amount,loaded_date,updated_at,order_type"]
ITEMS = ["order_item_id,order_id,paid_amount,refund_amount,product_id"]
PRODUCTS = ["product_id,product_name,category"]


def customer(key, member="", born=""):
    """Register a customer."""
    CUSTOMERS.append(f"{key},{member},{born},2025-01-01")


# H1: marketing granted on 05-01, then a withdrawal that cannot be read; the purposes that stay allowed
UNREADABLE_WITHDRAWALS = {
    "decision": ("marketing,退订,2025-06-01", "market", "share analyse"),
    "day": ("marketing,withdrawn,2025/13/01", "market", "share analyse"),
    "no_day": ("marketing,withdrawn,", "market", "share analyse"),
    "old_day": ("marketing,withdrawn,1900-01-01", "market", "share analyse"),
    "no_decision": ("marketing,,2025-06-01", "market", "share analyse"),
    "purpose": ("广告,withdrawn,2025-06-01", "market share analyse", ""),
    "no_purpose": (",withdrawn,2025-06-01", "market share analyse", ""),
    "objection": ("analytics,object,2025-06-01", "analyse", "market share"),
    "granted_no_day": ("marketing,granted,", "market", "share analyse"),
    "other_case": ("marketing,withdrawn,2025-06-01", "market", "share analyse"),
}
for case, (record, _, _) in UNREADABLE_WITHDRAWALS.items():
    customer(f"H1-{case}")
    CONSENTS += [f"{case}-m,H1-{case},marketing,granted,2025-05-01", f"{case}-s,H1-{case},sharing,granted,2025-05-01"]
    CONSENTS.append(f"{case}-w,{'h1' if case == 'other_case' else 'H1'}-{case},{record}")

# a withdrawal without an id of its own; one id for two purposes, and for two people; a later grant that can be read
for case in ("no_id", "two_purposes", "two_people", "later_grant"):
    customer(f"H1-{case}")
    CONSENTS.append(f"{case}-m,H1-{case},marketing,granted,2025-05-01")
CONSENTS += [
    ",H1-no_id,marketing,withdrawn,2025-06-01",
    "same,H1-two_purposes,sharing,granted,2025-06-02", "same,H1-two_purposes,marketing,withdrawn,2025-06-01",
    "same,H1-two_people,marketing,withdrawn,2025-06-01",
    "l1,H1-later_grant,marketing,stop,2025-06-01", "l2,H1-later_grant,marketing,granted,2025-07-01",
]  # fmt: skip

# H2 to H4: requests to be erased that lack something, share an id, or write the customer's id in other case
for case in ("day", "no_day", "no_id", "one_id_a", "one_id_b", "Other_Case", "other_case", "stays"):
    customer(f"H2-{case}")
    ORDERS.append(f"H2-{case},H2-{case},2026-03-01,completed,10.00")
customer("H4-MIXED")
ERASURES += [
    "e1,H2-day,2025-06-31", "e2,H2-no_day,", ",H2-no_id,2026-01-01", "e3,H2-one_id_a,2026-01-01",
    "e3,H2-one_id_b,2026-01-01", "e4,h4-mixed,2026-01-01", "e5,H2-Other_Case,2026-01-01", "e6,nobody,2026-01-01",
]  # fmt: skip

# H7, E4: what identifies nobody joins nobody; two records each
PLACEHOLDERS = {
    "member_number": ["N/A", "null", "NULL", "-", "0", "无", "#N/A", "unknown", "Ｎ／Ａ"],
    "wechat_id": ["unknown", "undefined", "000000"],
    "email": ["none@none.none", "test@test.com", "support@shop.example", "NoReply@shop.example"],
    "phone": ["13800138000", "18888888888", "+31 600000000"],
    "device_id": ["00000000-0000-0000-0000-000000000000", "9774D56D682E549C"],
}
REAL = {"wechat_id": "abc_12345", "email": "ann@shop.example", "phone": "13912340001", "member_number": "M1"}
for kind, values in PLACEHOLDERS.items():
    for number, value in enumerate(values):
        for record in "ab":
            customer(f"H7-{kind}-{number}-{record}", member=value if kind == "member_number" else "")
            IDENTIFIERS.append(f"H7-{kind}-{number}-{record},H7-{kind}-{number}-{record},{kind},{value}")
for kind, value in REAL.items():
    for record in "ab":
        customer(f"H7-real-{kind}-{record}")
        IDENTIFIERS.append(f"H7-real-{kind}-{record},H7-real-{kind}-{record},{kind},{value}")

# H8: an id that is none is a guest's order; E3: a birth date that is none
GUESTS = ["NULL", "None", "nan", "N/A", "无", " null "]
ORDERS += [f"H8-{number},{text},2026-03-01,completed,10.00" for number, text in enumerate(GUESTS)]
customer("E3-default", born="1900-01-01")
customer("E3-real", born="1960-01-01")
# values that the shipped seed does not know, on more records than chance gives
for number in range(12):
    customer(f"E3-common-{number}", born="1980-01-01")
    IDENTIFIERS.append(f"E4-{number},E3-common-{number},phone,13700000123")

# A: versions and conflicting rows; F12: one id for two orders
for case in ("A1", "A2", "A3", "A5", "F12a", "F12b"):
    customer(case)
ORDERS += [
    "A1,A1,2026-02-28,completed,100,2026-02-28,", "A1,A1,2026-02-28,cancelled,100,2026-03-01,",
    "A2,A2,2026-02-28,completed,100,2026-02-28,", "A2,A2,2026-02-28,completed,90,2026-03-01,",
    "A3,A3,2026-02-28,completed,10.00,,", "A3,A3,2026-02-28,completed,20.00,,", "A3,A3,2026-02-28,completed,20.00,,",
    "A5,A5,2026-02-28,completed,10.00,2099-01-01,", "A5,A5,2026-02-28,completed,20.00,2026-03-01,",
    "A5-later,A5,2026-03-01,completed,5.00,2026-03-02,",
    "F12,F12a,2024-02-28,completed,10.00,,", "F12,F12b,2025-02-28,completed,10.00,,",
]  # fmt: skip
# B1: both items refunded in full, nothing on the order
customer("B1")
ORDERS.append("B1,B1,2026-03-01,completed,100.00")
ITEMS += ["B1-1,B1,60.00,60.00", "B1-2,B1,40.00,40.00"]
# F14: a category with a control character and a backslash, bought three times
customer("F14")
PRODUCTS.append("F14,Product,Ro\x01ad \\ Race")
ORDERS += [f"F14-{number},F14,2026-03-01,completed,10.00" for number in range(3)]
ITEMS += [f"F14-{number},F14-{number},10.00,,F14" for number in range(3)]
# C: a draft, and automatic renewals
customer("C1")
customer("C2")
ORDERS.append("C1,C1,2026-03-01,draft,0.00")
ORDERS += [f"C2-{month},C2,2025-{month:02}-15,completed,10.00,,,renewal" for month in range(5, 13)]
ORDERS += [f"C2-2026-{month},C2,2026-{month:02}-15,completed,10.00,,,renewal" for month in range(1, 4)]
ORDERS.append("C2-first,C2,2025-04-15,completed,10.00,,,Sale")
PRODUCTS += ["0,Product 0,Road", "0,Product 0,Standard", "1,Product 1,Road", "1,Product 1,Road"]

TABLES = {
    "products": PRODUCTS,
    "customers": CUSTOMERS,
    "consents": CONSENTS,
    "erasure_requests": ERASURES,
    "customer_identifiers": IDENTIFIERS,
    "orders": ORDERS,
    "order_items": ITEMS,
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Build the company."""
    folder = tmp_path_factory.mktemp("cases")
    project = copy_project(folder)
    tables = {}
    for entity, rows in TABLES.items():
        commas = rows[0].count(",")
        tables[entity] = "".join(row + "," * (commas - row.count(",")) + "\n" for row in rows)
    write_company(project, folder / "raw", tables, max_rejected_share=1.0)
    build = dbt_build(
        folder, "cases", "--exclude", "resource_type:test,path:models/intermediate", project=project,
        raw_dir=str(folder / "raw"),
    )  # fmt: skip
    assert build.returncode == 0, build.output
    return build


def permitted(build, case):
    """Return what a customer permits, as words."""
    row = build.query(
        f"select may_market, may_share, may_analyse from customer_permissions where customer_id = 'shop:H1-{case}'"
    )
    return {name for name, allowed in zip(("market", "share", "analyse"), row[0], strict=True) if allowed}


@pytest.mark.parametrize("case", UNREADABLE_WITHDRAWALS)
def test_h1_a_consent_that_cannot_be_read_is_a_withdrawal(cases, case):
    """For its purpose, or for all if that is what cannot be read; and it is listed."""
    _, withdrawn, kept = UNREADABLE_WITHDRAWALS[case]
    assert not permitted(cases, case) & set(withdrawn.split())
    assert permitted(cases, case) >= set(kept.split())
    listed = cases.query(f"select count(*) from stg_rejected_values where record_key like '{case}-w%'")
    assert listed[0][0] == (0 if case == "other_case" else 1)


def test_h1_neighbours(cases):
    """A record without an id of its own, one id for two records, and a later decision that can be read."""
    assert permitted(cases, "no_id") == {"analyse"}
    assert permitted(cases, "two_purposes") == {"analyse", "share"}
    assert permitted(cases, "two_people") == {"analyse"}
    assert permitted(cases, "later_grant") == {"analyse", "market"}


def test_h2_h3_h4_a_request_needs_nothing_but_a_customer(cases):
    """Everybody is erased whom a request names; who is not named stays, and a request that finds nobody is said."""
    left = {who for (who,) in cases.query("select customer_id from customer_tags where customer_id like 'shop:H%'")}
    assert {who for who in left if who.startswith(("shop:H2", "shop:H4"))} == {"shop:H2-stays", "shop:H2-other_case"}
    counts = dict(cases.query("select erasure_request_id[:10], customer_record_count from customer_erasures"))
    assert counts == {"e1": 1, "e2": 1, "without id": 1, "e3": 2, "e4": 1, "e5": 1}
    (told,) = [line for line in cases.warnings if "erasure request e6: finds no customer record" in line]
    assert "nobody" not in told.replace("erases nobody", "")


def test_h7_placeholders_join_nobody(cases):
    """Two records with the same real identifier are one customer, with the same placeholder they are two."""
    customers = dict(cases.query("select source_customer_id, customer_id from int_customer_links"))
    for kind, values in PLACEHOLDERS.items():
        for number in range(len(values)):
            first, second = (customers[f"H7-{kind}-{number}-{record}"] for record in "ab")
            assert first != second, (kind, values[number])
    for kind in REAL:
        assert customers[f"H7-real-{kind}-a"] == customers[f"H7-real-{kind}-b"], kind
    reported = dict(
        cases.query(
            "select rejection_reason, count(*) from stg_rejected_records group by all union all "
            "select rejection_reason, count(*) from stg_rejected_values group by all"
        )
    )
    assert (
        reported["placeholder_identifier"]
        == 2 * sum(len(values) for kind, values in PLACEHOLDERS.items() if kind != "device_id") + 2
    )  # zeros are no device id at all
    assert reported["placeholder_member_number"] == 2 * len(PLACEHOLDERS["member_number"])


def test_h8_e3_no_id_is_a_guest_and_no_birth_date_is_unknown(cases):
    """Neither an orphan nor somebody of 126."""
    guests = cases.query("select count(*) from stg_orders where order_id like 'H8-%' and source_customer_id is null")
    assert guests == [(len(GUESTS),)]
    ages = dict(cases.query("select customer_id, age_group from customer_tags where customer_id like 'shop:E3-%'"))
    assert {who: ages[who] for who in ("shop:E3-default", "shop:E3-real")} == {
        "shop:E3-default": "unknown", "shop:E3-real": "senior",
    }  # fmt: skip
    assert cases.query("select record_key from stg_rejected_values where rejection_reason = 'placeholder_birth_date'")


def test_e3_e4_a_value_on_many_records_is_a_warning(cases):
    """It names a record, and not the value, which may be personal."""
    for kind in ("birth_date", "phone"):
        told = (
            f"shop, {kind}: one value stands on 12 customer records, such as E3-common-0; if it means nothing, add it"
        )
        assert [line for line in cases.warnings if line.startswith(told)], cases.warnings
    assert "13700000123" not in cases.output
    assert "1980-01-01" not in cases.output


def test_a_the_version_that_arrived_later_wins(cases):
    """Without updated_at; a day of arrival that cannot be is no reason to take a row, nor to skip those after it."""
    spend = dict(
        cases.query(
            "select source_customer_id, sum(paid_amount) from stg_orders "
            "where order_status <> 'cancelled' and source_customer_id like 'A%' group by all"
        )
    )
    assert spend == {"A2": 90, "A3": 20, "A5": 25}
    assert cases.query("select order_status from stg_orders where order_id = 'A1'") == [("cancelled",)]


def test_a3_a4_f12_rows_that_nothing_orders_are_conflicts(cases):
    """Listed with what differs, counted, and told with what to do; rows that are alike are not."""
    assert sorted(cases.query("select entity, record_key, conflicting_columns from stg_conflicts")) == [
        ("orders", "A3", "paid_amount"),
        ("orders", "F12", "ordered_at source_customer_id"),
        ("products", "0", "category"),
    ]
    counted = cases.query(
        "select entity, duplicate_count, conflict_count from stg_record_counts where entity in ('orders', 'products')"
    )
    assert sorted(counted) == [("orders", 6, 2), ("products", 2, 1)]
    told = (
        "shop, entity orders: 1 rows share their id with another row and differ from it in paid_amount, such as A3; if"
    )
    assert [line for line in cases.warnings if line.startswith(told)], cases.output


def test_b1_refunds_of_items_are_refunds_of_the_order(cases):
    """Nothing was bought in the end."""
    assert cases.query(
        "select orders_365d, net_spend_365d from int_customer_metrics where customer_id = 'shop:B1'"
    ) == [(0, 0)]


def test_f14_lists_are_valid_json(cases):
    """Whatever the text."""
    ((interests,),) = cases.query("select interests from customer_tags where customer_id = 'shop:F14'")
    assert json.loads(interests) == ["Road \\ Race"]


def test_c_statuses_and_types_count_by_the_seed(cases):
    """A draft is no purchase; renewals are, unless the seed of the data set says no."""
    rows = cases.query(
        "select customer_id, lifecycle_stage, purchase_frequency from customer_tags where customer_id like 'shop:C_'"
    )
    tags = {who: values for who, *values in rows}
    assert tags == {"shop:C1": ["prospect", "low"], "shop:C2": ["active", "high"]}
