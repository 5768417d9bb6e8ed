"""IBM's telco churn data: tags of the telecom pack on real values, customer by customer."""

import csv

import pytest
from conftest import PROJECT, dbt_build

FILE = PROJECT / "data/raw/telco_churn/customers.csv"


def tenure(months):
    """Return the tenure of an open number."""
    return (
        "up_to_1_year"
        if months <= 12
        else "up_to_3_years"
        if months <= 36
        else "up_to_5_years"
        if months <= 60
        else "over_5_years"
    )


def test_tenure_plan_and_churn_are_those_of_the_data(tmp_path):
    """7,043 customers, 1,869 of whom left, as published."""
    if not FILE.exists():
        pytest.skip("telco churn was not tested: make telco-data could not fetch the Debian package r-cran-modeldata")
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), sum(row["churn"] == "Yes" for row in rows)) == (7_043, 1_869)
    build = dbt_build(tmp_path, "telco_churn", tests=False)
    assert build.returncode == 0, build.output
    found = build.query("select customer_id, user_status, tenure, plan_level from customer_tags__telecom")
    assert set(found) == {
        (
            f"telco:{row['customer_no']}",
            "closed" if row["churn"] == "Yes" else "active",
            "none" if row["churn"] == "Yes" else tenure(int(row["tenure"])),
            "low"
            if float(row["monthly_charges"]) < 58
            else "medium"
            if float(row["monthly_charges"]) < 128
            else "high",
        )
        for row in rows
    }
