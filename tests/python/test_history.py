"""A week of a small company, built day by day: what was published, when and why, against the daily tables."""

import json
import shutil
from collections import defaultdict

import duckdb
import pytest
from causes import Causes
from company import write, write_company
from conftest import copy_project, dbt_build, run_dbt

DAYS = ("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09")
VALUES, DEFINITIONS = "seeds/tags/tag_values.csv", "seeds/tags/tag_definitions.csv"
HEADINGS = {
    "customers": "source_customer_id,customer_type,gender,created_at",
    "orders": "order_id,source_customer_id,ordered_at,order_status,paid_amount,loaded_date",
    "order_items": "order_item_id,order_id,product_id,paid_amount",
    "product_attributes": "product_id,attribute_name,attribute_value",
    "customer_identifiers": "customer_identifier_id,source_customer_id,identifier_type,identifier_value",
    "identity_decisions": "identity_decision_id,decision,first_source_system,first_source_customer_id,"
    "second_source_system,second_source_customer_id,decided_by,decided_at",
    "manual_tags": "manual_tag_id,source_customer_id,tag_code,tag_value,set_by,set_at,valid_until,operation",
    "model_scores": "model_score_id,source_customer_id,score_name,score,model_version,scored_at",
    "consents": "consent_id,source_customer_id,purpose,decision,decided_at",
    "erasure_requests": "erasure_request_id,source_customer_id,requested_at",
}  # fmt: skip
PEOPLE = (
    "new_data", "late", "time", "manual", "back_and_forth", "taken_back", "score", "steady", "joins_a", "joins_b",
    "parts_a", "parts_b", "erased", "objects", "leaves", "spender", "graded", "stylist",
    "unlikes", "steps", "agrees",
)  # fmt: skip
# rows by the first day on which they are there, and the day on which they are gone again
ROWS = [
    *((0, 9, "customers", f"{who},individual,female,2025-01-01") for who in PEOPLE if who != "leaves"),
    (0, 4, "customers", "leaves,individual,male,2025-01-01"),
    (2, 9, "customers", "newcomer,individual,male,2026-01-07"),
    (1, 9, "orders", "o1,new_data,2026-01-06,completed,10.00,2026-01-06"),
    (2, 9, "orders", "o2,late,2026-01-02,completed,10.00,2026-01-07"),
    (0, 9, "orders", "o3,time,2025-12-07,completed,10.00,2025-12-07"),
    (0, 9, "orders", "o4,spender,2025-12-28,completed,600.00,2025-12-28"),
    (0, 9, "orders", "o5,joins_b,2025-12-30,completed,10.00,2025-12-30"),
    (0, 9, "orders", "o6,parts_b,2025-12-30,completed,10.00,2025-12-30"),
    (0, 9, "orders", "o7,leaves,2025-12-30,completed,10.00,2025-12-30"),
    (0, 9, "orders", "o8,erased,2025-12-30,completed,10.00,2025-12-30"),
    (1, 9, "orders", "o9,stylist,2026-01-06,completed,30.00,2026-01-06"),
    *((1, 9, "order_items", f"i{number},o9,p,10.00") for number in range(3)),
    *((0, 9, "orders", f"o1{number},unlikes,2025-12-3{number},completed,10.00,2025-12-30") for number in range(2)),
    *((0, 9, "order_items", f"i1{number},o1{number},q,10.00") for number in range(2)),
    (0, 9, "orders", "o12,unlikes,2025-12-29,completed,10.00,2025-12-29"),
    (0, 9, "order_items", "i12,o12,q,10.00"),
    (0, 9, "orders", "o20,steps,2025-12-07,completed,10.00,2025-12-07"),
    # somebody sets what the definition gives as well, and takes it back before the definition gives another
    (0, 9, "orders", "o21,agrees,2025-12-07,completed,10.00,2025-12-07"),
    (0, 1, "manual_tags", "m8,agrees,purchase_recency,within_30d,staff-1,2026-01-05,,"),
    (0, 3, "product_attributes", "p,colour,red"),
    (0, 4, "product_attributes", "q,colour,red"),
    (1, 9, "manual_tags", "m1,manual,care_level,vip_care,staff-1,2026-01-06,2026-01-07,"),
    (1, 2, "manual_tags", "m2,taken_back,care_level,vip_care,staff-1,2026-01-06,,"),
    (1, 9, "manual_tags", "m3,back_and_forth,care_level,vip_care,staff-1,2026-01-06,2026-01-06,"),
    (3, 9, "manual_tags", "m4,back_and_forth,care_level,vip_care,staff-1,2026-01-08,,"),
    (1, 9, "manual_tags", "m5,steady,interests,Garden,staff-1,2026-01-06,2026-01-07,"),
    (3, 9, "manual_tags", "m6,graded,customer_grade,vip,staff-1,2026-01-08,2026-01-08,"),
    (3, 9, "manual_tags", "m7,unlikes,interests,Garden,staff-1,2026-01-08,,remove"),
    (2, 9, "model_scores", "s1,score,churn_probability,0.9,v1,2026-01-07"),
    (0, 9, "customer_identifiers", "i1,joins_a,phone,13912340001"),
    (2, 9, "customer_identifiers", "i2,joins_b,phone,13912340001"),
    (0, 9, "customer_identifiers", "i3,parts_a,phone,13912340002"),
    (0, 9, "customer_identifiers", "i4,parts_b,phone,13912340002"),
    (3, 9, "identity_decisions", "d1,separate,shop,parts_b,,,staff-1,2026-01-08"),
    (3, 9, "erasure_requests", "e1,erased,2026-01-08"),
    (4, 9, "consents", "c1,objects,analytics,withdrawn,2026-01-09"),
    (0, 9, "consents", "c2,joins_b,marketing,granted,2026-01-05"),
    (0, 9, "consents", "c3,spender,marketing,granted,2026-01-05"),
    (0, 9, "consents", "c4,leaves,marketing,granted,2026-01-05"),
    (1, 9, "consents", "c5,late,marketing,granted,2026-01-06"),
    (3, 9, "consents", "c6,spender,marketing,withdrawn,2026-01-08"),
    (4, 9, "consents", "c7,spender,marketing,granted,2026-01-09"),
]  # fmt: skip
PRODUCTS = "product_id,category\np,Garden\nq,Garden\n"
LOGS = (
    "customer_tag_states", "customer_multi_tag_states", "customer_tag_changes", "record_owner_states",
    "customer_input_states", "tag_runs", "tag_version_states",
)  # fmt: skip
SEVERAL = ("interests", "campaigns", "attribute_preferences")
KEPT = (
    *LOGS, "cdp_profile_changes", "customer_segment_changes", "segment_version_states", "campaign_draw_states",
    "tag_scorecard",
)  # fmt: skip
HISTORY = ("--select", "path:models/intermediate/states+")
# Wednesdays; of tags that are not daily, who is computed on which other day, too
WEEKLY_ON = 3
AT_ONCE = {
    (DAYS[2], "shop:newcomer"), (DAYS[2], "shop:joins_a"), (DAYS[3], "shop:parts_a"), (DAYS[3], "shop:parts_b"),
}  # fmt: skip
# customer: (day, tag, old, new, cause), whatever else changes
EXPECTED = {
    "new_data": ("2026-01-06", "lifecycle_stage", "prospect", "new", "new_data"),
    "late": ("2026-01-07", "lifecycle_stage", "prospect", "new", "late_data"),
    "time": ("2026-01-07", "lifecycle_stage", "new", "active", "time"),
    "manual": ("2026-01-08", "care_level", "vip_care", "none", "manual_expired"),
    "taken_back": ("2026-01-07", "care_level", "vip_care", "none", "manual_removed"),
    "steady": ("2026-01-08", "interests", "Garden", None, "manual_expired"),
    "score": ("2026-01-07", "churn_risk", "not_scored", "high", "model"),
    "graded": ("2026-01-09", "customer_grade", "vip", "potential", "manual_expired"),
    "stylist": ("2026-01-07", "attribute_preferences", None, "colour: red", "new_data"),
    "unlikes": ("2026-01-08", "interests", "Garden", None, "manual_removed"),
    # over 30 days on the 7th; falls on the second day in a row
    "steps": ("2026-01-08", "purchase_recency", "within_30d", "31_90d", "time"),
    "agrees": ("2026-01-08", "purchase_recency", "within_30d", "31_90d", "time"),
    "joins_a": ("2026-01-07", "lifecycle_stage", "prospect", "new", "merged"),
    "joins_b": ("2026-01-07", "lifecycle_stage", "new", None, "merged"),
    "parts_a": ("2026-01-08", "lifecycle_stage", "new", "prospect", "split"),
    "parts_b": ("2026-01-08", "lifecycle_stage", None, "new", "split"),
    "newcomer": ("2026-01-07", "gender", None, "male", "first_seen"),
    "leaves": ("2026-01-09", "lifecycle_stage", "new", None, "new_data"),
    "spender": ("2026-01-09", "spend_level", "low", "medium", "definition"),
}


