"""Settings that make no sense stop a run before anything is written, each with its name, value and what is allowed."""

import pytest
from company import SETTINGS
from conftest import line_with, run_dbt

# a var: its value, and what is told
WRONG = {
    "as_of_date": ("2030-01-01", "as_of_date is 2030-01-01, which is still to come; use today, or an earlier day"),
    "currency": ("yuan", "currency is yuan; use the ISO 4217 code"),
    "currency_signs": ("¥", "currency_signs is ¥; list how amounts may name the currency"),
    "raw_dir": ("data/o'neill", "raw_dir is "),
    "phone_calling_code": ("+31", "phone_calling_code is +31; use digits, such as 31"),
    "csv_options": ("header = true", "csv_options must keep ignore_errors = true, store_rejects = true"),
    "earliest_plausible_date": ("1990-02-30", "earliest_plausible_date is 1990-02-30; write a real day"),
    "warn_rejected_share": (5, "warn_rejected_share is 5; use a share from 0 to 1"),
    "max_rejected_share": ("20%", "max_rejected_share is 20%; use a share from 0 to 1"),
    "max_row_loss_share": (-1, "max_row_loss_share is -1; use a share from 0 to 1"),
    "accepted_row_loss": ("demo_crm.consents", "accepted_row_loss is demo_crm.consents; list sources"),
    "max_rate_age_days": ("a week", "max_rate_age_days is a week; use whole days"),
    "max_days_since_newest_order": ("three", "max_days_since_newest_order is three; use whole days"),
    "refresh_weekday": ("monday", "refresh_weekday is monday; use a number from 1 to 7"),
    "refresh_month_day": (31, "refresh_month_day is 31; use a number from 1 to 28"),
    "look_back_days": (3, "look_back_days: there is no such var; the vars are "),
}
# vars that stop parsing, so that each needs a run of its own
UNPARSED = {
    "unknown entity": (
        {"source_systems": {"demo_crm": ["customers", "order"]}},
        "source_systems, demo_crm: there is no entity order; the entities are customers, orders, order_items",
    ),
    "no systems": ({"source_systems": None}, "source_systems is None; list the entities of each system"),
    "no list": ({"source_systems": {"demo_crm": "customers"}}, "source_systems, demo_crm: is customers; list its"),
    "time zone": ({"timezone": "Asia/Peking"}, "timezone is Asia/Peking; use an IANA name such as Europe/Amsterdam"),
}  # fmt: skip


def test_wrong_vars_are_told_together(tmp_path, note_bad_input):
    """One run, one line each, no table."""
    wrong = {name: value for name, (value, _) in WRONG.items()}
    done = run_dbt(tmp_path, "demo", "build", **wrong | {"raw_dir": wrong["raw_dir"]})
    assert done.returncode != 0
    for name, (_, line) in WRONG.items():
        note_bad_input("var", name, line_with(f"var {line}", done.stdout))
    assert " START " not in done.stdout.replace("START hook", "")


@pytest.mark.parametrize("case", UNPARSED)
def test_wrong_systems_are_told(tmp_path, case, note_bad_input):
    """By name, with what there is."""
    changed, line = UNPARSED[case]
    done = run_dbt(tmp_path, "demo", "build", **changed)
    assert done.returncode != 0
    note_bad_input("var", case, line_with(f"var {line}", done.stdout))
    assert " START " not in done.stdout.replace("START hook", "")


def test_own_data_have_no_defaults(tmp_path, note_bad_input):
    """A vars file that leaves something out never builds into the database of another data set."""
    settings = {"source_systems": {"demo_store": ["customers", "orders"]}, "raw_dir": SETTINGS["raw_dir"]}
    done = run_dbt(tmp_path, None, "build", **settings)
    assert done.returncode != 0
    for name in ("data_set", "as_of_date", "timezone", "currency", "currency_signs"):
        line = f"var {name}: is missing; own data have no default for it"
        note_bad_input("var", f"no {name}", line_with(line, done.stdout))
    assert not list(tmp_path.glob("*.duckdb"))
