"""The customer value model against published figures and a library, on the CDNOW purchases."""

import csv
import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from clvkit.clv import BGNBD, GammaGamma
from clvkit.customer_base import CustomerBase
from conftest import bring_your_own_data, dbt_build
from fit_customer_value import fit, freeze, purchase_history

# Fader, Hardie and Lee 2005, table 2 (time in weeks); Fader and Hardie 2013, section 4
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "gamma": 15.45}
PUBLISHED_LOG_LIKELIHOOD = -9582.4
DECIMALS = {"p": 2, "q": 2, "gamma": 2}
CALIBRATION_END = "1997-09-30"
DAYS_A_WEEK = 7


# inside a package that cannot be imported any more
CDNOW = Path(importlib.util.find_spec("lifetimes").submodule_search_locations[0]) / "datasets"


def cdnow():
    """Return the purchases of the sample of 2,357 customers: (customer, day, amount)."""
    for line in (CDNOW / "CDNOW_sample.txt").read_text(encoding="ascii").splitlines():
        _, customer, day, _, amount = line.split()
        yield customer, f"{day[:4]}-{day[4:6]}-{day[6:]}", amount


@pytest.fixture
def cdnow_build(project_copy, tmp_path):
    """Build CDNOW with the base models of the README's example, as of the end of the published calibration."""
    bring_your_own_data(project_copy)
    purchases = list(cdnow())
    raw = project_copy / "data/raw/my_shop"
    with (raw / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "kind", "since"])
        writer.writerows([customer, "person", ""] for customer in sorted({row[0] for row in purchases}))
    with (raw / "sales.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["no", "client", "day", "total", "discount", "state"])
        writer.writerows(
            [number, customer, day, amount, "0", "ok"] for number, (customer, day, amount) in enumerate(purchases)
        )

    def build():
        result = dbt_build(
            tmp_path, "my_shop", project=project_copy, tests=False, raw_dir=str(raw.parent), as_of_date=CALIBRATION_END
        )
        assert result.returncode == 0, result.output
        return result

    return build


def weekly(parameters):
    """Return the parameters as they are published: alpha in weeks, so many decimals."""
    scaled = parameters | {"alpha": parameters["alpha"] / DAYS_A_WEEK}
    return {name: round(scaled[name], DECIMALS.get(name, 3)) for name in PUBLISHED}


def test_the_published_summary_of_cdnow_gives_the_published_parameters():
    """The fit alone, on the counts, times and mean spend (in cents) that are published with the figures."""
    rows = pd.read_csv(CDNOW / "cdnow_customers_summary_with_transactions.csv")
    parameters = fit(*(rows[name].to_numpy(dtype=float) for name in ("x", "t_x", "T")), (rows.x * rows.zbar).to_numpy())
    assert weekly(parameters) == PUBLISHED
    assert round(parameters["log_likelihood"], 1) == PUBLISHED_LOG_LIKELIHOOD


def test_cdnow_gives_the_published_parameters_and_the_scores_of_a_library(cdnow_build, project_copy):
    """Fit as users do, freeze, build again, and compare every customer."""
    first = cdnow_build()
    assert first.query("select distinct ltv_tier, churn_risk from customer_tags") == [("not_scored", "not_scored")]

    as_of, *buyers = purchase_history(first.database)
    assert str(as_of) == CALIBRATION_END
    parameters = fit(*buyers)
    # means that are not rounded to cents give a gamma of 15.44
    assert weekly(parameters) == PUBLISHED | {"gamma": pytest.approx(PUBLISHED["gamma"], abs=0.011)}
    assert round(parameters["log_likelihood"], 1) == PUBLISHED_LOG_LIKELIHOOD
    assert parameters["customers"] == 2357

    seed = project_copy / "seeds/models/customer_value_parameters.csv"
    assert freeze("my_shop", as_of, parameters, seed) == (1, True)
    assert freeze("my_shop", as_of, parameters, seed) == (1, False)
    second = cdnow_build()

    base = CustomerBase(
        pd.DataFrame(
            {"frequency": buyers[0], "recency": buyers[1], "T": buyers[2]}
            | {"monetary_value": [spend / max(count, 1) for count, spend in zip(buyers[0], buyers[3], strict=True)]},
            index=[row[0] for row in second.query("select customer_id from int_customer_purchase_history order by 1")],
        ),
        time_unit="W",
        collapse="D",
        observation_period_end=pd.Timestamp(as_of),
        has_monetary=True,
        on_negative="raise",
    )
    library_purchases, library_spend = BGNBD().fit(base), GammaGamma().fit(base)
    # fitted apart, both agree; then the library scores with our numbers, to the cent
    ours = parameters | {"alpha": parameters["alpha"] / DAYS_A_WEEK}
    for name in ("r", "alpha", "a", "b"):
        assert library_purchases.params_[name] == pytest.approx(ours[name], rel=1e-3)
        library_purchases.params_[name] = ours[name]
    for name in ("p", "q", "gamma"):
        assert getattr(library_spend, name) == pytest.approx(ours[name], rel=1e-3)
        setattr(library_spend, name, ours[name])
    expected = (
        library_purchases.predict(t=1095 / DAYS_A_WEEK).to_pandas().iloc[:, 0]
        * library_spend.predict().to_pandas().iloc[:, 0]
    )
    alive = library_purchases.probability_alive().to_pandas().iloc[:, 0]

    rows = second.query("""
        select customer_id, predicted_value_3y, churn_probability, repeat_purchases, age_days
        from int_customer_predictions
        inner join int_customer_purchase_history using (customer_id)
    """)
    assert len(rows) == 2357
    for customer, value, churn, count, age in rows:
        assert float(value) == pytest.approx(expected[customer], rel=1e-8, abs=0.0051), customer
        silent_for_a_year = ((parameters["alpha"] + age) / (parameters["alpha"] + age + 365)) ** (
            parameters["r"] + count
        )
        assert float(churn) == pytest.approx(1 - alive[customer] * (1 - silent_for_a_year), abs=6e-7), customer
    assert second.query("select max(relative_error) < 1e-10 from int_expected_purchases") == [(True,)]
