"""The documentation site in a real browser, and the metrics of the semantic layer, as `make` makes them."""

import json
import os
import re
import shutil
import subprocess

import pytest
from conftest import PROJECT, copy_project
from publish import publish
from test_dashboard import BROWSER, PYTHON, QUIET

ENVIRONMENTS = (".venv", ".venv-docs")


@pytest.fixture(scope="module")
def project(demo, tmp_path_factory):
    """Return a copy of the project in which the demo company is built and published."""
    copy = copy_project(tmp_path_factory.mktemp("site"))
    for name in ("docs", "requirements"):
        shutil.copytree(PROJECT / name, copy / name)
    for name in ("Makefile", "mkdocs.yml", "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copyfile(PROJECT / name, copy / name)
    for name in ENVIRONMENTS:
        assert (PROJECT / name).exists(), f"make {name}/.installed creates the environment of this test"
        (copy / name).symlink_to(PROJECT / name)
    (copy / "raw").symlink_to(demo.raw_dir)  # views of the base layer read it by this name
    (copy / "data").mkdir()
    shutil.copyfile(demo.database, copy / "data/demo.duckdb")
    publish(copy / "data/demo.duckdb", copy / "data/published")
    return copy


def make(project, *arguments):
    """Run make in the copy; return what it printed."""
    done = subprocess.run(
        ["make", "DATA=demo", *arguments], cwd=project, capture_output=True, text=True, check=False,
        env=os.environ | {"DBT_PROFILES_DIR": str(project)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(project):
    """Return the folder of the site."""
    make(project, "docs")
    return project / "target/docs"


def look(pages, *arguments):
    """Open pages at 1280 pixels, without network; return what is seen of each."""
    if not BROWSER:
        pytest.skip("the pages were not opened: chromium is missing (Debian: apt-get install chromium fonts-noto-cjk)")
    done = subprocess.run(
        [PYTHON, "tests/dashboard/look.py", *pages, "--browser", BROWSER, "--widths", "1280", *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False, env=QUIET,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [views["1280"] for views in json.loads(done.stdout).values()]


def test_every_page_opens_without_network(site):
    """README, tags, tables and their columns. dbt's page asks for icons before it has their names."""
    names = (
        "index.html",
        "README.zh-CN.html",
        "tables.html",
        "docs/tags/zh/value.html",
        "lineage/index.html",
        "dbt.html",
    )
    for name, seen in zip(names, look([site / name for name in names]), strict=True):
        assert seen["outside"] == [], name
        noise = "getIcon|favicon|ERR_FILE_NOT_FOUND" if name == "dbt.html" else "colibriData|[Tt]elemetry"
        assert [line for line in seen["complaints"] if not re.search(noise, line)] == [], name
        assert seen["lines"], name
    (dbt,) = look([site / "dbt.html"])
    assert any("客户标签" in line or "项目的每一张表" in line for line in dbt["lines"])
    (tables,) = look([site / "tables.html"])
    linked = {link.rsplit("target/docs/", 1)[-1] for link in tables["links"]}
    assert {"dbt.html", "lineage/index.html"} <= linked


@pytest.mark.parametrize(("words", "found"), [("price sensitivity", "price_sensitivity"), ("流失预警", "churn_risk")])
def test_the_search_finds_tags_in_both_languages(site, words, found):
    """On a page that was opened from disk."""
    (seen,) = look([site / "index.html"], "--search", words)
    assert any(found in text for text in seen["found"]), seen["found"][:5]


def test_lineage_of_columns_reaches_the_raw_files(site):
    """A spend metric comes from amounts of orders."""
    lineage = json.loads((site / "lineage/colibri-manifest.json").read_text(encoding="utf-8"))
    nodes = {name.split(".")[-1] for name in lineage["nodes"]}
    assert {"customer_tags", "int_customer_monetary", "stg_orders", "base_demo_web_shop__orders"} <= nodes


METRICS = {
    ("customers", "customer__lifecycle_stage"): "select lifecycle_stage, count(*) from customer_tags group by 1",
    ("active_customers", "customer__customer_grade"): """
        select customer_grade, count(*) from customer_tags where lifecycle_stage in ('new', 'active') group by 1""",
    ("net_spend_365d", "customer__customer_grade"): """
        select customer_grade, sum(net_spend_365d) from customer_tags
        inner join customer_metrics using (customer_id) group by 1""",
    ("promotion_order_share_365d", "customer__lifecycle_stage"): """
        select lifecycle_stage, sum(promotion_orders_365d) / nullif(sum(orders_365d), 0)
        from customer_tags inner join customer_metrics using (customer_id) group by 1""",
    ("tag_values", "tag__dimension"): """
        select dimension, count(*) from customer_tag_values inner join dim_tags using (tag_code) group by 1""",
    ("tag_changes", "tag__dimension"): """
        select dimension, count(*) from customer_tag_changes inner join dim_tags using (tag_code) group by 1""",
    ("segment_members", "segment"): "select segment_code, count(*) from customer_segments group by 1",
}


def test_metrics_equal_plain_sql(project, demo):
    """Row by row, through MetricFlow over what is published; other tools find them all in the OSI document."""
    assert "Success" in make(project, "metrics", "METRICS=customers,orders_365d", "GROUP_BY=customer__customer_grade")
    query = [".venv-docs/bin/mf", "query", "--csv", "metrics.csv"]
    for (metric, group), sql in METRICS.items():
        done = subprocess.run(
            [*query, "--metrics", metric, "--group-by", group],
            cwd=project, capture_output=True, text=True, check=False,
            env=os.environ | {"DBT_PROFILES_DIR": "target/metrics"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        rows = [line.split(",") for line in (project / "metrics.csv").read_text(encoding="utf-8").splitlines()]
        assert rows.pop(0) == [group, metric]
        found = {name: float(number or 0) for name, number in rows}
        wanted = {name: float(number or 0) for name, number in demo.query(sql)}
        assert found == pytest.approx(wanted), metric
        assert len(wanted) > 1, metric
    document = json.loads((project / "target/osi_document.json").read_text(encoding="utf-8"))
    (model,) = document["semantic_model"]
    assert {metric for metric, _ in METRICS} <= {metric["name"] for metric in model["metrics"]}
    assert {"customers", "tag_values", "segment_members"} <= {dataset["name"] for dataset in model["datasets"]}