def write_raw(raw, day, rows=ROWS):
    """Write the raw files as they are on a day."""
    for entity, heading in HEADINGS.items():
        there = [text for first, gone, name, text in rows if name == entity and first <= day < gone]
        write(raw / f"{entity}.csv", "\n".join([heading, *there]) + "\n")


def rows_of(build, table, columns="*"):
    """Return the rows of a table, in order."""
    return sorted(build.query(f"select {columns} from {table}"), key=repr)


def tables_of(build):
    """Return what was published."""
    return {
        "values": build.query("select customer_id, tag_code, tag_value from customer_tag_values"),
        "since": build.query(
            "select customer_id, tag_code, tag_value, cast(since as varchar), computed_value from customer_tag_values"
        ),
        "tags": build.query(
            "select tag_code, refresh, cast(last_refreshed_on as varchar), "
            "cast(next_refresh_on as varchar), kind, version from dim_tags"
        ),
        "links": build.query("select record_key, customer_id from int_customer_links"),
        "sources": build.query("select customer_id, tag_code, tag_value, source, set_by from customer_tag_values"),
        "wide": build.query("select * exclude (as_of_date) from customer_tags"),
        "marketing": build.query("select customer_id, tag_code, tag_value from customer_marketing_tags"),
        "profiles": build.query("select destination, key, payload from cdp_profiles where valid_to > '9999-01-01'"),
        "segments": build.query("select segment_code, customer_id, cast(since as varchar) from customer_segments"),
        "changes": build.query("from cdp_profile_changes order by destination, sequence"),
    }


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """Build every day; return the last build, what was published on each day, and more."""
    folder = tmp_path_factory.mktemp("week")
    project, raw = copy_project(folder), folder / "raw"
    write_company(
        project, raw, {entity: heading + "\n" for entity, heading in HEADINGS.items()} | {"products": PRODUCTS},
        name="week", max_row_loss_share=1.0, refresh_weekday=WEEKLY_ON,
    )  # fmt: skip
    with (project / "seeds/feed/destinations.csv").open("a", encoding="utf-8") as file:
        file.write("warehouse,analytics,customer_id,all,active,data\n")
    with (project / "seeds/tags/tag_parameters.csv").open("a", encoding="utf-8") as file:
        file.write("purchase_recency,down_after,2,refreshes,falls after two days in a row\n")
    published = {}

    def run(number, *arguments, tests=False, **changed):
        write_raw(raw, number)
        build = dbt_build(
            folder,
            "week",
            *arguments,
            project=project,
            raw_dir=str(raw),
            as_of_date=DAYS[number],
            tests=tests,
            **changed,
        )
        assert build.returncode == 0, build.output
        return build

    for number, day in enumerate(DAYS):
        if number == 4:  # a threshold is changed
            for file, old, new in (
                (VALUES, "spend_level,medium,中消费,Medium,1000", "spend_level,medium,中消费,Medium,500"),
                (VALUES, "spend_level,low,低消费,Low,,1000", "spend_level,low,低消费,Low,,500"),
            ):
                text = (project / file).read_text(encoding="utf-8")
                assert old in text
                write(project / file, text.replace(old, new))
            registry = ("--select", "path:seeds", "path:models/intermediate/registry", "assert_versions_are_raised")
            unraised = dbt_build(
                folder, "week", *registry, project=project, raw_dir=str(raw), as_of_date=day
            )  # fmt: skip
            line = f"{VALUES}, tag spend_level: changed since it was published, but version is still 1; raise version"
            assert unraised.line(line)
            text = (project / DEFINITIONS).read_text(encoding="utf-8")
            write(
                project / DEFINITIONS,
                text.replace(
                    "single,active,1,seed,近 365 天的净消费额。", "single,active,2,seed,近 365 天的净消费额。"
                ),
            )
        if number == 3:  # as if the run was killed after the first log
            run(number, "--exclude", "tag_version_states+", "customer_input_states")
            build = run(number, *HISTORY)
        else:
            build = run(number)
        published[day] = tables_of(build)
        if number in (2, 4):  # the same day again changes nothing; nor does a day before the last
            before = {log: rows_of(build, log) for log in KEPT}
            run(number, *HISTORY, tests=True)
            assert {log: rows_of(build, log) for log in KEPT} == before
    run(1, *HISTORY)
    assert {log: rows_of(build, log) for log in KEPT} == before
    return build, published, run, ROWS


