"""Propose bands that each hold the same share of customers, as rows of tag_values.csv for a person to review.

    python scripts/propose_bands.py --data-set demo --tag spend_level --steps 5 --type 7

Reads the metric that the tag names from what was built. For order metrics only buyers count. The type is the definition
of a quantile, numbered as R does (7: the default of R, numpy and spreadsheets). A band includes its lower edge, so
that customers with the same number share a band; where many do, edges coincide and there are fewer bands than steps.
"""

import argparse
import csv
import math
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np

METHODS = {
    1: "inverted_cdf", 2: "averaged_inverted_cdf", 3: "closest_observation", 4: "interpolated_inverted_cdf",
    5: "hazen", 6: "weibull", 7: "linear", 8: "median_unbiased", 9: "normal_unbiased",
}  # fmt: skip
COLUMNS = (
    "tag_code", "tag_value", "label_zh", "label_en", "min_value", "max_value", "closed", "absent_reason", "score",
    "rank",
)  # fmt: skip
FOLDER = Path("target/proposals")


def edges(numbers, steps, quantile_type=7):
    """Return the inner edges, ascending and each once, with the six decimals that a seed holds."""
    shares = [step / steps for step in range(1, steps)]
    found = np.quantile(np.sort(np.asarray(numbers, dtype=float)), shares, method=METHODS[quantile_type])
    # up: a number that lies below the edge stays below it; an edge with nobody below it makes no band
    rounded = {Decimal(math.ceil(round(edge * 1e6, 3))) / 1_000_000 for edge in map(float, found)}
    return sorted(edge for edge in rounded if float(edge) > min(numbers))


def as_text(number):
    """Return a number as a person writes it."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rows(tag, inner, current, *, falling=False):
    """Return the proposed rows, the lowest band first.

    tag:      code of the tag
    inner:    edges between bands
    current:  the tag's bands today, the lowest first; their codes and labels are kept if there are as many
    falling:  whether points fall with the metric (the fewer days since the last order, the better)
    """
    count = len(inner) + 1
    result = []
    for place, (low, high) in enumerate(zip([None, *inner], [*inner, None], strict=True)):
        points = count - place if falling else place + 1
        if tag.endswith("_score"):
            names = {
                "tag_value": str(points),
                "label_zh": f"{points}分",
                "label_en": f"{points} points",
                "score": points,
            }
        elif len(current) == count:
            names = {column: current[place][column] for column in ("tag_value", "label_zh", "label_en")}
        else:
            names = {"tag_value": f"step_{place + 1}", "label_zh": f"第{place + 1}档", "label_en": f"Step {place + 1}"}
        result.append(
            dict.fromkeys(COLUMNS, "")
            | {"tag_code": tag, "closed": "left", "rank": count - place}
            | {"min_value": "" if low is None else as_text(low), "max_value": "" if high is None else as_text(high)}
            | names
        )
    return result


def main():
    """Write the rows, and say how many customers each band would hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", default="complete_journey", help="data set that was built")
    parser.add_argument("--tag", required=True, help="a band tag")
    parser.add_argument("--steps", type=int, default=5, help="number of bands (default 5)")
    parser.add_argument("--type", type=int, choices=METHODS, default=7, help="quantile type as in R (default 7)")
    parser.add_argument("--falling", action="store_true", help="points fall with the metric, as for recency")
    arguments = parser.parse_args()
    database = Path(f"data/{arguments.data_set}.duckdb")
    if not database.exists():
        sys.exit(f"{database}: is not there; build the data set first")
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select metric, source from marts.dim_tags where tag_code = ? and kind in ('band', 'model')",
            [arguments.tag],
        ).fetchall()
        columns = {row[0] for row in connection.execute("describe intermediate.int_customer_metrics").fetchall()}
        if not found or found[0][0] not in columns:
            sys.exit(f"{arguments.tag}: is no tag that cuts a metric of int_customer_metrics by bands")
        [(metric, source)] = found
        buyers = "and orders_lifetime > 0" if source.startswith("order") else ""
        numbers = connection.execute(
            f"select {metric} from intermediate.int_customer_metrics where {metric} is not null {buyers}"
        ).fetchnumpy()[metric]
        held_today = connection.execute(
            f"select {arguments.tag}, count(*) from marts.customer_tags inner join intermediate.int_customer_metrics "
            f"using (customer_id) where {metric} is not null {buyers} group by 1 order by 2 desc, 1"
        ).fetchall()
        current = connection.execute(
            "select tag_value, label_zh, label_en from marts.dim_tag_values "
            "where tag_code = ? and absent_reason is null order by min_value nulls first",
            [arguments.tag],
        ).fetchall()
    if len(numbers) < arguments.steps:
        sys.exit(f"{metric}: {len(numbers)} customers have one, too few for {arguments.steps} bands")
    inner = edges(numbers, arguments.steps, arguments.type)
    current = [dict(zip(("tag_value", "label_zh", "label_en"), row, strict=True)) for row in current]
    proposed = rows(arguments.tag, inner, current, falling=arguments.falling)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{arguments.data_set}__{arguments.tag}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(proposed)
    values = np.asarray(numbers, dtype=float)
    print(f"{arguments.tag}: {metric} of {len(values):,} customers, quantiles of type {arguments.type}")
    total = sum(count for _, count in held_today)
    print("  today: " + ", ".join(f"{value} {count / total:.1%}" for value, count in held_today))
    for row in proposed:
        low = float(row["min_value"] or "-inf")
        high = float(row["max_value"] or "inf")
        held = int(((values >= low) & (values < high)).sum())
        ends = [f"from {row['min_value']}"] if row["min_value"] else []
        bounds = ", ".join([*ends, f"under {row['max_value']}"] if row["max_value"] else ends)
        print(f"  {row['tag_value']!s:<12} {bounds:<32} {held:>9,}  {held / len(values):6.1%}")
    if len(proposed) < arguments.steps:
        print(f"  {len(proposed)} bands instead of {arguments.steps}: too many customers share a number")
    print(f"Review {path}, then put its rows in place of the tag's bands in tag_values.csv (keep the absent value).")


if __name__ == "__main__":
    main()
