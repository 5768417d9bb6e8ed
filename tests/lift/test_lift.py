"""What make lift says of experiments whose effect is known, how often it errs, and when it says nothing."""

import datetime as dt

import ibis
import numpy as np
import pyarrow as pa
import pytest
from lift import lift, outcomes_of, planned_ratio, report

SEEDS = 200


def write(connection, name, table):
    """Write a mart."""
    connection.con.register("rows", table)
    connection.con.execute(f"create schema if not exists marts; create or replace table marts.{name} as from rows")


def experiment(connection, seed, effect, *, customers=2000, holdout_share=0.3, complete=True):
    """Write a campaign in which `effect` is added to a spend of 20 that depends on the spend before."""
    rng = np.random.default_rng(seed)
    held_out = rng.random(customers) < holdout_share
    before = rng.gamma(2, 20, customers)
    spend = np.maximum(before * 0.3 + rng.gamma(2, 4, customers) + np.where(held_out, 0, effect), 0)
    rows = {
        "campaign_code": ["c"] * customers,
        "arm": np.where(held_out, "holdout", "treatment").tolist(),
        "assigned_on": [dt.date(2026, 1, 1)] * customers,
        "last_outcome_date": [dt.date(2026, 1, 31)] * customers,
        "is_complete": [complete] * customers,
        "visits": rng.poisson(1, customers).tolist(),
        "orders": (rng.random(customers) < 0.3).astype(int).tolist(),
        "net_spend": spend.tolist(),
        "net_spend_before": before.tolist(),
    }
    write(connection, "campaign_outcomes", pa.table(rows))
    campaigns = {"campaign_code": ["c"], "name_zh": ["活动"], "name_en": ["Campaign"], "holdout_share": [holdout_share]}
    write(connection, "dim_campaigns", pa.table(campaigns))


@pytest.fixture
def connection():
    """Return a database."""
    return ibis.duckdb.connect()


@pytest.mark.parametrize("effect", [0, 2.0])
def test_intervals_hold_the_effect_as_often_as_they_say(connection, effect):
    """Of 200 experiments, 95% and no more than chance misses; without an effect, one in twenty is called one."""
    covered = found = 0
    for seed in range(SEEDS):
        experiment(connection, seed, effect)
        pvalue, results = lift(outcomes_of(connection, "c"), planned_ratio(["holdout", "treatment"], 0.3))
        assert pvalue > 1e-4
        one = results["treatment", "net spend"]
        covered += one.effect_size_ci_lower <= effect <= one.effect_size_ci_upper
        found += one.pvalue < 0.05
    print(f"effect {effect}: in the interval {covered / SEEDS:.1%}, found {found / SEEDS:.1%}")
    # three standard deviations of a binomial with 0.95
    assert covered / SEEDS > 0.95 - 3 * (0.95 * 0.05 / SEEDS) ** 0.5
    assert found / SEEDS > 0.9 if effect else found / SEEDS < 0.05 + 3 * (0.95 * 0.05 / SEEDS) ** 0.5


def test_the_spend_before_makes_it_sharper(connection):
    """CUPED: the interval is narrower than that of the plain means."""
    experiment(connection, 1, 2.0)
    rows = outcomes_of(connection, "c")
    _, results = lift(rows, planned_ratio(["holdout", "treatment"], 0.3))
    _, plain = lift(
        rows.mutate(net_spend_before=0.0 * rows.net_spend_before + rows.visits), {"holdout": 3, "treatment": 7}
    )
    adjusted, unadjusted = (found["treatment", "net spend"] for found in (results, plain))
    width = adjusted.effect_size_ci_upper - adjusted.effect_size_ci_lower
    assert width < 0.8 * (unadjusted.effect_size_ci_upper - unadjusted.effect_size_ci_lower)


def test_the_report_names_sizes_and_intervals(connection):
    """And says that the arms are as planned before any lift."""
    experiment(connection, 1, 2.0)
    lines = report(connection, "c")
    assert lines[0] == "c, 活动 / Campaign: drawn on 2026-01-01, outcomes until 2026-01-31"
    assert lines[2].startswith("sample ratio: as planned")
    assert sum(line.startswith("treatment") for line in lines) == 3


def test_arms_that_lost_customers_show_no_lift(connection):
    """Sample-ratio mismatch."""
    experiment(connection, 1, 2.0, holdout_share=0.3)
    rows = outcomes_of(connection, "c")
    kept = rows.filter((rows.arm == "treatment") | (rows.net_spend > 15))
    write(connection, "campaign_outcomes", kept.to_pyarrow())
    with pytest.raises(
        SystemExit, match=r"the arms are not as large as planned \(holdout 30.0%, treatment 70.0%; p = "
    ):
        report(connection, "c")


def test_what_cannot_be_said_is_told(connection):
    """A window that is open, an unknown campaign, nobody held out."""
    experiment(connection, 1, 2.0, complete=False)
    with pytest.raises(SystemExit, match="c: outcomes count until 2026-01-31; come back after a build of that day"):
        report(connection, "c")
    with pytest.raises(SystemExit, match="there is no campaign d; there are c"):
        report(connection, "d")
    experiment(connection, 1, 2.0, holdout_share=0)
    with pytest.raises(SystemExit, match="c: has treatment; lift needs the arm holdout and another one"):
        report(connection, "c")