def allowed(customer):
    """Whether the customer may be in the history at the end."""
    return customer not in ("shop:erased", "shop:objects")


def long(published, day):
    """Return {(customer, tag): values} of a published day, of who may be in the history."""
    tags = defaultdict(set)
    for customer, tag, value in published[day]["values"]:
        if allowed(customer):
            tags[customer, tag].add(value)
    return tags


def test_changes_are_the_differences_of_the_days(week):
    """Every change, and no other; replayed from nothing they give every published day."""
    build, published, *_ = week
    expected, before = set(), {}
    for day in DAYS:
        now = long(published, day)
        for customer, tag in before.keys() | now.keys():
            old, new = before.get((customer, tag), set()), now.get((customer, tag), set())
            if tag in SEVERAL:
                expected |= {(customer, tag, None, value, day) for value in new - old}
                expected |= {(customer, tag, value, None, day) for value in old - new}
            elif old != new:
                expected.add((customer, tag, min(old, default=None), min(new, default=None), day))
        before = now
    actual = build.query(
        "select customer_id, tag_code, old_value, new_value, cast(changed_on as varchar) from customer_tag_changes"
    )
    assert len(actual) == len(set(actual))
    assert set(actual) == expected


def test_weekly_and_monthly_tags_keep_their_values_between_refreshes(week):
    """Played forward from what the definitions gave on each day; but for who is new, merged, split or set by people."""
    _, published, *_ = week
    tags, kept, waited = {tag: refresh for tag, refresh, *_ in published[DAYS[0]]["tags"]}, {}, 0
    for number, day in enumerate(DAYS):
        for customer, tag, value, _, computed in published[day]["since"]:
            if tag in SEVERAL or tags[tag] == "daily" or (customer, tag) == ("shop:graded", "customer_grade"):
                continue
            due = number == 0 or (tags[tag] == "weekly" and number == 2) or (day, customer) in AT_ONCE
            expected = computed if due else kept[customer, tag]
            assert value == expected, (day, customer, tag)
            waited += value != computed
            kept[customer, tag] = value
    assert waited > 10
    for day in DAYS[1:]:
        rows = [row[2:] for row in published[day]["since"] if row[:2] == ("shop:stylist", "attribute_preferences")]
        # computed on the second day, not any more on the fourth; on the last the value itself is gone
        expected = {DAYS[2]: "colour: red", DAYS[3]: None}
        assert rows == [("colour: red", DAYS[2], expected.get(day))] * (day in expected), day
    grades = {day: {row[:3] for row in published[day]["since"]} for day in DAYS}
    for day, grade in ((DAYS[2], "potential"), (DAYS[3], "vip"), (DAYS[4], "potential")):
        assert ("shop:graded", "customer_grade", grade) in grades[day]


