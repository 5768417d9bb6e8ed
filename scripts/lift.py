"""Say what a campaign changed: each arm beside the customers who were held out, with intervals.

Reads `marts.campaign_outcomes` of the published database. The statistics are those of tea-tasting: Welch's test, net
spend adjusted by the spend before (CUPED), and first of all whether the arms are as large as they were drawn to be.
"""

import argparse
from pathlib import Path

import ibis
import tea_tasting as tt

METRICS = {
    "conversion": tt.Mean("converted"),
    "visitors": tt.Mean("visited"),
    "net spend": tt.Mean("net_spend", covariate="net_spend_before"),
}
CONTROL = "holdout"
# below it, the arms are not what was drawn, whatever the outcomes say
MIN_RATIO_PVALUE = 0.001


def planned_ratio(arms: list[str], holdout_share: float | None) -> dict[str, float]:
    """Return the planned sizes of the arms: the share held out, and the others alike; all alike if it is not known."""
    if holdout_share is None:
        return dict.fromkeys(arms, 1)
    others = [arm for arm in arms if arm != CONTROL]
    return dict.fromkeys(others, (1 - holdout_share) / len(others)) | {CONTROL: holdout_share}


def outcomes_of(connection: ibis.BaseBackend, campaign: str) -> ibis.Table:
    """Return the customers of a campaign, with numbers as tea-tasting takes them."""
    rows = connection.table("campaign_outcomes", database="marts").filter(ibis._.campaign_code == campaign)
    return rows.mutate(
        converted=(rows.orders > 0).cast("int64"),
        visited=(rows.visits > 0).cast("int64"),
        net_spend=rows.net_spend.cast("float64"),
        net_spend_before=rows.net_spend_before.cast("float64"),
    )


def lift(rows: ibis.Table, ratio: dict[str, float]) -> tuple[float, dict]:
    """Return the p-value of the sample ratio, and {(arm, outcome): result} of each arm beside those held out."""
    checked, compared = (
        tt.Experiment(ratio=tt.SampleRatio(ratio=ratio), variant="arm"),
        tt.Experiment(METRICS, variant="arm"),
    )
    results, pvalue = {}, 1.0
    for arm in sorted(ratio.keys() - {CONTROL}):
        both = rows.filter(rows.arm.isin([CONTROL, arm]))
        pvalue = min(pvalue, checked.analyze(both, control=CONTROL)["ratio"].pvalue)
        found = compared.analyze(both, control=CONTROL)
        results |= {(arm, metric): found[metric] for metric in METRICS}
    return pvalue, results


def smallest_lifts(rows: ibis.Table) -> dict[str, float]:
    """Return the lift of each outcome that so many customers show with a probability of 80%."""
    power = tt.Experiment(METRICS, variant="arm").solve_power(rows, "rel_effect_size")
    return {metric: power[metric][0].rel_effect_size for metric in METRICS}


def report(connection: ibis.BaseBackend, campaign: str) -> list[str]:
    """Return what to print; SystemExit if nothing can be said, or not yet."""
    campaigns = {
        row["campaign_code"]: row
        for row in connection.table("dim_campaigns", database="marts").to_pyarrow().to_pylist()
    }
    if campaign not in campaigns:
        raise SystemExit(f"PROBLEM there is no campaign {campaign}; there are {', '.join(sorted(campaigns)) or 'none'}")
    rows = outcomes_of(connection, campaign)
    sizes = {
        row["arm"]: row
        for row in rows.group_by("arm")
        .agg(
            n=rows.count(), first=rows.assigned_on.min(), last=rows.last_outcome_date.max(), done=rows.is_complete.all()
        )
        .to_pyarrow()
        .to_pylist()
    }
    if CONTROL not in sizes or len(sizes) < 2:
        raise SystemExit(
            f"PROBLEM {campaign}: has {', '.join(sorted(sizes)) or 'no customers yet'}; lift needs the arm holdout and "
            "another one (marts.campaign_assignments)"
        )
    last = max(size["last"] for size in sizes.values())
    if not all(size["done"] for size in sizes.values()):
        raise SystemExit(f"PROBLEM {campaign}: outcomes count until {last}; come back after a build of that day")
    if min(size["n"] for size in sizes.values()) < 2:
        raise SystemExit(f"PROBLEM {campaign}: an arm has one customer; nothing can be said of it")
    planned = campaigns[campaign]["holdout_share"]
    ratio = planned_ratio(list(sizes), planned and float(planned))
    pvalue, results = lift(rows, ratio)
    first = min(size["first"] for size in sizes.values())
    lines = [
        f"{campaign}, {campaigns[campaign]['name_zh']} / {campaigns[campaign]['name_en']}: "
        f"drawn on {first}, outcomes until {last}",
        "customers: " + ", ".join(f"{arm} {size['n']:,}" for arm, size in sorted(sizes.items())),
    ]
    if pvalue < MIN_RATIO_PVALUE:
        shares = ", ".join(f"{arm} {part / sum(ratio.values()):.1%}" for arm, part in sorted(ratio.items()))
        raise SystemExit(
            "\n".join(lines)
            + f"\nPROBLEM {campaign}: the arms are not as large as planned ({shares}; p = {pvalue:.2g}): somebody is "
            "missing, or was moved; no lift is shown"
        )
    lines.append(f"sample ratio: as planned (p = {pvalue:.2f})")
    lines.append(
        f"{'arm':14}{'outcome':12}{'held out':>10}{'arm mean':>10}{'lift':>9}  {'95% interval':20}{'p':>6}  "
        "found with 80% power from"
    )
    smallest = smallest_lifts(rows)
    for (arm, metric), one in results.items():
        if not one.control:
            lines.append(
                f"{arm:14}{metric:12}{one.control:10.4f}{one.treatment:10.4f}   no lift: nobody who was held out did it"
            )
            continue
        interval = f"{one.rel_effect_size_ci_lower:+.1%} to {one.rel_effect_size_ci_upper:+.1%}"
        lines.append(
            f"{arm:14}{metric:12}{one.control:10.4f}{one.treatment:10.4f}{one.rel_effect_size:+9.1%}  {interval:20}"
            f"{one.pvalue:6.3f}  {smallest[metric]:+.1%}"
        )
    lines.append("net spend is adjusted by the spend before the campaign; its means are those of comparable arms")
    return lines


def main() -> None:
    """Print the lift of one campaign."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--campaign", required=True)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    published = arguments.data_dir / f"published/{arguments.data_set}.duckdb"
    if not published.exists():
        raise SystemExit(f"PROBLEM {published}: is not there; run make build DATA={arguments.data_set}")
    print("\n".join(report(ibis.duckdb.connect(published, read_only=True), arguments.campaign)))


if __name__ == "__main__":
    main()
