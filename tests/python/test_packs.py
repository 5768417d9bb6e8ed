"""Industry packs: their tags against second implementations, and the core with and without them."""

import csv
import importlib
import json
import shutil
from collections import Counter

import pytest
import yaml
from company import write, write_company
from conftest import PROJECT, copy_project, dbt_build, run_dbt
from pack_bank import readings
from pack_oracles import read
from test_conventions import check_conventions

PACKS = sorted(folder.name for folder in (PROJECT / "models/packs").iterdir())
# tables of the core, without what belongs to packs
OF_CORE = "inner join (select tag_code from dim_tags where pack is null) as core using (tag_code)"
CORE = {
    "customer_tags": "from customer_tags",
    "customer_tag_values": f"select customer_tag_values.* from customer_tag_values {OF_CORE}",
    "dim_tags": "from dim_tags where pack is null",
    "dim_tag_values": f"select dim_tag_values.* from dim_tag_values {OF_CORE}",
    "customer_metrics": "from customer_metrics",
    "customer_tag_changes": f"select customer_tag_changes.* from customer_tag_changes {OF_CORE}",
    "customer_segments": "from customer_segments",
    "customer_permissions": "from customer_permissions",
    "cdp_profiles": "select destination, key, valid_from from cdp_profiles",
}


def merge_data_sets(project):
    """Write the data set `companies`, of the systems of all packs, into a project; return the entities of the core."""
    merged = {"data_set": "companies", "packs": PACKS, "raw_dir": "data_sets", "source_systems": {}}
    for pack in PACKS:
        folder = project / f"data_sets/{pack}"
        settings = yaml.safe_load((folder / "vars.yml").read_text(encoding="utf-8"))
        merged = settings | merged
        merged["source_systems"] |= settings["source_systems"]
        for file in (folder / "models/base").iterdir():
            text = file.read_text(encoding="utf-8").replace("/{name}.csv", f"/{pack}/raw/{{name}}.csv")
            write(project / "data_sets/companies/models/base" / file.name, text)
    write(project / "data_sets/companies/vars.yml", yaml.safe_dump(merged))
    entities = {"customers", "customer_identifiers", "orders", "model_scores", "manual_tags", "erasure_requests"}
    return {system: [name for name in names if name in entities] for system, names in merged["source_systems"].items()}


@pytest.fixture(scope="module")
def companies(tmp_path_factory):
    """Build the companies of all packs at once; return the build, the project and the core's entities."""
    folder = tmp_path_factory.mktemp("companies")
    project = copy_project(folder)
    core = merge_data_sets(project)
    with (project / "seeds/feed/destinations.csv").open("a", encoding="utf-8") as file:
        file.write("warehouse,analytics,customer_id,all,active,data\n")
    build = dbt_build(folder, "companies", project=project, raw_dir=str(PROJECT / "data_sets"))
    assert build.returncode == 0, build.output
    return build, project, core