def test_the_catalogue_says_when_tags_were_refreshed_and_will_be(week):
    """By refresh; and on the day of a new version."""
    _, published, *_ = week
    expected = {"daily": (DAYS[4], "2026-01-10"), "weekly": (DAYS[2], "2026-01-14"), "monthly": (DAYS[0], "2026-02-01")}
    for tag, refresh, last, following, *_ in published[DAYS[4]]["tags"]:
        assert (last, following) == expected[refresh], tag
    assert {days[2] for days in published[DAYS[1]]["tags"] if days[1] == "weekly"} == {DAYS[0]}


def test_since_is_the_day_of_the_last_change(week):
    """Of every value of every published day."""
    _, published, *_ = week
    since, before = {}, set()
    for day in DAYS:
        now = {row[:3] for row in published[day]["since"]}
        since |= dict.fromkeys(now - before, day)
        assert {row[:3]: row[3] for row in published[day]["since"]} == {row: since[row] for row in now}
        before = now


def test_periods_are_those_of_the_days(week):
    """One period as long as no tag changes, without gap and overlap."""
    build, published, *_ = week
    periods = build.query(
        "select customer_id, cast(valid_from as varchar), cast(valid_to as varchar), "
        "* exclude (customer_id, valid_from, valid_to, tags_hash) from customer_tag_history"
    )
    for day in DAYS:
        found = [(row[0], *row[3:]) for row in periods if row[1] <= day < row[2]]
        # the period in which a customer left is open until that day
        wide = [row for row in published[day]["wide"] if allowed(row[0])]
        assert sorted(found) == sorted(wide), day
    starts = {(row[0], row[1]) for row in periods}
    assert len(starts) == len(periods)


