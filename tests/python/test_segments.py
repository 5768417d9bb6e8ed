"""Segments: random conditions, in groups and through other segments, against a second evaluation in Python."""

import csv
import json
import random
import shutil
from collections import defaultdict

import duckdb
import preview
import pytest
from conftest import dbt_build, seed_rows
from publish import publish

METRICS = ("orders_90d", "net_spend_lifetime", "days_since_last_order", "promotion_order_share_365d", "orders_lifetime")
SEVERAL = ("interests", "campaigns")
BOUGHT = ("category", "product")
COLUMNS = ("segment_code", "group_number", "subject", "operator", "value")


def random_condition(draw, values, earlier):
    """Return subject, operator and value of a condition."""
    kind = draw.choice(("single", "single", "multi", "metric", "bought", "segment" if earlier else "single"))
    if kind == "bought":
        subject = draw.choice(("category", "product"))
        days = draw.choice((30, 90, 180, 365))
        return f"{subject}_{days}d", draw.choice(("bought", "not_bought")), draw.choice(values[subject])
    if kind == "segment":
        return "", draw.choice(("in_segment", "not_in_segment")), draw.choice(earlier)
    if kind == "metric":
        return (
            draw.choice(METRICS),
            draw.choice(("at_least", "less_than")),
            draw.choice(("0", "1", "3", "0.5", "99.90")),
        )
    tag = draw.choice([tag for tag in values if tag not in BOUGHT and (tag in SEVERAL) == (kind == "multi")])
    if kind == "multi":
        return tag, draw.choice(("has", "has_not")), draw.choice(values[tag])
    operator = draw.choice(("is", "is_not", "in", "not_in"))
    several = draw.sample(values[tag], min(2, len(values[tag])))
    return tag, operator, " ".join(several) if operator.endswith("in") else several[0]


def holds(condition, person, segments):
    """Whether a condition holds for a customer's tags and metrics."""
    subject, operator, value = condition
    actual = person.get(subject)
    if operator in ("at_least", "less_than"):
        return actual is not None and (float(actual) >= float(value)) == (operator == "at_least")
    if operator.endswith("bought"):
        kind, days = subject.removesuffix("d").split("_")
        bought = any(code == value and ago < int(days) for code, ago in person[kind])
        return bought == (operator == "bought")
    if operator.endswith("in_segment"):
        return belongs(segments[value], person, segments) != operator.startswith("not")
    if operator.startswith("has"):
        return (value in json.loads(actual)) == (operator == "has")
    return (actual in value.split(" ")) == (operator in ("is", "in"))


def belongs(groups, person, segments):
    """Whether all conditions of at least one group hold."""
    return any(all(holds(condition, person, segments) for condition in group) for group in groups.values())


