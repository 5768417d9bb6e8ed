"""Every tag of every customer against the second implementation (oracle.py), on real and on random data."""

import json
from collections import Counter
from decimal import Decimal

import pytest
from conftest import PROJECT, dbt_build
from generate_demo_company import DemoCompany
from oracle import expected_tags

SEEDS = PROJECT / "seeds"
# columns of metrics models that the oracle computes, too
METRICS = {
    "int_customer_frequency": ["orders"],
    "int_customer_monetary": ["net_spend", "mean_order_value"],
    "int_customer_promotion_participation": ["promotion_orders", "promotion_order_share", "discount_amount"],
    "int_customer_engagement": ["engagements"],
    "int_customer_usage": ["usage_days"],
}
WINDOWS = ("30d", "90d", "180d", "365d", "lifetime")
OTHER_METRICS = {
    "int_customer_recency": ["mean_days_between_order_days"],
    "int_customer_marketing_response": ["sends_180d", "answered_sends_180d"],
    "int_customer_returns": ["returned_units_365d", "ordered_units_365d"],
}
ENTITIES = (
    "customers", "customer_identifiers", "orders", "order_items", "products", "promotions", "order_promotions",
    "interactions", "service_contacts", "opportunities", "model_scores", "memberships", "coupons", "costs", "returns",
    "manual_tags", "identity_decisions", "consents", "erasure_requests", "refunds", "exchange_rates",
    "product_attributes", "cdp_acknowledgements", "cdp_reported_profiles",
    "campaign_assignments", "tag_reviews",
)  # fmt: skip


def assert_agrees(build):
    """Compare tags, evidence, metrics, permissions and the fate of every raw record with the oracle's."""
    expected = expected_tags("demo" if build.data_set == "demo" else build.data_set, build.raw_dir, build.as_of, SEEDS)
    assert len(expected.tags) > 100, "the oracle must have something to say"

    actual = {"tags": {}, "evidence": {}, "source": {}}
    multi = {}
    for customer, tag, cardinality, value, evidence, source in build.query(
        "select customer_id, tag_code, cardinality, tag_value, evidence, t.source "
        "from customer_tag_values as t inner join dim_tags using (tag_code)"
    ):
        if cardinality == "multi":
            multi.setdefault(customer, {}).setdefault(tag, {})[value] = evidence
        else:
            actual["tags"].setdefault(customer, {})[tag] = value
            actual["evidence"].setdefault(customer, {})[tag] = evidence
            actual["source"].setdefault(customer, {})[tag] = source
    aliases = dict(build.query("select alias_customer_id, customer_id from customer_id_aliases"))
    assert aliases == expected.aliases
    assert aliases or build.data_set != "demo", "some customers of the demo company have several records"

    permissions = build.query(
        "select customer_id, may_analyse, analytics_decided_on, may_market, marketing_decided_on, may_share, "
        "sharing_decided_on from customer_permissions"
    )
    assert {row[0]: row[1:] for row in permissions} == expected.permissions

    published = {tag for tags in actual["tags"].values() for tag in tags}
    computed = {tag for tags in expected.tags.values() for tag in tags}
    assert not published - computed, f"tests/python/oracle.py does not compute {published - computed}; add it"
    for name, found in actual.items():
        # a draft may be computed, but is not published
        wanted = {
            who: {tag: value for tag, value in tags.items() if tag in published}
            for who, tags in getattr(expected, name).items()
        }
        assert differences(found, wanted) == [], name
    assert differences(multi, expected.multi) == []
    listed = ("interests", "attribute_preferences", "campaigns")
    for customer, *texts in build.query(f"select customer_id, {', '.join(listed)} from customer_tags"):
        values = [sorted(expected.multi.get(customer, {}).get(tag, {})) for tag in listed]
        assert [json.loads(text) for text in texts] == values

    columns = {model: [f"{name}_{window}" for name in names for window in WINDOWS] for model, names in METRICS.items()}
    for model, names in (columns | OTHER_METRICS).items():
        rows = build.query(f"select customer_id, {', '.join(names)} from {model}")
        found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
        wanted = {who: {name: expected.metrics[who][name] for name in names} for who in expected.metrics}
        assert differences(found, wanted) == [], model

    rejected = build.query(
        "select entity, source_system, rejection_reason, count(*) from stg_rejected_records group by all"
    )
    assert Counter({row[:3]: row[3] for row in rejected}) == expected.rejected
    blanked = build.query(
        "select column_name, source_system, rejection_reason, count(*) from stg_rejected_values group by all"
    )
    assert Counter({row[:3]: row[3] for row in blanked}) == expected.rejected_values
    duplicates = Counter()
    for entity in ENTITIES:
        for system, count in build.query(
            f"select source_system, sum(record_count - 1) from stg_{entity} where record_count > 1 group by all"
        ):
            duplicates[entity, system] = int(count)
    assert duplicates == expected.duplicates
    erasures = build.query("select source_system, erasure_request_id, customer_record_count from customer_erasures")
    # the id of a request that has none is a hash
    assert Counter((system, key.split(":")[0], count) for system, key, count in erasures) == Counter(
        (system, key.split(":")[0], count) for (system, key), count in expected.erasures.items()
    )
    assert erasures or build.data_set != "demo", "somebody at the demo company asked to be erased"


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