@pytest.mark.parametrize("who", EXPECTED)
def test_each_change_has_its_cause(week, who):
    """On a case made for it."""
    build, *_ = week
    day, tag, old, new, cause = EXPECTED[who]
    rows = build.query(
        "select old_value, new_value, cause from customer_tag_changes "
        f"where customer_id = 'shop:{who}' and tag_code = '{tag}' and changed_on = date '{day}'"
    )
    assert rows == [(old, new, cause)]


def test_a_second_implementation_tells_the_same_causes(week):
    """Of every change, from the raw rows and the daily tables."""
    build, published, _, rows = week
    second = Causes(rows, DAYS, published)
    changes = build.query(
        "select customer_id, tag_code, old_value, new_value, cast(changed_on as varchar), cause "
        "from customer_tag_changes"
    )
    assert len({cause for *_, cause in changes}) == 11
    told = [(*change, second.cause(*change[:4], DAYS.index(change[4]))) for change in changes]
    assert [row for row in told if row[5] != row[6]] == []


def test_back_and_forth_are_three_changes(week):
    """Set, expired, and set again."""
    build, *_ = week
    rows = build.query(
        "select new_value, cause, cast(changed_on as varchar) from customer_tag_changes where "
        "customer_id = 'shop:back_and_forth' and tag_code = 'care_level' and cause <> 'first_seen' order by changed_on"
    )
    assert rows == [
        ("vip_care", "manual_set", DAYS[1]), ("none", "manual_expired", DAYS[2]), ("vip_care", "manual_set", DAYS[3]),
    ]  # fmt: skip


def test_who_is_erased_or_objects_is_in_no_period_and_no_change(week):
    """Nor in any log."""
    build, published, *_ = week
    assert any(row[0] == "shop:erased" for row in published[DAYS[0]]["wide"])
    for table in (*LOGS, "customer_segment_changes", "customer_tag_history", "customer_tag_value_history"):
        text = repr(build.query(f"from {table}"))
        assert "shop:erased" not in text, table
        assert "shop:objects" not in text, table


