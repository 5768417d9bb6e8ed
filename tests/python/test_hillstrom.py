"""A published e-mail experiment comes out by mapping alone: rates and spend of each arm."""

import csv
import os

import pytest
from conftest import PROJECT, dbt_build

FILE = PROJECT / "data/raw/hillstrom/customers.csv"
# customers, visitors, buyers and spend, as published (Hillstrom 2008; Radcliffe 2008)
PUBLISHED = {
    "No E-Mail": (21_306, 2_262, 122, "13908.33"),
    "Mens E-Mail": (21_307, 3_894, 267, "30311.69"),
    "Womens E-Mail": (21_387, 3_238, 189, "23038.11"),
}


def write_published_counts(file):
    """Write a file of the same shape with the published counts: who visits, buys and spends is made up."""
    file.parent.mkdir(parents=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(("customer_no", "recency", "history", "segment", "visit", "conversion", "spend"))
        number = 0
        for segment, (customers, visitors, buyers, spend) in PUBLISHED.items():
            for place in range(customers):
                number += 1
                buys = place < buyers
                paid = f"{float(spend) - buyers + 1:.2f}" if place == 0 else "1" if buys else "0"
                writer.writerow((number, 1 + place % 12, "99.5", segment, int(place < visitors), int(buys), paid))


@pytest.mark.long
def test_the_published_rates_come_out(tmp_path):
    """Of the published file, if it was landed; else of one with its counts."""
    settings = {}
    if not FILE.exists():
        write_published_counts(tmp_path / "published/customers.csv")
        settings["raw_dir"] = os.path.relpath(tmp_path / "published", PROJECT)
    build = dbt_build(tmp_path, "hillstrom", "--select", "+campaign_results", tests=False, **settings)
    assert build.returncode == 0, build.output
    found = build.query(
        "select arm, customer_count, visitor_count, buyer_count, net_spend, round(100.0 * conversion_share, 2), "
        "round(mean_net_spend, 2) from campaign_results where campaign_code = 'spring_mail' and tag_code = 'all'"
    )
    names = {"holdout": "No E-Mail", "mens": "Mens E-Mail", "womens": "Womens E-Mail"}
    assert {names[arm]: (*counts, str(spend)) for arm, *counts, spend, _, _ in found} == PUBLISHED
    rates = {arm: (float(conversion), float(spend)) for arm, *_, conversion, spend in found}
    assert rates == {"holdout": (0.57, 0.65), "mens": (1.25, 1.42), "womens": (0.88, 1.08)}
