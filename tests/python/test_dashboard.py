"""The boards: every page of both data sets, in both languages, wide and narrow, in a real browser."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from conftest import PROJECT, connect
from publish import publish
from test_privacy import personal_values

PYTHON = PROJECT / ".venv-dashboard/bin/python"
BROWSER = shutil.which("chromium")
BOARDS = ("customer", "overview", "segments", "tags", "trust", "value")
QUIET = {"DO_NOT_TRACK": "1", "PATH": "/usr/bin:/bin"}


def write_boards(database, folder, *arguments):
    """Write the boards of a published database; return what the command said, and the pages."""
    done = subprocess.run(
        [PYTHON, "scripts/dashboard.py", "--data-set", database.stem, "--published", database.parent,
         "--folder", folder, *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=False, env=QUIET | {"HOME": str(folder)},
    )  # fmt: skip
    return done, {(page.parent.name, page.stem): page for page in folder.glob("[ez][nh]/*.html")}


@pytest.fixture(scope="module", params=["demo", pytest.param("complete_journey", marks=pytest.mark.long)])
def boards(request, tmp_path_factory):
    """Return the published database of a data set, and its pages."""
    build, folder = request.getfixturevalue(request.param), tmp_path_factory.mktemp("boards")
    shutil.copyfile(build.database, folder / build.database.name)
    publish(folder / build.database.name, folder / "published")
    database = folder / "published" / build.database.name
    done, pages = write_boards(database, folder / "pages")
    assert done.returncode == 0, done.stdout + done.stderr
    return database, pages


@pytest.fixture(scope="module")
def seen(boards):
    """Return what the browser shows of each page, by width."""
    if not BROWSER:
        pytest.skip("the pages were not opened: chromium is missing (Debian: apt-get install chromium fonts-noto-cjk)")
    _, pages = boards
    index = next(iter(pages.values())).parents[1] / "index.html"
    wide = {name: page for name, page in pages.items() if not page.stem.endswith("-narrow")}
    done = subprocess.run(
        [PYTHON, "tests/dashboard/look.py", "--browser", BROWSER, index, *wide.values()],
        cwd=PROJECT, capture_output=True, text=True, check=False, env=QUIET,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {Path(page): views for page, views in json.loads(done.stdout).items()}


def numbers(lines):
    """Return the whole numbers among lines of text, and those that bars are described by."""
    found = [re.fullmatch(r"(?:.*: )?(\d[\d,]*)", line) for line in lines]
    return [int(one[1].replace(",", "")) for one in found if one]


def test_every_board_is_there_in_both_languages(boards):
    """For wide and narrow screens, within 5 MB each; the index leads to all."""
    _, pages = boards
    assert set(pages) == {
        (language, name + width) for language in ("zh", "en") for name in BOARDS for width in ("", "-narrow")
    }
    assert all(page.stat().st_size < 5_000_000 for page in pages.values())
    folder = next(iter(pages.values())).parents[1]
    links = re.findall('href="(.*?)"', (folder / "index.html").read_text(encoding="utf-8"))
    assert {folder / link for link in links} == {page for (_, name), page in pages.items() if "-" not in name}


def test_pages_open_without_network_and_without_complaints(seen):
    """At 1280 and at 390 pixels, where the narrow page takes over; nothing is cut off, and text can be read."""
    for page, views in seen.items():
        for width, view in views.items():
            assert view["complaints"] == [], page
            assert view["outside"] == [], page
            assert view["wide"] <= int(width), page
            assert view["smallest"] >= 8, (page, width)


def test_what_boards_show_is_in_the_tables(boards, seen):
    """Counted by other queries."""
    database, pages = boards
    with duckdb.connect(str(database), read_only=True) as connection:

        def query(sql):
            return connection.execute(sql.replace("from ", "from marts.")).fetchall()

        for language in ("zh", "en"):
            overview = seen[pages[language, "overview"]]["1280"]["lines"]
            ((customers,),) = query("select count(*) from customer_tags")
            assert customers in numbers(overview)
            for tag in ("lifecycle_stage", "customer_grade"):
                for value, count in query(f"select {tag}, count(*) from customer_tags group by all"):
                    code = f"(tag_code, tag_value) = ('{tag}', '{value}')"
                    assert query(f"select label_{language} from dim_tag_values where {code}")[0][0] in overview
                    assert count in numbers(overview), (tag, value)
            # a newcomer's first build: nothing can have changed yet
            assert query("select count(*) from tag_runs") == [(1,)]
            page = pages[language, "overview"].read_text(encoding="utf-8")
            assert {"en": "changes begin with the second", "zh": "从第二个发布日起才有变化"}[language] in page
            assert {"en": "since the first published day, or longer", "zh": "首个发布日或更早起"}[language] in overview
            trust = seen[pages[language, "trust"]]["1280"]["lines"]
            for (count,) in query("select sum(base_count) from source_record_counts"):
                assert count in numbers(trust)
            for reason, count in query(
                f"select name_{language}, sum(record_count) from source_rejection_counts "
                "where rejection_reason not in ('erased', 'expired') group by 1"
            ):
                assert reason in trust
                assert count in numbers(trust)
            for (count,) in query("select review_count from tag_accuracy"):
                assert count in numbers(trust)
            segments = seen[pages[language, "segments"]]["1280"]["lines"]
            names = dict(query(f"select segment_code, name_{language} from dim_segments"))
            assert names
            for segment, count in query("select segment_code, count(*) from customer_segments group by 1"):
                assert names[segment] in segments
                assert count in numbers(segments)
            customer = seen[pages[language, "customer"]]["1280"]["lines"]
            shown = {line for line in customer if ":" in line}
            people = [row[0] for row in query("select customer_id from customer_tags") if row[0] in shown]
            assert len(people) >= 1
            labels = query(
                f"select coalesce(label_{language}, tag_value) from customer_tag_values "
                f"natural left join marts.dim_tag_values where customer_id = '{people[0]}'"
            )
            assert len(labels) >= 40
            # long ones are broken into lines
            text = re.sub(r"\s", "", "".join(customer))
            assert [label for (label,) in labels if re.sub(r"\s", "", label) not in text] == []


def test_no_page_holds_a_personal_value(demo, boards):
    """Of those in the raw files."""
    database, pages = boards
    if database.stem != "demo":
        pytest.skip("Complete Journey has none")
    values = personal_values(demo)
    assert len(values) > 500
    for page in pages.values():
        text = page.read_text(encoding="utf-8")
        assert [value for value in values if value in text] == [], page


def test_exposures_name_what_boards_and_destinations_read(demo):
    """Every table that a board's queries name, and every destination."""
    manifest = json.loads((demo.database.parent / "target/manifest.json").read_text(encoding="utf-8"))
    exposures = {node["name"]: node["depends_on"]["nodes"] for node in manifest["exposures"].values()}
    marts = {
        name for (name,) in demo.query("select table_name from information_schema.tables where table_schema = 'marts'")
    }
    destinations = (PROJECT / "seeds/feed/destinations.csv").read_text(encoding="utf-8").splitlines()[1:]
    expected = {"destination_" + row.split(",")[0] for row in destinations}
    for name in BOARDS:
        text = (PROJECT / f"dashboards/{name}.yml").read_text(encoding="utf-8")
        tables = set(re.findall(r"\b(?:from|join) (\w+)", text)) & marts
        assert len(tables) > 1
        assert {node.split(".")[-1] for node in exposures[f"board_{name}"]} == tables, name
        expected.add(f"board_{name}")
    assert set(exposures) == expected