def test_the_runs_count_who_was_forgotten(week):
    """Who is not there any more and in no change; with who came and left, the numbers add up."""
    build, published, *_ = week
    counts = build.query("select cast(as_of_date as varchar), customer_count, erased_count from tag_runs order by 1")
    assert counts == [
        (day, len(published[day]["wide"]), {DAYS[3]: 1, DAYS[4]: 1}.get(day, 0)) for day in DAYS
    ]  # fmt: skip


def test_a_value_can_be_read_by_the_definition_of_its_day(week):
    """dim_tag_versions keeps the bounds that held."""
    build, *_ = week
    rows = build.query(
        "select version, cast(valid_from as varchar), cast(min_value as integer) from dim_tag_versions "
        "where tag_code = 'spend_level' and tag_value = 'medium' order by valid_from"
    )
    assert rows == [(1, DAYS[0], 1000), (2, DAYS[4], 500)]


def test_segments_of_every_day_come_out_of_their_changes(week):
    """Who entered and left, in order; since when; and why."""
    build, published, *_ = week
    rows = build.query(
        "select segment_code, customer_id, operation, cast(changed_on as varchar), cause from customer_segment_changes "
        "order by changed_on"
    )
    assert len({row[:2] + row[3:4] for row in rows}) == len(rows)
    for day in DAYS:
        since = {}
        for segment, customer, operation, changed_on, _ in rows:
            if changed_on <= day:
                since.pop((segment, customer), None)
                if operation == "entered":
                    since[segment, customer] = changed_on
        there = {(row[0], row[1]): row[2] for row in published[day]["segments"] if allowed(row[1])}
        assert since == there
    causes = {(row[0], row[1], row[2], row[3]): row[4] for row in rows}
    assert causes["new_to_nurture", "shop:late", "entered", DAYS[2]] == "tags"
    assert causes["new_to_nurture", "shop:spender", "left", DAYS[3]] == "metrics"
    assert {row[4] for row in rows} == {"first_seen", "tags", "metrics"}


def test_days_are_taken_back_and_published_again(week):
    """With the same input the tables are the same; the days between are gone."""
    build, _, run, _ = week
    before = {log: rows_of(build, log) for log in KEPT}
    run(4, *HISTORY, rewrite_history_from=DAYS[4])
    assert {log: rows_of(build, log) for log in KEPT} == before
    run(4, *HISTORY, rewrite_history_from=DAYS[2])
    days = build.query("select cast(as_of_date as varchar) from tag_runs order by 1")
    assert [day for (day,) in days] == [*DAYS[:2], DAYS[4]]
    assert build.query("select max(valid_from) from customer_tag_states where valid_from < date '2026-01-09'") == (
        build.query(f"select date '{DAYS[1]}'")
    )


def profiles(values):
    """Return {customer: {tag: value, or list of values}} of rows of a long table."""
    people = defaultdict(lambda: {tag: [] for tag in SEVERAL})
    for customer, tag, value in values:
        if tag in SEVERAL:
            people[customer][tag] = sorted([*people[customer][tag], value])
        else:
            people[customer][tag] = value
    return people


def test_destinations_hold_on_every_day_who_may_be_there(week):
    """With the values of the long tables, which are made another way; the order of JSON is that of the codes."""
    _, published, *_ = week
    for day in DAYS:
        for destination, kind in (("warehouse", "values"), ("local_marketing", "marketing")):
            held = {key: payload for name, key, payload in published[day]["profiles"] if name == destination}
            found = {key: json.loads(payload) for key, payload in held.items()}
            assert all(list(profile) == sorted(profile) for profile in found.values())
            if kind == "marketing":
                members = defaultdict(list)
                for segment, customer, _ in sorted(published[day]["segments"]):
                    members[customer] += [segment] * (segment != "high_value_active")  # the only one not for marketing
                segments = {key: profile.pop("segments") for key, profile in found.items()}
                assert segments == {key: members[key] for key in found}
                assert any(segments.values())
                assert {tuple(profile.pop("campaign_arms")) for profile in found.values()} == {()}
            assert found == profiles(published[day][kind]), day
            assert held
    customers = {day: {key for name, key, _ in published[day]["profiles"] if name == "local_marketing"} for day in DAYS}
    assert customers[DAYS[2]] == {"shop:joins_a", "shop:spender", "shop:leaves", "shop:late"}
    assert customers[DAYS[3]] == {"shop:joins_a", "shop:leaves", "shop:late"}
    assert customers[DAYS[4]] == {"shop:joins_a", "shop:spender", "shop:late"}