def test_complete_journey_agrees_with_the_second_implementation(complete_journey):
    """2,469 real households."""
    assert_agrees(complete_journey)


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
        "foreign_currency", "unknown_channel", "invalid_identifier",
        "implausible_share", "missing_author", "unknown_tag", "unknown_value",
    }  # fmt: skip
    blanked = {row[0] for row in demo.query("select distinct rejection_reason from stg_rejected_values")}
    assert blanked >= {
        "unknown_customer_type", "unknown_gender", "unreadable_birth_date", "implausible_birth_date",
        "invalid_resident_id_number", "unreadable_updated_at", "unknown_acquisition_source", "unknown_occupation",
        "unknown_industry", "unknown_decision_role", "unreadable_employee_count", "negative_employee_count",
        "unknown_country", "unknown_province", "unknown_city",
    }  # fmt: skip
    assert demo.query("select count(*) from stg_orders where record_count > 1")[0][0] > 0
    assert demo.query("select count(*) from int_customers where record_count > 1")[0][0] > 0


def test_demo_company_spreads_over_the_values_of_every_tag(demo):
    """A tag that gives everybody the same value would show nothing; every value of a band is met by somebody."""
    values = dict(demo.query("select tag_code, count(distinct tag_value) from customer_tag_values group by all"))
    assert {tag: count for tag, count in values.items() if count < 2} == {}
    assert demo.query("select count(*) from dim_tags where status = 'active'") == [(len(values),)]
    missing = demo.query("""
        select tag_code, tag_value
        from dim_tag_values
        inner join dim_tags using (tag_code)
        where kind in ('band', 'rule', 'model') and absent_reason is null
        except
        select tag_code, tag_value from customer_tag_values
    """)
    assert sorted(missing) == []


def test_demo_company_in_the_repository_is_what_the_generator_makes(tmp_path, demo):
    """The same arguments give the same files, byte for byte."""
    DemoCompany(tmp_path, 300, 1, demo.as_of).run()
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert made == sorted(path.relative_to(demo.raw_dir) for path in demo.raw_dir.rglob("*.csv"))
    assert [path for path in made if (tmp_path / path).read_bytes() != (demo.raw_dir / path).read_bytes()] == []


@pytest.mark.parametrize(
    ("seed", "as_of"),
    [
        pytest.param(2, "2025-12-31", marks=pytest.mark.long),
        pytest.param(3, "2025-03-31", marks=pytest.mark.long),
        (4, "2024-02-29"),
    ],
)
def test_random_companies_agree_with_the_second_implementation(tmp_path, demo, seed, as_of):
    """Other people, other orders, and days in the past with records that lie after them."""
    DemoCompany(tmp_path / "raw", 700, seed, demo.as_of).run()
    build = dbt_build(tmp_path, "demo", tests=False, raw_dir=str(tmp_path / "raw"), as_of_date=as_of)
    assert build.returncode == 0, build.output
    assert_agrees(build)