def test_a_tag_and_a_customer_can_be_chosen(boards, tmp_path):
    """By name and by any id."""
    database, _ = boards
    if database.stem != "demo":
        pytest.skip("one data set is enough")
    with duckdb.connect(str(database), read_only=True) as connection:
        customer = connection.execute("select max(customer_id) from marts.customer_tags").fetchone()[0]
    done, pages = write_boards(
        database, tmp_path, "--boards", "tags", "customer", "--var", "tag=Gender", "--var", f"customer={customer}"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert customer in pages["en", "customer"].read_text(encoding="utf-8")
    assert "Declared" in pages["en", "tags"].read_text(encoding="utf-8")


def test_empty_tables_are_said_to_have_no_data(boards, tmp_path):
    """Instead of an error or an empty frame."""
    database, _ = boards
    if database.stem != "demo":
        pytest.skip("one data set is enough")
    empty = tmp_path / "published/nobody.duckdb"
    empty.parent.mkdir()
    with connect(database) as source:
        marts = [name for (name,) in source.execute("select table_name from information_schema.tables").fetchall()]
    with duckdb.connect(str(empty)) as connection:
        connection.execute(f"attach '{database}' as published (read_only); create schema marts")
        for mart in marts:
            limit = "" if mart.startswith("dim_") else " limit 0"
            connection.execute(f"create table marts.{mart} as from published.marts.{mart}{limit}")
    done, pages = write_boards(empty, tmp_path / "pages")
    assert done.returncode == 0, done.stdout + done.stderr
    assert pages["en", "overview"].read_text(encoding="utf-8").count("No data") >= 4
    assert "没有数据" in pages["zh", "trust"].read_text(encoding="utf-8")


def test_medical_tags_are_on_no_board(boards, tmp_path):
    """One that was shown before is gone from every board once it is medical."""
    database, pages = boards
    if database.stem != "demo":
        pytest.skip("one data set is enough")
    names = ("Price sensitivity", "价格敏感度")
    before = {page for page in pages.values() if any(name in page.read_text(encoding="utf-8") for name in names)}
    assert {page.stem for page in before} >= {"customer", "tags"}
    changed = tmp_path / "published" / database.name
    changed.parent.mkdir()
    shutil.copyfile(database, changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update marts.dim_tags set sensitivity = 'medical' where tag_code = 'price_sensitivity'")
    done, pages = write_boards(changed, tmp_path / "pages", "--boards", "customer", "overview", "tags", "trust")
    assert done.returncode == 0, done.stdout + done.stderr
    for page in pages.values():
        text = page.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], page


@pytest.mark.parametrize(
    ("chosen", "said"),
    [("tag=spend_lvl", "TAG=spend_lvl: no such tag"), ("customer=M0000010", "CUSTOMER=M0000010: no such customer")],
)
def test_a_filter_of_nothing_is_told(boards, tmp_path, chosen, said):
    """Before any page is written."""
    database, _ = boards
    done, pages = write_boards(database, tmp_path, "--var", chosen)
    assert done.returncode != 0
    assert f"PROBLEM {said}" in done.stderr
    assert pages == {}


def test_filters_of_served_boards_work(boards, tmp_path):
    """A customer by any id, a tag from the list, as a person chooses them."""
    database, _ = boards
    if database.stem != "demo" or not BROWSER:
        pytest.skip("one data set is enough" if BROWSER else "no filter was tried: chromium is missing")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    with duckdb.connect(str(database), read_only=True) as connection:
        alias, customer = connection.execute(
            "select alias_customer_id, customer_id from marts.customer_id_aliases order by all desc limit 1"
        ).fetchone()
    command = [PYTHON, "scripts/dashboard.py", "--data-set", database.stem, "--published", database.parent]
    with subprocess.Popen(
        [*command, "--folder", tmp_path, "--serve", str(port)], cwd=PROJECT, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET | {"HOME": str(tmp_path)},
    ) as server:  # fmt: skip
        try:
            for _ in range(120):
                with contextlib.suppress(OSError), socket.create_connection(("localhost", port)):
                    break
                time.sleep(0.5)
            for board, name, value, shown in (
                ("en/customer", "customer", alias, customer), ("zh/tags", "tag", "性别", "性别 –"),
            ):  # fmt: skip
                done = subprocess.run(
                    [PYTHON, "tests/dashboard/choose.py", f"http://localhost:{port}/{board}/", name, value,
                     "--browser", BROWSER],
                    cwd=PROJECT, capture_output=True, text=True, check=False, env=QUIET,
                )  # fmt: skip
                assert done.returncode == 0, done.stderr
                seen = json.loads(done.stdout)
                assert f"?{name}=" in seen["url"]
                assert shown in seen["text"]
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def test_boards_that_a_renamed_column_breaks_are_named(boards, tmp_path):
    """By `dct validate`, which describes each query on the published database; none breaks as it is."""
    database, pages = boards
    if database.stem != "demo":
        pytest.skip("one data set is enough")
    project = tmp_path / "project"
    shutil.copytree(next(iter(pages.values())).parents[1] / "project", project)
    settings = project / "dbt_charts.yml"

    def validate():
        command = [PYTHON.with_name("dct"), "validate", "charts/zh", "--warehouse"]
        return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, env=QUIET)

    done = validate()
    assert done.returncode == 0, done.stdout + done.stderr
    changed = tmp_path / database.name
    shutil.copyfile(database, changed)
    with duckdb.connect(str(changed)) as connection:
        connection.execute("alter table marts.segment_sizes rename column addressable_count to reachable_count")
    settings.write_text(settings.read_text(encoding="utf-8").replace(str(database.resolve()), str(changed)))
    done = validate()
    broken = {name for name in BOARDS if f"charts/zh/{name}.yml OK" not in done.stdout}
    assert (done.returncode != 0, broken) == (True, {"segments"})


def test_a_data_set_that_was_not_published_is_named(tmp_path):
    """With the command that publishes it."""
    done, _ = write_boards(tmp_path / "nothing.duckdb", tmp_path / "pages")
    assert done.returncode != 0
    assert f"PROBLEM {tmp_path}/nothing.duckdb: is not there; run make build DATA=nothing" in done.stderr