def test_a_feed_only_grows_and_gives_what_destinations_hold(week):
    """Numbers have no gap; rows stay, but for the payloads of deleted keys; applied in order they give the profiles."""
    _, published, *_ = week
    before = {}
    for day in DAYS:
        rows = {(row[0], row[1]): row for row in published[day]["changes"]}
        numbers = defaultdict(list)
        for destination, sequence in rows:
            numbers[destination].append(sequence)
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
        for place, row in before.items():
            assert rows[place] == row or rows[place][3:7] == ("delete", row[4], None, None)
        held = {}
        for destination, _, _, operation, key, payload, *_ in rows.values():
            held.pop((destination, key), None)
            if operation == "upsert":
                held[destination, key] = payload
        assert held == {(destination, key): payload for destination, key, payload in published[day]["profiles"]}
        before = rows


def test_deletes_say_why_and_leave_no_payload(week):
    """Erased, objecting, without permission, merged and gone."""
    _, published, *_ = week
    rows = published[DAYS[4]]["changes"]
    last = {(row[0], row[4]): (row[3], row[12], str(row[11])) for row in rows}
    assert last["warehouse", "shop:erased"] == ("delete", "removed", DAYS[3])
    assert last["warehouse", "shop:objects"] == ("delete", "permission", DAYS[4])
    assert last["warehouse", "shop:joins_b"] == ("delete", "merged", DAYS[2])
    assert last["warehouse", "shop:leaves"] == ("delete", "removed", DAYS[4])
    assert last["local_marketing", "shop:spender"] == ("upsert", "new", DAYS[4])
    causes = [row[12] for row in rows if row[0] == "local_marketing" and row[4] == "shop:spender"]
    assert causes[-2:] == ["permission", "new"]
    deleted = {key for key, (operation, *_) in last.items() if operation == "delete"}
    assert [row for row in rows if (row[0], row[4]) in deleted and row[5] is not None] == []


def test_a_new_version_of_a_tag_is_a_new_contract_and_everything_is_sent_again(week):
    """The batch names itself so."""
    _, published, *_ = week
    rows = [row for row in published[DAYS[4]]["changes"] if row[0] == "warehouse" and str(row[11]) == DAYS[4]]
    assert {row[9] for row in rows} == {2}
    assert {row[12] for row in rows} == {"resync", "permission", "removed"}
    assert len({row[2] for row in rows}) == 1
    assert sum(row[3] == "upsert" for row in rows) == len(published[DAYS[4]]["wide"])


def test_a_change_that_is_written_twice_is_found(demo, tmp_path):
    """On the day itself by its key, on a day before by the number of rows."""
    shutil.copyfile(demo.database, tmp_path / "demo.duckdb")
    tests = ("customer_tag_changes,test_name:unique_key", "assert_past_days_have_no_new_changes")
    assert run_dbt(tmp_path, "demo", "test", "--select", *tests).returncode == 0
    with duckdb.connect(str(tmp_path / "demo.duckdb")) as connection:
        again = "insert into marts.customer_tag_changes select * from marts.customer_tag_changes limit 1"
        connection.execute(again)
        connection.execute(
            "insert into marts.tag_runs select * replace (date '2025-12-30' as as_of_date, 0 as change_count) "
            "from marts.tag_runs"
        )
        connection.execute(again.replace("*", "* replace (date '2025-12-30' as changed_on)", 1))
    done = run_dbt(tmp_path, "demo", "test", "--select", *tests)
    assert done.returncode == 1
    assert "FAIL 1 unique_key_customer_tag_changes" in done.stdout
    # on both days there is a row too many
    assert "FAIL 2 assert_past_days_have_no_new_changes" in done.stdout
