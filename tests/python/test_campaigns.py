"""Campaigns of the demo company: the draw and the outcomes computed again in Python, and what is told."""

import datetime as dt
import hashlib
from collections import defaultdict

from test_broken_inputs import CAMPAIGNS, edit, rebuild

WINDOW = dt.timedelta(days=60)
MODELS = ("path:seeds/campaigns", "path:models/campaigns", "assert_campaigns_are_not_drawn_again",
          "assert_campaigns_do_not_share_customers")  # fmt: skip


def bucket(salt, customer):
    """Return the bucket of a customer, as docs/segments.md says."""
    return int(hashlib.md5(f"{salt}:{customer}".encode(), usedforsecurity=False).hexdigest()[:8], 16) % 10_000


def test_everybody_in_the_segment_is_drawn_by_the_hash(demo):
    """And nobody else."""
    members = {
        row[0] for row in demo.query("select customer_id from customer_segments where segment_code = 'dormant_to_wake'")
    }
    drawn = demo.query("select customer_id, bucket, arm from campaign_assignments where campaign_code = 'wake_up_2026'")
    assert members == {row[0] for row in drawn} != set()
    for customer, number, arm in drawn:
        assert number == bucket("wake-2026", customer)
        assert arm == ("holdout" if number < 2000 else "treatment")


def test_outcomes_are_the_orders_and_visits_of_the_window(demo):
    """Of the campaign that the e-mail tool drew; results add them up."""
    orders, visits = defaultdict(list), defaultdict(list)
    for customer, day, amount in demo.query(
        "select customer_id, order_date, net_spend from int_orders where is_counted"
    ):
        orders[customer].append((day, amount))
    for customer, day in demo.query(
        "select customer_id, occurred_date from int_interactions where interaction_type = 'visit'"
    ):
        visits[customer].append(day)
    rows = demo.query(
        "select customer_id, arm, assigned_on, visits, orders, net_spend, net_spend_before from campaign_outcomes "
        "where campaign_code = 'autumn_mail'"
    )
    assert len(rows) > 200
    totals = defaultdict(lambda: [0, 0, 0])
    for customer, arm, day, *found in rows:
        after = [amount for when, amount in orders[customer] if day < when <= day + WINDOW]
        before = [amount for when, amount in orders[customer] if day - WINDOW < when <= day]
        assert found == [
            sum(day < when <= day + WINDOW for when in visits[customer]),
            len(after),
            sum(after),
            sum(before),
        ]
        totals[arm] = [sum(pair) for pair in zip(totals[arm], (1, bool(after), sum(after)), strict=True)]
    assert {arm: list(row) for arm, *row in demo.query(
        "select arm, customer_count, buyer_count, net_spend from campaign_results "
        "where campaign_code = 'autumn_mail' and tag_code = 'all'"
    )} == totals  # fmt: skip


def test_a_campaign_is_not_drawn_again(project_copy, demo, tmp_path, note_bad_input):
    """Another salt on the day after is told, and changes no arm."""
    edit(project_copy / CAMPAIGNS, ",wake-2026,", ",wake-2027,")
    build = rebuild(project_copy, demo, tmp_path, "--select", *MODELS, as_of_date="2026-01-01")
    assert build.returncode == 1
    line = (
        f"{CAMPAIGNS}, row wake_up_2026: was drawn on 2025-12-31 from segment dormant_to_wake with salt wake-2026, and"
    )
    note_bad_input("seed", "campaign with another salt after its draw", build.line(line))
    arms = "select customer_id, arm from campaign_draw_states where campaign_code = 'wake_up_2026' order by all"
    assert build.query(arms) == demo.query(arms)


def test_campaigns_of_the_same_customers_are_a_warning(project_copy, demo, tmp_path, note_bad_input):
    """Each is drawn by its own salt."""
    with (project_copy / CAMPAIGNS).open("a", encoding="utf-8") as file:
        file.write("again,再来,Again,dormant_to_wake,2025-12-31,2026-01-31,0.5,again,30,marketing,active,,\n")
    build = rebuild(project_copy, demo, tmp_path, "--select", *MODELS, as_of_date="2026-01-01")
    assert build.returncode == 0, build.output
    (line,) = [line for line in build.warnings if "campaigns again and wake_up_2026: " in line]
    note_bad_input("seed", "two campaigns of the same customers", line)
    assert build.query("select count(distinct arm) from campaign_assignments where campaign_code = 'again'") == [(2,)]
