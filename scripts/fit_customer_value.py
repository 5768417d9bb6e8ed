"""Fit the customer value model of a built data set and freeze its parameters in a seed.

BG/NBD (how often a customer buys and when he stops) and gamma-gamma (how much he spends) are fitted by maximum
likelihood to int_customer_purchase_history. The result is a new row of seeds/models/customer_value_parameters.csv, used
from the as-of date of the build on; earlier rows stay, so that past days can be built again. Look at it, commit it,
build again.

    python scripts/fit_customer_value.py --data-set demo
"""

import argparse
import csv
import math
import sys
from pathlib import Path

import duckdb
import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

SEED = Path("seeds/models/customer_value_parameters.csv")
DAYS_A_WEEK = 7  # fitted in weeks, as is usual and as published figures are; stored in days

# Where all customers have nearly the same dropout probability, the likelihood goes on rising, ever more slowly, as a
# and b grow without end. They are held here: on the demo company that moves expected purchases by less than 3% up to 40
# repeat purchases.
LARGEST_A, LARGEST_B = 10.0, 1000.0


def purchase_history(database):
    """Return the as-of date of a build and of its buyers repeat counts, recency and age in weeks, and repeat spend."""
    with duckdb.connect(str(database), read_only=True) as connection:
        as_of = connection.sql("select max(as_of_date) from marts.customer_tags").fetchall()[0][0]
        rows = connection.sql("""
            select repeat_purchases, recency_days, age_days, cast(repeat_net_spend as double)
            from intermediate.int_customer_purchase_history
            order by customer_id
        """).fetchall()
    count, recency, age, spend = np.array(rows, dtype=float).T
    return as_of, count, recency / DAYS_A_WEEK, age / DAYS_A_WEEK, spend


def maximise(log_likelihood, start, largest):
    """Return the positive parameters that maximise a likelihood, and its logarithm there."""
    bounds = [(math.log(1e-4), math.log(limit)) for limit in largest]
    result = minimize(
        lambda logs: -log_likelihood(*np.exp(logs)),
        np.log(start),
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 10_000, "ftol": 1e-13, "gtol": 1e-7},
    )
    return [float(value) for value in np.exp(result.x)], float(-result.fun)


def fit_purchases(count, recency, age):
    """BG/NBD: return r, alpha, a and b, and the log-likelihood (Fader, Hardie and Lee 2005, equation 6)."""
    repeated = count > 0

    def log_likelihood(r, alpha, a, b):
        rate = gammaln(r + count) - gammaln(r) + r * np.log(alpha)
        alive = betaln(a, b + count) - betaln(a, b) - (r + count) * np.log(alpha + age)
        gone = np.full_like(alive, -np.inf)
        gone[repeated] = (
            betaln(a + 1, b + count[repeated] - 1)
            - betaln(a, b)
            - (r + count[repeated]) * np.log(alpha + recency[repeated])
        )
        return float(np.sum(rate + np.logaddexp(alive, gone)))

    return maximise(log_likelihood, [1.0, 1.0, 1.0, 1.0], [1e6, 1e6, LARGEST_A, LARGEST_B])


def fit_spend(count, spend):
    """Gamma-gamma: return p, q and gamma, by buyers whose repeat purchases were not free (Fader and Hardie 2013)."""
    paid = (count > 0) & (spend > 0)
    count, mean = count[paid], spend[paid] / count[paid]

    def log_likelihood(p, q, gamma):
        return float(
            np.sum(
                gammaln(p * count + q) - gammaln(p * count) - gammaln(q) + q * np.log(gamma)
                + (p * count - 1) * np.log(mean) + p * count * np.log(count)
                - (p * count + q) * np.log(gamma + count * mean)
            )
        )  # fmt: skip

    return maximise(log_likelihood, [1.0, 2.0, float(mean.mean())], [1e6, 1e6, 1e9])[0]


def fit(count, recency, age, spend):
    """Return the fitted parameters as columns of the seed; times in days."""
    (r, alpha, a, b), log_likelihood = fit_purchases(count, recency, age)
    p, q, gamma = fit_spend(count, spend)
    return {
        "r": r, "alpha": alpha * DAYS_A_WEEK, "a": a, "b": b, "p": p, "q": q, "gamma": gamma,
        "log_likelihood": log_likelihood, "customers": len(count),
    }  # fmt: skip


def faults(parameters):
    """Yield what makes a fit unusable."""
    for name, value in parameters.items():
        if not math.isfinite(value):
            yield f"{name} is not finite"
    if parameters["q"] <= 1:
        yield "q is not above 1, so the mean spend has no finite expectation"
    if abs(parameters["a"] - 1) < 1e-6:
        yield "a is 1, where the expectation of purchases is not defined"


def freeze(data_set, as_of, parameters, seed=SEED):
    """Append the row unless it is there; return its version, and whether it is new."""
    with seed.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames, list(reader)
    mine = [row for row in rows if row["data_set"] == data_set]
    texts = {name: str(value) if name == "customers" else f"{value:.8f}" for name, value in parameters.items()}
    for row in mine:
        if row["fitted_as_of"] == str(as_of) and all(row[name] == text for name, text in texts.items()):
            return int(row["version"]), False
    version = max((int(row["version"]) for row in mine), default=0) + 1
    with seed.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writerow({"data_set": data_set, "version": version, "fitted_as_of": as_of} | texts)
    return version, True


def main():
    """Read the command line, fit and freeze."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True, help="a data set that was built: data/<data set>.duckdb")
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="folder of the database (default data)")
    args = parser.parse_args()
    database = args.data_dir / f"{args.data_set}.duckdb"
    if not database.exists():
        sys.exit(f"{database} is not there; run make build DATA={args.data_set} first")
    as_of, *buyers = purchase_history(database)
    repeat_buyers = int((buyers[0] > 0).sum())
    if repeat_buyers < 100:
        sys.exit(f"only {repeat_buyers} customers bought on more than one day; a fit needs 100 at least")
    parameters = fit(*buyers)
    problems = list(faults(parameters))
    if problems:
        sys.exit(f"no usable fit: {'; '.join(problems)}")
    version, is_new = freeze(args.data_set, as_of, parameters)
    for name, value in parameters.items():
        print(f"{name:>26} {value:14.4f}")
    print(f"version {version} of {args.data_set}, as of {as_of}: {'new' if is_new else 'stands already'} in {SEED}")


if __name__ == "__main__":
    main()