def write_seeds(folder, segments, purposes):
    """Replace both seeds."""
    with (folder / "segment_conditions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for code, groups in segments.items():
            writer.writerows((code, group, *condition) for group, found in groups.items() for condition in found)
    heading = (folder / "segments.csv").read_text(encoding="utf-8").splitlines()[0]
    lines = [f"{code},{code},{code},{purpose},us,active,1,{code},{code}" for code, purpose in purposes.items()]
    (folder / "segments.csv").write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")


def test_random_segments_have_the_members_that_python_finds(demo, project_copy, tmp_path):
    """Sixty segments of one to three groups; those for marketing have only customers who may be addressed."""
    draw = random.Random(11)
    columns = demo.query("select column_name from information_schema.columns where table_name = 'customer_tags'")
    rows = demo.query(f"""
        select tags.*, may_market, {", ".join(METRICS)} from customer_tags as tags
        inner join customer_permissions using (customer_id) inner join int_customer_metrics using (customer_id)
    """)
    people = [dict(zip([*(name for (name,) in columns), "may_market", *METRICS], row, strict=True)) for row in rows]
    values = defaultdict(list)
    catalogued = {row["tag_code"] for row in seed_rows("tag_definitions") if row["values_from"] == "seed"}
    for row in seed_rows("tag_values"):
        if row["tag_code"] in catalogued:
            values[row["tag_code"]].append(row["tag_value"])
    for person in people:
        person.update({kind: [] for kind in BOUGHT})
    by_id = {person["customer_id"]: person for person in people}
    for customer, category, product, ago in demo.query("""
        select customer_id, category, product_id, date '2025-12-31' - order_date from int_order_items where is_counted
    """):
        if customer in by_id:
            by_id[customer]["category"].append((category, ago))
            by_id[customer]["product"].append((product, ago))
    for kind in BOUGHT:
        values[kind] = sorted({code for person in people for code, _ in person[kind] if code})
    for tag in SEVERAL:
        values[tag] = sorted({value for person in people for value in json.loads(person[tag])})

    segments, purposes = {}, {}
    for number in range(60):
        segments[f"s{number}"] = {
            group: [random_condition(draw, values, list(segments)[-8:]) for _ in range(draw.randint(1, 3))]
            for group in range(1, draw.randint(2, 4))
        }
        purposes[f"s{number}"] = draw.choice(("analytics", "marketing"))
    write_seeds(project_copy / "seeds/segments", segments, purposes)
    shutil.copyfile(demo.database, tmp_path / "demo.duckdb")
    # the shipped campaigns are for shipped segments
    chosen = (
        "--select", "segments", "segment_conditions", "path:models/segments", "assert_segments_are_valid",
        "--exclude", "assert_campaigns_are_valid",
    )  # fmt: skip
    build = dbt_build(tmp_path, "demo", *chosen, project=project_copy)
    assert build.returncode == 0, build.output

    expected = {
        code: {
            person["customer_id"]
            for person in people
            if belongs(groups, person, segments) and (person["may_market"] or purposes[code] == "analytics")
        }
        for code, groups in segments.items()
    }
    actual = defaultdict(set)
    for code, customer in build.query("select segment_code, customer_id from customer_segments"):
        actual[code].add(customer)
    assert {code: actual[code] for code in segments} == expected
    assert sum(0 < len(members) < len(people) for members in expected.values()) > 30
    sizes = {code: len(members) for code, members in expected.items()}
    assert dict(build.query("select segment_code, customer_count from segment_sizes")) == sizes
    overlaps = build.query(
        "select first_segment_code, second_segment_code, both_count, either_count, only_first_count, only_second_count "
        "from segment_overlaps"
    )
    assert len(overlaps) == 60 * 59 / 2
    for first, second, *counts in overlaps:
        one, two = expected[first], expected[second]
        assert counts == [len(one & two), len(one | two), len(one - two), len(two - one)]


@pytest.fixture
def published(demo, tmp_path):
    """Return a connection to the published demo company."""
    shutil.copyfile(demo.database, tmp_path / "demo.duckdb")
    publish(tmp_path / "demo.duckdb", tmp_path / "published")
    with duckdb.connect(str(tmp_path / "published/demo.duckdb"), read_only=True) as connection:
        yield connection


def test_a_preview_shows_the_sizes_that_a_build_gives(demo, published):
    """Of every shipped segment."""
    sizes = dict(demo.query("select segment_code, customer_count from segment_sizes"))
    segments = preview.read_segments("demo")
    for code, size in sizes.items():
        found, addressable, *rest = preview.preview(published, segments, code)
        published.execute("drop table members")
        shown = addressable.split()[0] if segments[code]["purpose"] == "marketing" else found.split()[1]
        assert shown == str(size), code
        assert sum("%" in line for line in rest) > 10
    assert any(sizes.values())


def test_a_preview_looks_among_purchases(published):
    """By category and by product, in two windows."""
    (category, product), *_ = published.execute(
        "select category, product_id from marts.customer_purchases order by order_count desc, product_id limit 1"
    ).fetchall()
    rows = [("category_365d", "bought", category), ("product_90d", "not_bought", product)]
    conditions = [dict(zip(("subject", "operator", "value"), row, strict=True)) for row in rows]
    found = preview.preview(published, {"mine": {"purpose": "analytics", "groups": {"1": conditions}}}, "mine")
    (wanted,) = published.execute(
        """select count(*) from (
            select customer_id from marts.customer_purchases where category = $1
            except
            select customer_id from marts.customer_purchases where product_id = $2 and last_order_date > as_of_date - 90
        )""",
        [category, product],
    ).fetchone()
    assert found[0].startswith(f"mine: {wanted} of ")
    assert wanted > 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (None, r"PROBLEM .*: there is no segment mine with conditions; the segments are high_value_active, "),
        ("mine,1,spend_grade,is,high", r"segment mine: .*spend_grade.*; correct subject"),
        ("mine,1,,in_segment,mine", "segment mine: contains itself; take that condition out"),
        ("mine,1,orders_90d,at_least,three", r"segment mine: .*three.*; correct"),
    ],
)
def test_a_segment_that_cannot_be_previewed_is_told(published, tmp_path, monkeypatch, row, said):
    """One line, with what to do."""
    seeds = tmp_path / "segments"
    shutil.copytree(preview.SEEDS, seeds)
    monkeypatch.setattr(preview, "SEEDS", seeds)
    if row:
        with (seeds / "segments.csv").open("a", encoding="utf-8") as file:
            file.write("mine,我的,Mine,analytics,us,active,1,我的,Mine\n")
        with (seeds / "segment_conditions.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
    with pytest.raises(SystemExit, match=said):
        preview.preview(published, preview.read_segments("demo"), "mine")
