"""Propose pairs of customer records that may be one person, by name, birth date, gender, city and address (Splink).

Read by nobody but people: a pair becomes one customer when somebody confirms it in the entity identity_decisions
(docs/identity.md). The file holds ids of records, and which columns agree; no name, date or address.
"""

import argparse
import csv
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

PROJECT = Path(__file__).parents[1]
# columns of the proposals: what a person needs to decide, then those of identity_decisions, to be filled in
PROPOSAL = (
    "match_probability", "alike", "decision", "first_source_system", "first_source_customer_id", "second_source_system",
    "second_source_customer_id", "decided_by", "decided_at",
)  # fmt: skip
COLUMNS = ("full_name", "birth_date", "gender", "city", "address")
SEED = 7

# Clean records of the last build, with the names and addresses that staging does not keep.
RECORDS = """
    select
        customers.source_system || ':' || customers.source_customer_id as unique_id,
        links.customer_id,
        names.full_name,
        customers.birth_date,
        customers.gender,
        customers.city,
        names.address
    from staging.stg_customers as customers
    inner join intermediate.int_customer_links as links using (source_system, source_customer_id)
    left join (
        select
            source_system,
            trim(source_customer_id) as source_customer_id,
            max(nullif(lower(trim(full_name)), '')) as full_name,
            max(nullif(lower(trim(address)), '')) as address
        from base.base_customers
        group by all
    ) as names using (source_system, source_customer_id)
    order by unique_id
"""


def comparisons(columns):
    """Return how the columns are compared; rare names and cities tell more than frequent ones."""
    every = {
        "full_name": cl.JaroWinklerAtThresholds("full_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        "birth_date": cl.DateOfBirthComparison("birth_date", input_is_string=False),
        "gender": cl.ExactMatch("gender"),
        "city": cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        "address": cl.JaroWinklerAtThresholds("address", [0.9, 0.8]),
    }
    return [every[column] for column in columns]


def proposals(connection, min_probability):
    """Return pairs of records, most probable first, from the table `records` (unique_id, customer_id, COLUMNS).

    Columns that hardly anybody fills in are left out. Raises ValueError if too little is left to compare.
    """
    counts = ", ".join(f"count({column})" for column in COLUMNS)
    ((total, *filled),) = connection.sql(f"select count(*), {counts} from records").fetchall()
    columns = [column for column, count in zip(COLUMNS, filled, strict=True) if count >= max(20, total / 20)]
    blocks = [column for column in ("birth_date", "full_name", "address") if column in columns]
    if not blocks or len(columns) < 2:
        raise ValueError(f"only {columns or 'no columns'} are filled in: too little to compare people by")

    linker = Linker(
        DuckDBAPI(connection=connection).register("records"),
        SettingsCreator(
            link_type="dedupe_only",
            comparisons=comparisons(columns),
            blocking_rules_to_generate_predictions=[block_on(column) for column in blocks],
            additional_columns_to_retain=["customer_id"],
            retain_intermediate_calculation_columns=False,
        ),
        log_level="ERROR",
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on(blocks[0], other) for other in columns if other != blocks[0]], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=SEED)
    for column in blocks:
        ((repeated,),) = connection.sql(f"select count({column}) - count(distinct {column}) from records").fetchall()
        if repeated >= 20:  # fewer teach nothing
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    found = linker.inference.predict(threshold_match_probability=min_probability)
    same = " || ' ' || ".join(f"case when gamma_{column} > 0 then '{column}' else '' end" for column in columns)
    return connection.sql(f"""
        select round(match_probability, 4) as match_probability, unique_id_l, unique_id_r, trim({same}) as alike
        from {found.physical_name}
        where customer_id_l <> customer_id_r
        order by match_probability desc, unique_id_l, unique_id_r
    """).fetchall()


def main():
    """Write the proposals for one data set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--min-probability", type=float, default=0.9)
    options = parser.parse_args()
    database = options.database or PROJECT / f"data/{options.data_set}.duckdb"
    if not database.exists():
        sys.exit(f"{database} is not there: build it first")
    out = options.out or PROJECT / f"data/{options.data_set}_match_proposals.csv"

    connection = duckdb.connect()
    connection.sql(f"attach '{database}' as built (read_only)")
    connection.sql("use built")
    connection.sql(f"create table memory.main.records as {RECORDS}")
    connection.sql("use memory")
    try:
        rows = proposals(connection, options.min_probability)
    except ValueError as problem:
        sys.exit(str(problem))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PROPOSAL)
        for probability, first, second, alike in rows:
            writer.writerow([probability, alike, "", *first.split(":", 1), *second.split(":", 1), "", ""])
    print(f"{len(rows)} proposals in {out}")


if __name__ == "__main__":
    main()
