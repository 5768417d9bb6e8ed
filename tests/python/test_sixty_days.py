"""Sixty days of a small company in which anything may happen, by the same checks as the week."""

import datetime as dt
import random
import subprocess
import time

import pytest
import test_history
from company import write, write_company
from conftest import copy_project, dbt_build, run_dbt
from test_history import DEFINITIONS, HEADINGS, KEPT, PRODUCTS, VALUES, rows_of, tables_of, write_raw

FIRST, LENGTH, KILLS = dt.date(2026, 1, 5), 60, 20
DAYS = [str(FIRST + dt.timedelta(days=number)) for number in range(LENGTH)]
FOR_GOOD = LENGTH + 1
PEOPLE = [f"p{number}" for number in range(50)]
# what happens to a person; whoever is erased or objects is joined with nobody
ERASED, OBJECTING, LEAVING, NEW = PEOPLE[:3], PEOPLE[3:6], PEOPLE[6:9], PEOPLE[9:15]
PAIRS = [(PEOPLE[number], PEOPLE[number + 1]) for number in range(15, 35, 2)]
# the first day on which another bound of spend_level holds
BOUNDS = {11: ("1000", "500"), 19: ("500", "700")}


def events(rng):
    """Return the rows of all days, and what each person agreed to, by day: {(person, purpose): [(day, decision)]}."""
    rows, consents = [], {}

    def row(first, gone, entity, *cells):
        rows.append((first, gone, entity, ",".join(map(str, cells))))

    def day(number):
        return str(FIRST + dt.timedelta(days=number))

    for person in PEOPLE:
        start = rng.randrange(2, LENGTH) if person in NEW else 0
        end = rng.randrange(LENGTH // 2, LENGTH) if person in LEAVING else FOR_GOOD
        row(start, end, "customers", person, "individual", rng.choice(["male", "female"]), "2025-01-01")
        for number in range(rng.randrange(6)):
            known = rng.randrange(LENGTH)
            ordered = known - rng.choice([0, 0, 0, 1, 5, 27, 85])
            amount = rng.choice(["10.00", "400.00", "650.00", "1200.00"])
            order = f"{person}-{number}", person, day(ordered), "completed"
            changes = rng.randrange(known + 1, LENGTH) if known + 1 < LENGTH and rng.random() < 0.3 else FOR_GOOD
            row(known, changes, "orders", *order, amount, day(known))
            if changes < LENGTH:
                row(changes, FOR_GOOD, "orders", *order, "90.00", day(known))
        for purpose in ("marketing", "sharing"):
            decided = sorted(rng.sample(range(LENGTH), rng.randrange(4)))
            consents[person, purpose] = [
                (number, ["granted", "withdrawn"][turn % 2]) for turn, number in enumerate(decided)
            ]
            for number, decision in consents[person, purpose]:
                row(
                    number, FOR_GOOD, "consents", f"{person}-{purpose}-{number}", person, purpose, decision, day(number)
                )
        for number in range(rng.randrange(3)):
            known = rng.randrange(LENGTH)
            until = day(known + rng.randrange(1, 9)) if rng.random() < 0.5 else ""
            tag, value = rng.choice([("care_level", "vip_care"), ("interests", "Garden"), ("customer_grade", "vip")])
            gone = rng.randrange(known + 1, FOR_GOOD + 1)
            operation = "remove" if tag == "interests" and rng.random() < 0.5 else ""
            cells = f"{person}-{number}", person, tag, value, "staff-1", day(known), until, operation
            row(known, gone, "manual_tags", *cells)
        if rng.random() < 0.3:
            known = rng.randrange(LENGTH)
            row(known, FOR_GOOD, "model_scores", person, person, "churn_probability", rng.random(), "v1", day(known))
    for person in ERASED:
        number = rng.randrange(3, LENGTH)
        row(number, FOR_GOOD, "erasure_requests", person, person, day(number))
    for person in OBJECTING:
        number = rng.randrange(3, LENGTH)
        row(number, FOR_GOOD, "consents", f"{person}-analytics", person, "analytics", "withdrawn", day(number))
    for one, other in PAIRS:
        joined = rng.randrange(LENGTH * 2 // 3)
        row(0, FOR_GOOD, "customer_identifiers", one, one, "phone", f"139{one[1:]:0>8}")
        row(joined, FOR_GOOD, "customer_identifiers", other, other, "phone", f"139{one[1:]:0>8}")
        if rng.random() < 0.5:
            parted = rng.randrange(joined + 1, LENGTH)
            row(parted, FOR_GOOD, "identity_decisions", one, "separate", "shop", other, "", "", "staff-1", day(parted))
    return rows, consents


@pytest.fixture(scope="module")
def sixty_days(tmp_path_factory):
    """Build every day, most of them after a build that was killed; return the last build, the days and the consents."""
    folder, rng = tmp_path_factory.mktemp("sixty_days"), random.Random(11)
    project, raw = copy_project(folder), folder / "raw"
    tables = {entity: heading + "\n" for entity, heading in HEADINGS.items()} | {"products": PRODUCTS}
    write_company(project, raw, tables, name="sixty_days", max_row_loss_share=1.0)
    with (project / "seeds/feed/destinations.csv").open("a", encoding="utf-8") as file:
        file.write("warehouse,analytics,customer_id,all,active,data\n")
    with (project / "seeds/tags/tag_parameters.csv").open("a", encoding="utf-8") as file:
        file.write("purchase_recency,down_after,3,refreshes,falls after three days in a row\n")
    rows, consents = events(rng)
    published, kills, caught, build = {}, set(rng.sample(range(1, LENGTH), KILLS)), 0, None
    for number, day in enumerate(DAYS):
        write_raw(raw, number, rows)
        if number in BOUNDS:
            old, new = BOUNDS[number]
            version = 1 + list(BOUNDS).index(number)
            for file, before, after in (
                (VALUES, f"Medium,{old},", f"Medium,{new},"), (VALUES, f"低消费,Low,,{old}", f"低消费,Low,,{new}"),
                (DEFINITIONS, f"single,active,{version},seed,近 365 天的净消费额。",
                 f"single,active,{version + 1},seed,近 365 天的净消费额。"),
            ):  # fmt: skip
                lines = (project / file).read_text(encoding="utf-8").splitlines(keepends=True)
                assert any(line.startswith("spend_level,") and before in line for line in lines)
                write(
                    project / file,
                    "".join(line.replace(before, after) if line.startswith("spend_level,") else line for line in lines),
                )
        settings = {"project": project, "raw_dir": str(raw), "as_of_date": day}
        if number in kills:
            process = run_dbt(
                folder, "sixty_days", "build", "--exclude-resource-type", "unit_test", "test", **settings,
                run=subprocess.Popen, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(rng.uniform(0.3, 0.95) * build.seconds)
            caught += process.poll() is None
            process.kill()
            process.wait()
        # the day is built twice by every fifth
        for _ in range(2 if number % 5 == 4 else 1):
            build = dbt_build(folder, "sixty_days", tests=number % 10 == 9, **settings)
            assert build.returncode == 0, build.output
        published[day] = tables_of(build)
    assert caught > KILLS / 2
    return build, published, consents, rows


@pytest.fixture
def as_a_week(sixty_days, monkeypatch):
    """Return the sixty days for the checks of the week."""
    build, published, _, rows = sixty_days
    gone = {f"shop:{person}" for person in ERASED + OBJECTING}
    monkeypatch.setattr(test_history, "DAYS", DAYS)
    monkeypatch.setattr(test_history, "allowed", lambda customer: customer not in gone)
    return build, published, None, rows


@pytest.mark.long
@pytest.mark.parametrize(
    "check",
    [
        test_history.test_changes_are_the_differences_of_the_days,
        test_history.test_since_is_the_day_of_the_last_change,
        test_history.test_periods_are_those_of_the_days,
        test_history.test_a_second_implementation_tells_the_same_causes,
        test_history.test_a_feed_only_grows_and_gives_what_destinations_hold,
    ],
)
def test_sixty_days_hold_what_the_week_does(as_a_week, check):
    """Every change and no other, each with its cause, periods without gap, and a feed that only grows and replays."""
    check(as_a_week)


@pytest.mark.long
def test_every_cause_occurs(sixty_days):
    """And no change is without."""
    build, *_ = sixty_days
    causes = dict(build.query("select cause, count(*) from customer_tag_changes group by all"))
    assert None not in causes
    assert causes.keys() >= {
        "merged", "split", "definition", "manual_set", "manual_expired", "manual_removed", "model", "new_data",
        "late_data", "time", "first_seen",
    }  # fmt: skip


@pytest.mark.long
def test_who_is_erased_or_objects_is_in_no_log(sixty_days):
    """Nor in the feed, but as a key to delete."""
    build, *_ = sixty_days
    for table in KEPT:
        for row in rows_of(build, table):
            found = {f"shop:{person}" for person in ERASED + OBJECTING} & set(map(str, row))
            assert not found or (table == "cdp_profile_changes" and "delete" in row), table


@pytest.mark.long
def test_destinations_never_hold_who_may_not_be_there(sixty_days):
    """By the consents as they were given, on each of the days; of people with one record."""
    _, published, consents, _ = sixty_days
    joined = {person for pair in PAIRS for person in pair}
    alone = [person for person in PEOPLE if person not in joined and person not in ERASED + OBJECTING]
    held_days = 0
    for number, day in enumerate(DAYS):
        customers = {row[0] for row in published[day]["wide"]}
        held = {key for name, key, _ in published[day]["profiles"] if name == "local_marketing"}
        partners = sum(name == "local_partner" for name, *_ in published[day]["profiles"])
        for person in alone:
            decided = [decision for known, decision in consents[person, "marketing"] if known <= number]
            may = bool(decided) and decided[-1] == "granted" and f"shop:{person}" in customers
            assert (f"shop:{person}" in held) == may, (day, person)
            held_days += may
        # at most who agreed to sharing, also through another record
        agreed = [
            person for person in PEOPLE
            if [decision for known, decision in consents[person, "sharing"] if known <= number][-1:] == ["granted"]
        ]  # fmt: skip
        assert partners <= len(agreed)
    assert held_days > LENGTH
