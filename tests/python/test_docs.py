"""What the documents say is what the project does."""

import re
import subprocess
import sys

import duckdb
import pytest
from conftest import PROJECT, README, bring_your_own_data, dbt_build, run_dbt, seed_rows
from pack_oracles import read
from publish import publish
from test_broken_inputs import BROKEN
from test_settings import UNPARSED, WRONG
from write_tag_docs import pages


def cells(line):
    """Return the cells of one line of a Markdown table."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


# pages with example questions on the real data, and how many
QUESTIONS = {"README.md": 3, "README.zh-CN.md": 3, "docs/using_the_tables.md": 3}


@pytest.mark.parametrize("page", QUESTIONS)
def test_pages_show_what_their_questions_answer(page, complete_journey, tmp_path):
    """Each query of a page that has a table below it gives this table, asked of what is published."""
    publish(complete_journey.database, tmp_path)
    text = (PROJECT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n((?:(?!```).)*)```\n((?:\|[^\n]*\n)+)", text, re.DOTALL)
    assert len(blocks) == QUESTIONS[page]
    with duckdb.connect(str(tmp_path / complete_journey.database.name), read_only=True) as connection:
        for query, table in blocks:
            result = connection.execute(query)
            heading, _, *rows = [cells(line) for line in table.splitlines()]
            assert [column[0] for column in result.description] == heading
            assert [["" if cell is None else str(cell) for cell in row] for row in result.fetchall()] == rows, query


def test_the_recipes_work(demo, tmp_path):
    """Each Python block, run as it stands beside what is published; a file for Excel has its mark and all members."""
    (tmp_path / "data").mkdir()
    publish(demo.database, tmp_path / "data/published")
    blocks = re.findall(r"```python\n(.*?)```", (PROJECT / "docs/recipes.md").read_text(encoding="utf-8"), re.DOTALL)
    printed = []
    for block in blocks:
        done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    rows = (tmp_path / "high_value_active.csv").read_bytes().decode("utf-8").splitlines()
    assert rows[0].startswith("\ufeffsegment_code,")
    members = demo.query("select count(*) from customer_segments where segment_code = 'high_value_active'")
    assert [(len(rows) - 1,)] == members
    assert "vip" in printed[1]
    assert "dormant" in printed[2]


def test_bringing_your_own_data_works_as_the_readme_says(project_copy, tmp_path):
    """Write the files of the worked example literally and build."""
    assert bring_your_own_data(project_copy) == 7
    # the other data sets do not notice
    assert run_dbt(tmp_path / "other", "demo", "parse", project=project_copy).returncode == 0
    build = dbt_build(tmp_path, "my_shop", project=project_copy, raw_dir=str(project_copy / "data/raw"))
    assert build.returncode == 0, build.output
    assert build.query("select customer_id, lifecycle_stage from customer_tags order by 1") == [
        ("my_shop:1", "active"),
        ("my_shop:2", "prospect"),
        ("my_shop:3", "prospect"),
    ]
    assert build.query(
        "select tag_value, evidence from customer_tag_values "
        "where customer_id = 'my_shop:1' and tag_code = 'spend_level'"
    ) == [("low", "200.00")]
    # by bounds of its own
    assert build.query("select purchase_frequency from customer_tags where customer_id = 'my_shop:1'") == [("medium",)]
    assert build.query("select distinct tag_code from dim_tag_values where overridden_by = 'my_shop'") == [
        ("purchase_frequency",)
    ]


def test_the_chinese_readme_has_the_same_example():
    """Its headings differ, its files do not."""
    block = r"```(?:csv|yaml|sql\+jinja)\n.*?```"
    chinese = (PROJECT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert re.findall(block, chinese, re.DOTALL) == re.findall(block, README, re.DOTALL) != []
    assert chinese.count("\n## ") == README.count("\n## ")


def outline(page):
    """Return what a page has in any language: levels of headings, code, list items, tables, names in code style."""
    blocks = re.findall(r"^ *```.*?^ *```$", text := page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return {
        "headings": re.findall(r"^(#+) ", prose, re.MULTILINE),
        "code": blocks,
        "items": len(re.findall(r"^ *(?:-|[0-9]+[.]) ", prose, re.MULTILINE)),
        "tables": [line.count("|") for line in prose.splitlines() if line.startswith("|")],
        "names": sorted(re.findall(r"`([^`]+)`", prose)),
    }


@pytest.mark.parametrize(
    "page", sorted(str(path.relative_to(PROJECT / "docs/zh")) for path in (PROJECT / "docs/zh").rglob("*.md"))
)
def test_the_chinese_pages_are_kept_in_step(page):
    """With the English ones; and every file that they lead to is there."""
    chinese = PROJECT / "docs/zh" / page
    assert outline(chinese) == outline(PROJECT / "docs" / page)
    for link in re.findall(r"[]][(]([^)#]+)[^)]*[)]", chinese.read_text(encoding="utf-8")):
        assert link.startswith("http") or (chinese.parent / link).exists(), link


def test_the_entities_page_names_the_columns_and_types_of_base_models():
    """docs/entities.md and models/base/base_<entity>.sql say the same."""
    page = (PROJECT / "docs/entities.md").read_text(encoding="utf-8")
    tables = {}
    for entity, table in re.findall(r"\n## (\w+)\nOne row per .*?\n\n((?:\|.*\n)+)", page):
        tables[entity] = [tuple(cells(line)[:2]) for line in table.splitlines()[2:]]
    models = {}
    for path in (PROJECT / "models/base").glob("base_*.sql"):
        columns = re.findall(r"'(\w+)': '([^']+)'", path.read_text(encoding="utf-8"))
        models[path.stem.removeprefix("base_")] = columns
    assert len(models) == 26
    assert tables == models


# The reviewed thresholds of the shipped catalogue: lower bound, upper bound, which of them is in the band. When the
# owner of a tag changes one in seeds/tags, change it here too: two people then looked at it.
REVIEWED_BANDS = {
    ("age_group", "juvenile"): ("", "15", "right"),
    ("age_group", "youth"): ("15", "40", "right"),
    ("age_group", "middle_aged"): ("40", "65", "right"),
    ("age_group", "senior"): ("65", "", "neither"),
    ("company_size", "small"): ("", "100", "left"),
    ("company_size", "medium"): ("100", "500", "both"),
    ("company_size", "large"): ("500", "", "neither"),
    ("purchase_frequency", "high"): ("12", "", "left"),
    ("purchase_frequency", "medium"): ("4", "12", "left"),
    ("purchase_frequency", "low"): ("", "4", "left"),
    ("purchase_recency", "within_30d"): ("", "30", "right"),
    ("purchase_recency", "31_90d"): ("30", "90", "right"),
    ("purchase_recency", "91_180d"): ("90", "180", "right"),
    ("purchase_recency", "over_180d"): ("180", "", "neither"),
    ("spend_level", "high"): ("5000", "", "left"),
    ("spend_level", "medium"): ("1000", "5000", "left"),
    ("spend_level", "low"): ("", "1000", "left"),
    ("order_value_level", "high"): ("500", "", "left"),
    ("order_value_level", "medium"): ("100", "500", "left"),
    ("order_value_level", "low"): ("", "100", "left"),
    ("repurchase_cycle", "weekly"): ("", "7", "right"),
    ("repurchase_cycle", "monthly"): ("7", "31", "right"),
    ("repurchase_cycle", "quarterly"): ("31", "92", "right"),
    ("repurchase_cycle", "longer"): ("92", "", "neither"),
    ("engagement_level", "high"): ("20", "", "left"),
    ("engagement_level", "medium"): ("5", "20", "left"),
    ("engagement_level", "low"): ("1", "5", "left"),
    ("engagement_level", "none"): ("", "1", "left"),
    ("usage_frequency", "daily"): ("20", "", "left"),
    ("usage_frequency", "weekly"): ("4", "20", "left"),
    ("usage_frequency", "occasional"): ("1", "4", "left"),
    ("usage_frequency", "none"): ("", "1", "left"),
    ("return_level", "high"): ("0.3", "", "neither"),
    ("return_level", "medium"): ("0.1", "0.3", "both"),
    ("return_level", "low"): ("", "0.1", "neither"),
    ("rfm_recency_score", "5"): ("", "30", "right"),
    ("rfm_recency_score", "3"): ("30", "90", "right"),
    ("rfm_recency_score", "1"): ("90", "", "neither"),
    ("rfm_frequency_score", "5"): ("12", "", "left"),
    ("rfm_frequency_score", "3"): ("4", "12", "left"),
    ("rfm_frequency_score", "1"): ("", "4", "left"),
    ("rfm_monetary_score", "5"): ("5000", "", "left"),
    ("rfm_monetary_score", "3"): ("1000", "5000", "left"),
    ("rfm_monetary_score", "1"): ("", "1000", "left"),
    ("customer_grade", "vip"): ("9", "", "left"),
    ("customer_grade", "important"): ("6", "9", "left"),
    ("customer_grade", "normal"): ("3", "6", "left"),
    ("customer_grade", "potential"): ("", "3", "left"),
    ("profit_contribution", "high"): ("0.3", "", "neither"),
    ("profit_contribution", "medium"): ("0.1", "0.3", "both"),
    ("profit_contribution", "low"): ("", "0.1", "neither"),
    ("ltv_tier", "high"): ("100000", "", "neither"),
    ("ltv_tier", "medium"): ("50000", "100000", "both"),
    ("ltv_tier", "low"): ("", "50000", "neither"),
    ("purchase_potential", "very_low"): ("", "0.142857", "left"),
    ("purchase_potential", "low"): ("0.142857", "0.285714", "left"),
    ("purchase_potential", "medium_low"): ("0.285714", "0.428571", "left"),
    ("purchase_potential", "medium"): ("0.428571", "0.571429", "left"),
    ("purchase_potential", "medium_high"): ("0.571429", "0.714286", "left"),
    ("purchase_potential", "high"): ("0.714286", "0.857143", "left"),
    ("purchase_potential", "very_high"): ("0.857143", "", "left"),
    ("price_sensitivity", "high"): ("0.8", "", "neither"),
    ("price_sensitivity", "medium"): ("0.5", "0.8", "both"),
    ("price_sensitivity", "low"): ("", "0.5", "neither"),
    ("purchase_intent", "a"): ("0.9", "", "left"),
    ("purchase_intent", "b"): ("0.6", "0.9", "left"),
    ("purchase_intent", "c"): ("0.4", "0.6", "left"),
    ("purchase_intent", "d"): ("", "0.4", "left"),
    ("follow_up_status", "fresh"): ("", "7", "right"),
    ("follow_up_status", "due"): ("7", "30", "right"),
    ("follow_up_status", "overdue"): ("30", "", "neither"),
    ("churn_risk", "low"): ("", "0.2", "left"),
    ("churn_risk", "medium_low"): ("0.2", "0.4", "left"),
    ("churn_risk", "medium"): ("0.4", "0.6", "left"),
    ("churn_risk", "medium_high"): ("0.6", "0.8", "left"),
    ("churn_risk", "high"): ("0.8", "", "left"),
    ("promotion_participation", "frequent"): ("6", "", "left"),
    ("promotion_participation", "occasional"): ("1", "6", "left"),
    ("promotion_participation", "none"): ("", "1", "left"),
    ("marketing_response", "high"): ("0.3", "", "left"),
    ("marketing_response", "medium"): ("0.1", "0.3", "left"),
    ("marketing_response", "low"): ("", "0.1", "left"),
    ("email_open_level", "high"): ("0.3", "", "left"),
    ("email_open_level", "medium"): ("0.1", "0.3", "left"),
    ("email_open_level", "low"): ("", "0.1", "left"),
    ("sms_reply_level", "high"): ("0.3", "", "left"),
    ("sms_reply_level", "medium"): ("0.1", "0.3", "left"),
    ("sms_reply_level", "low"): ("", "0.1", "left"),
}
REVIEWED_SCORES = {
    (tag, value): int(value)
    for tag in ("rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score")
    for value in ("5", "3", "1", "0")
}
REVIEWED_PARAMETERS = {
    ("channel_preference", "min_order_share"): "0.8",
    ("shopping_time", "min_order_share"): "0.5",
    ("shopping_time", "morning_from_hour"): "6",
    ("shopping_time", "afternoon_from_hour"): "12",
    ("shopping_time", "evening_from_hour"): "18",
    ("interests", "min_touches"): "3",
    ("attribute_preferences", "min_item_share"): "0.4",
    ("attribute_preferences", "min_items"): "3",
    ("rfm_segment", "high_score_min"): "3",
    ("value_contribution", "high_max_share"): "0.8",
    ("value_contribution", "medium_max_share"): "0.95",
    ("purchase_potential", "drift_max_psi"): "0.2",
    ("contact_preference", "min_sends"): "3",
    ("lifecycle_stage", "new_max_days"): "30",
    ("lifecycle_stage", "active_max_days"): "90",
    ("lifecycle_stage", "dormant_max_days"): "365",
    ("churn_risk", "drift_max_psi"): "0.2",
    ("promotion_participation", "min_discount_share"): "0.1",
}


def test_the_shipped_catalogue_has_the_reviewed_numbers():
    """Bands, scores and parameters are those of the reviewed catalogue."""
    values = seed_rows("tag_values")
    bands = {
        (row["tag_code"], row["tag_value"]): (row["min_value"], row["max_value"], row["closed"])
        for row in values
        if row["closed"]
    }
    assert bands == REVIEWED_BANDS
    scores = {(row["tag_code"], row["tag_value"]): int(row["score"]) for row in values if row["score"]}
    assert scores == REVIEWED_SCORES
    parameters = {(row["tag_code"], row["parameter"]): row["value"] for row in seed_rows("tag_parameters")}
    assert parameters == REVIEWED_PARAMETERS


def test_the_tag_pages_are_those_of_the_seeds():
    """docs/tags is what `make tag-docs` writes, no page more and none less."""
    folder = PROJECT / "docs/tags"
    written = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}
    assert written == pages(), "run make tag-docs"
    codes = {row["tag_code"] for row in seed_rows("tag_definitions")}
    for seed in (PROJECT / "seeds/packs").glob("*/*__tag_definitions.csv"):
        codes |= {row["tag_code"] for row in read(seed)}
    for language in ("zh", "en"):
        text = "".join(page for path, page in written.items() if path.startswith(language))
        assert set(re.findall(r"^## .* `(\w+)`$", text, re.MULTILINE)) == codes


def test_the_readme_counts_the_tags():
    """In both languages: those of the core, and of packs."""
    core = sum(row["status"] == "active" for row in seed_rows("tag_definitions"))
    packs = sum(len(read(seed)) for seed in (PROJECT / "seeds/packs").glob("*/*__tag_definitions.csv"))
    assert f"**[{core} tags in " in README
    assert f"add {packs} for " in README
    chinese = (PROJECT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert f"共 {core} 个标签](" in chinese
    assert f"的 {packs} 个标签。" in chinese


def test_the_page_of_bad_inputs_has_all_of_them():
    """A whole test run writes it; a case that was added or renamed since then is missing."""
    page = (PROJECT / "docs/bad_inputs.md").read_text(encoding="utf-8")
    rows = [cells(line) for line in page.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 100
    assert f"{len(rows)} bad inputs." in page
    noted = {(where, wrong) for where, wrong, *_ in rows}
    expected = {("seed", case) for group in BROKEN.values() for case in group}
    expected |= {("var", case) for case in (*WRONG, *UNPARSED)}
    assert not expected - noted