def test_unit_tests_of_packs_pass(companies):
    """Bounds of their tags, and reasons for rejecting their rows."""
    build, project, _ = companies
    select = "path:models/packs,test_type:unit"
    done = run_dbt(
        build.database.parent, "companies", "test", "--select", select, project=project,
        raw_dir=str(PROJECT / "data_sets"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    for pack in PACKS:
        assert f"{pack}::" in done.stdout, "each pack has some"


def comparable(value):
    """Return evidence as a number, where it is one."""
    try:
        return round(float(value), 6)
    except (TypeError, ValueError):
        return None if value is None else str(value)


def test_models_of_packs_follow_the_conventions(companies, tmp_path):
    """Those of the core."""
    build, project, _ = companies
    # copied together for this test, without their descriptions; columns of customer_metrics that depend on packs
    but = "(data_sets/companies|models/marts/customer_metrics)"
    check_conventions(build.database, tmp_path, but, project=project, raw_dir=str(PROJECT / "data_sets"))


@pytest.mark.parametrize("pack", PACKS)
def test_a_second_implementation_agrees(pack, companies):
    """Every tag and its evidence, and what became of every raw row."""
    build, *_ = companies
    expected = importlib.import_module(f"pack_{pack}").expected(PROJECT / f"data_sets/{pack}/raw", build.as_of, PROJECT)
    wanted = {
        (who, tag, value, comparable(evidence))
        for who, tags in expected.tags.items() for tag, (value, evidence) in tags.items()
    } | {
        (who, tag, value, comparable(evidence))
        for who, tags in expected.multi.items() for tag, values in tags.items() for value, evidence in values.items()
    }  # fmt: skip
    systems = "', '".join({who.split(":")[0] for who in expected.tags})
    rows = build.query(
        "select customer_id, tag_code, tag_value, evidence from customer_tag_values "
        f"inner join dim_tags using (tag_code) where pack = '{pack}' "
        f"and split_part(customer_id, ':', 1) in ('{systems}')"
    )
    found = {(who, tag, value, comparable(evidence)) for who, tag, value, evidence in rows}
    assert sorted(found ^ wanted, key=repr)[:10] == []
    # every value that the catalogue has a rule for occurs, or no row would show a fault in it
    assert len({row[1] for row in found}) == len(build.query(f"select tag_code from dim_tags where pack = '{pack}'"))
    entities = {entity for entity, _ in expected.rejected}
    rejected = build.query("select entity, rejection_reason, count(*) from stg_rejected_records group by all")
    assert {row[:2]: row[2] for row in rejected if row[0] in entities} == dict(expected.rejected)
    assert len(expected.rejected) > len(entities) * 4, "the raw files must have dirt"
    for entity, count in expected.duplicates.items():
        assert build.query(f"select sum(record_count - 1) from stg_{entity}") == [(count,)]


def test_the_core_is_the_same_with_and_without_packs(companies, tmp_path):
    """Row by row; and packs that no system has data for give their tags the value for that."""
    build, project, core = companies
    settings = {"project": project, "raw_dir": str(PROJECT / "data_sets"), "source_systems": core}
    without = dbt_build(tmp_path / "without", "companies", tests=False, packs=[], **settings)
    assert without.returncode == 0, without.output
    for name, sql in CORE.items():
        # a segment or a value may be computed by more tables, but gives the same rows
        columns = [row[0] for row in without.query(f"describe {sql}")]
        picked = f"select {', '.join(columns)} from ({sql})"
        found, wanted = (Counter(one.query(picked)) for one in (build, without))
        assert found == wanted, name
        assert wanted, name
    unmapped = dbt_build(
        tmp_path / "unmapped", "companies", "--select", "+customer_tag_values", tests=False, **settings
    )
    assert unmapped.returncode == 0, unmapped.output
    absent = {
        "policy_stage": "prospect", "premium_level": "none", "recall_status": "none", "family_head": "no",
        "wealth_tier": "none", "investment_preference": "none", "user_status": "none", "activity_range": "none",
    }  # fmt: skip
    for tag, value in absent.items():
        found = unmapped.query(f"select distinct tag_value from customer_tag_values where tag_code = '{tag}'")
        assert found == [(value,)], tag


def test_a_pack_that_is_switched_off_leaves_nothing_dangling(companies, tmp_path):
    """Its tags are retired: their periods end, the catalogue still explains them, the feed says they are gone."""
    build, project, core = companies
    shutil.copyfile(build.database, tmp_path / build.database.name)
    # rows of the packs' entities are gone, and what people or models said of their tags is rejected: both are told
    settings = {"project": project, "raw_dir": str(PROJECT / "data_sets"), "max_row_loss_share": 1.0}
    settings["max_rejected_share"] = 1.0
    of_pack = "in (select tag_code from dim_tags where pack is not null)"
    for as_of, left_out in (
        # the data tests of what packs touch run on the first day; rows of the core are as they were
        ("2026-01-01", [f"resource_type:test,path:models/{layer}" for layer in ("base", "staging", "intermediate")]),
        ("2026-01-02", ["resource_type:test"]),
    ):
        settings["as_of_date"] = as_of
        off = dbt_build(tmp_path, "companies", "--exclude", *left_out, packs=[], source_systems=core, **settings)
        assert off.returncode == 0, off.output
    settings["as_of_date"] = "2026-01-03"
    codes = {tag for (tag,) in build.query("select tag_code from dim_tags where pack is not null")}
    assert {tag for (tag,) in off.query("select tag_code from dim_tags where status = 'retired'")} == codes

    def count(build, table, condition):
        return build.query(f"select count(*) from {table} where {condition}")[0][0]

    assert count(off, "customer_tag_values", f"tag_code {of_pack}") == 0
    assert count(off, "customer_tag_value_history", f"is_current and tag_code {of_pack}") == 0
    ended = off.query(
        "select customer_id, tag_code, old_value, cause, cast(changed_on as varchar) from customer_tag_changes "
        f"where tag_code {of_pack} and new_value is null"
    )
    had = build.query(f"select customer_id, tag_code, tag_value from customer_tag_values where tag_code {of_pack}")
    assert Counter(ended) == Counter((*row, "definition", "2026-01-01") for row in had)
    for table in ("customer_tag_value_history", "customer_tag_changes", "customer_tag_values"):
        assert count(off, f"{table} left join dim_tags using (tag_code)", "name_en is null") == 0
    labels = "customer_tag_value_history as h left join dim_tag_values as v using (tag_code, tag_value)"
    assert count(off, labels, "v.label_en is null and h.tag_code not like '%region'") == 0
    for (payload,) in off.query("select payload from cdp_profiles where valid_to > '9999-01-01'"):
        assert not codes & json.loads(payload).keys()
    # on again: its tags begin anew
    on = dbt_build(tmp_path, "companies", tests=False, **settings)
    assert on.returncode == 0, on.output
    assert count(on, "dim_tags", "status = 'retired'") == 0
    assert count(on, "customer_tag_values", f"tag_code {of_pack}") > 0
    assert count(on, "customer_tag_values", f"tag_code {of_pack} and since < '2026-01-03'") == 0


def test_an_unknown_pack_is_named(tmp_path, note_bad_input):
    """Before anything is built."""
    done = run_dbt(tmp_path, "demo", "build", "--select", "int_customer_recency", packs=["petrol"])
    assert done.returncode != 0
    line = "var packs: there is no pack petrol; correct the name, or give it a macro petrol_pack in macros/packs"
    assert line in done.stdout
    note_bad_input("vars.yml", "unknown pack", f"{line} (docs/packs/README.md)")


def test_two_packs_with_one_tag_are_told(companies, tmp_path, note_bad_input):
    """By the file and the row."""
    *_, project, _ = companies
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    seed = copy / "seeds/packs/dental/dental__tag_definitions.csv"
    text = seed.read_text(encoding="utf-8")
    write(seed, text + text.splitlines()[1].replace("recall_status,", "policy_stage,") + "\n")
    registry = ("--select", "path:seeds", "path:models/intermediate/registry", "path:tests/singular/registry")
    build = dbt_build(tmp_path, "companies", *registry, project=copy, raw_dir=str(PROJECT / "data_sets"))
    assert build.returncode != 0
    line = build.line("row policy_stage: stands 2 times")
    assert line.startswith("seeds/packs/")
    note_bad_input("packs", "two packs with one tag", line)


def test_a_medical_number_is_in_no_segment(companies, tmp_path, note_bad_input):
    """Nor in customer_metrics; other numbers of packs are in both."""
    built, project, _ = companies
    numbers = {row[0] for row in built.query("describe customer_metrics")}
    assert {"annual_premium", "orders_365d"} <= numbers
    assert "open_treatments" not in numbers
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    with (copy / "seeds/segments/segment_conditions.csv").open("a", encoding="utf-8") as file:
        file.write("price_hunters,1,open_treatments,at_least,1\nprice_hunters,1,annual_premium,at_least,5000\n")
    shutil.copyfile(built.database, tmp_path / built.database.name)
    chosen = ("--select", "segment_conditions", "assert_segments_are_valid")
    build = dbt_build(tmp_path, "companies", *chosen, project=copy, raw_dir=str(PROJECT / "data_sets"))
    assert build.returncode != 0
    line = build.line("row price_hunters/1/open_treatments at_least: ")
    assert "this is medical, which no segment may show" in line
    note_bad_input("packs", "medical number in a segment", line)
    assert "/annual_premium at_least" not in build.output


def test_a_project_without_packs_stands(project_copy, tmp_path):
    """Deleting every folder of the packs leaves a project that parses without a warning, and whose models run."""
    for folder in ("models", "seeds", "macros", "tests/singular"):
        shutil.rmtree(project_copy / folder / "packs")
    for pack in PACKS:
        shutil.rmtree(project_copy / f"data_sets/{pack}")
    parsed = run_dbt(tmp_path, "demo", "--warn-error", "parse", project=project_copy)
    assert parsed.returncode == 0, parsed.stdout
    # without rows: what packs do to rows is tested above
    build = dbt_build(tmp_path, "demo", "--empty", tests=False, project=project_copy)
    assert build.returncode == 0, build.output


def test_rules_for_remarks_find_what_people_see(tmp_path):
    """On 679 labelled remarks, half of them look-alikes or plain; the rules were made with every other one in sight.

    The model reads each remark as the only one of a customer, and finds what the second implementation finds.
    """
    with (PROJECT / "tests/data/bank_remarks.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 300
    project, raw = copy_project(tmp_path), tmp_path / "raw"
    tables = {
        "customers": "source_customer_id,customer_type\n" + "".join(f"{n},individual\n" for n in range(len(rows))),
        "orders": "order_id,source_customer_id,ordered_at,order_status,paid_amount\n",
        "card_transactions": "card_transaction_id,source_customer_id,transacted_at,amount,remark\n",
    }
    write_company(project, raw, tables, name="remarks", packs=["bank"])
    with (raw / "card_transactions.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            (n, n, "2026-03-31", 1, row["remark"]) for n, row in enumerate(rows)
        )
    build = dbt_build(
        tmp_path, "remarks", "--select", "+int_remark_hits", tests=False, project=project, raw_dir=str(raw)
    )  # fmt: skip
    assert build.returncode == 0, build.output
    found = [set() for _ in rows]
    for who, *pair in build.query("select customer_id, tag_code, tag_value from int_remark_hits"):
        found[int(who.split(":")[1])].add(tuple(pair))
    rules = read(PROJECT / "seeds/packs/bank/bank__remark_rules.csv")
    assert found == [set(readings(row["remark"], rules)) for row in rows]
    for first, least_precision, least_recall in ((0, 0.93, 0.93), (1, 0.75, 0.65)):
        right = told = there = 0
        for row, hits in list(zip(rows, found, strict=True))[first::2]:
            seen = {("lifestyle", value) for value in row["lifestyle"].split()}
            seen |= {("phone_brand", row["phone_brand"])} if row["phone_brand"] else set()
            right, told, there = right + len(hits & seen), told + len(hits), there + len(seen)
        assert right / told >= least_precision
        assert right / there >= least_recall


# 24 months of each customer: average assets (o 40,000, g 60,000, w 600,000, p 7,000,000), and the published tier, moved
# by hand
MONTHS = 24
TIERS = {"o": "ordinary", "g": "gold", "w": "wealth", "p": "private_banking"}
ASSETS = {"o": 40_000, "g": 60_000, "w": 600_000, "p": 7_000_000}
MOVES = {
    "up": ("oo" + "g" * 22, "oo" + "g" * 22),
    "dips": ("gggoo" + "g" * 19, "g" * 24),
    "falls": ("ggg" + "o" * 21, "ggggg" + "o" * 19),
    "private": ("p" * 6 + "w" * 18, "p" * 11 + "w" * 13),
    "private_dips": ("pp" + "w" * 5 + "p" + "w" * 16, "p" * 13 + "w" * 11),
    "sinks": ("ppp" + "o" * 21, "p" * 8 + "o" * 16),
    "jumps": ("ggoo" + "w" * 20, "gggg" + "w" * 20),
    "stairs": ("wwwgg" + "o" * 19, "wwwww" + "o" * 19),
}


@pytest.mark.long
def test_wealth_tiers_move_as_by_hand(tmp_path):
    """They rise in the next month, and fall after three months below, from private banking after six."""
    project, raw = copy_project(tmp_path), tmp_path / "raw"
    firsts = [f"{2024 + number // 12}-{number % 12 + 1:02}-01" for number in range(MONTHS + 1)]
    people = "".join(f"{who},individual,2020-01-01\n" for who in MOVES)
    tables = {
        "customers": "source_customer_id,customer_type,created_at\n" + people,
        "orders": "order_id,source_customer_id,ordered_at,order_status,paid_amount\n",
        "balances": "balance_id,source_customer_id,month_at,average_assets\n",
    }
    write_company(project, raw, tables, name="savings", packs=["bank"])
    for month in range(MONTHS):
        with (raw / "balances.csv").open("a", encoding="utf-8") as file:
            for who, (assets, _) in MOVES.items():
                file.write(f"{who}-{month},{who},{firsts[month]},{ASSETS[assets[month]]}\n")
        settings = {"project": project, "raw_dir": str(raw), "as_of_date": firsts[month + 1]}
        build = dbt_build(tmp_path, "savings", tests=False, **settings)
        assert build.returncode == 0, build.output
        rows = build.query(
            "select customer_id, tag_value, computed_value, refreshes_below from customer_tag_values "
            "where tag_code = 'wealth_tier'"
        )
        assert {who.split(":")[1]: value for who, value, *_ in rows} == {
            who: TIERS[published[month]] for who, (_, published) in MOVES.items()
        }, firsts[month]
        for who, value, computed, below in rows:
            assert (below or 0) > 0 or value == computed, (firsts[month], who)
            assert below != 0 or value == computed, (firsts[month], who)
