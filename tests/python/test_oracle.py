"""Every tag of every customer against the second implementation (oracle.py), on real and on random data."""

from collections import Counter
from decimal import Decimal

import pytest
from conftest import PROJECT, dbt_build
from generate_demo_company import DemoCompany
from oracle import expected_tags

SEEDS = PROJECT / "seeds/tags"
SUBJECTS = ("frequency", "monetary", "promotion_participation")


def assert_agrees(build):
    """Compare tags, evidence, metrics and the fate of every raw record with the oracle's."""
    expected = expected_tags("demo" if build.data_set == "demo" else build.data_set, build.raw_dir, build.as_of, SEEDS)
    assert len(expected.tags) > 100, "the oracle must have something to say"

    actual_tags, actual_evidence = {}, {}
    for customer, tag, value, evidence in build.query(
        "select customer_id, tag_code, tag_value, evidence from customer_tag_values"
    ):
        actual_tags.setdefault(customer, {})[tag] = value
        actual_evidence.setdefault(customer, {})[tag] = evidence
    assert differences(actual_tags, expected.tags) == []
    assert differences(actual_evidence, expected.evidence) == []

    for subject in SUBJECTS:
        columns = [row[0] for row in build.query(f"describe int_customer_{subject}") if row[0] != "customer_id"]
        rows = build.query(f"select customer_id, {', '.join(columns)} from int_customer_{subject}")
        actual = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
        wanted = {who: {column: expected.metrics[who][column] for column in columns} for who in expected.metrics}
        assert differences(actual, wanted) == [], subject

    rejected = build.query(
        "select entity, source_system, rejection_reason, count(*) from stg_rejected_records group by all"
    )
    assert Counter({row[:3]: row[3] for row in rejected}) == expected.rejected
    blanked = build.query(
        "select column_name, source_system, rejection_reason, count(*) from stg_rejected_values group by all"
    )
    assert Counter({row[:3]: row[3] for row in blanked}) == expected.rejected_values
    duplicates = Counter()
    for entity in ("customers", "orders", "order_items", "products", "promotions", "order_promotions"):
        for system, count in build.query(
            f"select source_system, sum(record_count - 1) from stg_{entity} where record_count > 1 group by all"
        ):
            duplicates[entity, system] = int(count)
    assert duplicates == expected.duplicates


def differences(actual, expected):
    """Return up to ten (customer, name, actual, expected) that differ."""
    found = [(who, "customer", who in actual, who in expected) for who in actual.keys() ^ expected.keys()]
    for who in actual.keys() & expected.keys():
        names = actual[who].keys() | expected[who].keys()
        found += [
            (who, name, actual[who].get(name, "missing"), expected[who].get(name, "missing"))
            for name in names
            if actual[who].get(name, "missing") != expected[who].get(name, "missing")
        ]
    return sorted(found, key=repr)[:10]


@pytest.mark.xdist_group("complete_journey")
def test_complete_journey_agrees_with_the_second_implementation(complete_journey):
    """2,469 real households."""
    assert_agrees(complete_journey)


@pytest.mark.xdist_group("complete_journey")
def test_complete_journey_has_its_published_totals(complete_journey):
    """Numbers of the data set's documentation, and those measured when the rules were written."""
    assert complete_journey.query("select count(*), sum(paid_amount) from stg_order_items") == [
        (1_469_307, Decimal("4596039.58"))
    ]
    assert complete_journey.query("select count(*) from stg_orders where paid_amount = 0") == [(478,)]
    assert complete_journey.query("select count(*), count(distinct customer_id) from int_orders where is_counted") == [
        (155_848, 2_469)
    ]
    assert complete_journey.query("select max(order_date) from int_orders") == [(complete_journey.as_of,)]
    assert dict(complete_journey.query("select price_sensitivity, count(*) from customer_tags group by all")) == {
        "high": 273,
        "medium": 1_363,
        "low": 833,
    }


def test_demo_company_agrees_with_the_second_implementation(demo):
    """The small copy in the repository, with every kind of dirt."""
    assert_agrees(demo)


def test_demo_company_has_every_kind_of_dirt(demo):
    """Reasons that no row shows are reasons that nothing tests."""
    shown = {row[0] for row in demo.query("select distinct rejection_reason from stg_rejected_records")}
    assert shown >= {
        "missing_key", "unreadable_value", "missing_date", "implausible_date", "unknown_status", "unknown_type",
        "missing_amount", "negative_amount", "charges_above_paid", "refund_above_paid", "ends_before_start", "orphan",
    }  # fmt: skip
    blanked = {row[0] for row in demo.query("select distinct rejection_reason from stg_rejected_values")}
    assert blanked >= {
        "unknown_customer_type", "unknown_gender", "unreadable_birth_date", "implausible_birth_date",
        "invalid_resident_id_number", "unreadable_updated_at",
    }  # fmt: skip
    assert demo.query("select count(*) from stg_orders where record_count > 1")[0][0] > 0
    assert demo.query("select count(*) from int_customers where record_count > 1")[0][0] > 0


def test_demo_company_in_the_repository_is_what_the_generator_makes(tmp_path, demo):
    """The same arguments give the same files, byte for byte."""
    DemoCompany(tmp_path, 300, 1, demo.as_of).run()
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert made == sorted(path.relative_to(demo.raw_dir) for path in demo.raw_dir.rglob("*.csv"))
    assert [path for path in made if (tmp_path / path).read_bytes() != (demo.raw_dir / path).read_bytes()] == []


@pytest.mark.parametrize(("seed", "as_of"), [(2, "2025-12-31"), (3, "2025-03-31"), (4, "2024-02-29")])
def test_random_companies_agree_with_the_second_implementation(tmp_path, demo, seed, as_of):
    """Other people, other orders, and days in the past with records that lie after them."""
    DemoCompany(tmp_path / "raw", 700, seed, demo.as_of).run()
    build = dbt_build(tmp_path, "demo", raw_dir=str(tmp_path / "raw"), as_of_date=as_of)
    assert build.returncode == 0, build.output
    assert_agrees(build)
