"""Boards over the published database of a data set, as pages that work offline, or served with filters.

The boards are `dashboards/*.yml`, in the format of dbt Charts; `[[文字|text]]` and `$lang` stand for Chinese or
English, `$word(unit, d.unit)` for what dashboards/words.csv calls a code. They are written out per language, and once
more for narrow screens, into a project that reads one database.
"""

import argparse
import csv
import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import yaml
from dbt_charts.agent_api import ProjectSession

LANGUAGES = {"zh": "中文", "en": "English"}
ALL_BOARDS = {"zh": "全部看板", "en": "All boards"}
NO_DATA = {"zh": "没有数据", "en": "No data"}
NO_CHANGES = {
    "zh": "；从第二个发布日起才有变化（make backfill 可逐日发布）",
    "en": "; changes begin with the second published day (make backfill publishes day by day)",
}
NARROW, NARROWER_THAN, COLUMNS_WHEN_NARROW = 390, 700, 3
BOARDS = Path("dashboards")


def board_files() -> list[Path]:
    """Return the files of the boards, the overview first."""
    paths = [path for path in BOARDS.glob("*.yml") if path.name != "meta.yml"]
    return sorted(paths, key=lambda path: (path.stem != "overview", path.stem))


# what a filter may name, and how to say it
NAMED = {
    "tag": (
        "select name_en from marts.dim_tags where status in ('active', 'retiring') and sensitivity <> 'medical' "
        "and lower($1) in (tag_code, lower(name_en), name_zh)",
        "no such tag; write its code or name, such as spend_level",
    ),
    "customer": (
        "select customer_id from marts.customer_tags where customer_id = $1 "
        "union all select customer_id from marts.customer_id_aliases where alias_customer_id = $1",
        "no such customer, or none who may be analysed; write <source system>:<id>, such as demo_crm:M0000002",
    ),
}


def named(database: Path, variables: dict[str, str]) -> dict[str, str]:
    """Return filters as the boards spell them. SystemExit, before any page is written, if there is no such thing."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, value in variables.items():
            query, remedy = NAMED[name]
            row = connection.execute(query, [value]).fetchone()
            if not row:
                raise SystemExit(f"PROBLEM {name.upper()}={value}: {remedy}")
            found[name] = row[0]
    return found


def in_language(text: str, language: str) -> str:
    """Return a board's text in one language."""
    place = list(LANGUAGES).index(language) + 1
    with (BOARDS / "words.csv").open(encoding="utf-8", newline="") as file:
        words = list(csv.DictReader(file))

    def case(found: re.Match) -> str:
        kind, column = found.groups()
        cases = "".join(f" when '{row['code']}' then '{row[language]}'" for row in words if row["kind"] == kind)
        return f"case {column}{cases} else {column} end"

    text = re.sub(r"\$word\((\w+), ([\w.]+)\)", case, text)
    return re.sub(r"\[\[(.*?)\|(.*?)\]\]", rf"\{place}", text).replace("$lang", language)


def narrow(board: dict) -> dict:
    """Return a board for narrow screens: nothing stands side by side, tables have their first columns only."""
    charts = {}
    for name, chart in board["charts"].items():
        charts[name] = chart
        if chart["type"] == "heatmap":
            charts[name] = chart | {"height": 420}
        if chart["type"] == "custom":
            charts[name] = chart | {"style": {"aspect_ratio": chart["style"]["aspect_ratio"] / 2}}
        if chart["type"] == "table":
            columns = chart["style"]["columns"]
            hidden = {column: {"visible": False} for column in list(columns)[COLUMNS_WHEN_NARROW:]}
            charts[name] = chart | {"style": {"columns": columns | hidden}}
    return board | {"charts": charts, "rows": stacked(board["rows"]), "width": NARROW}


def stacked(rows: list) -> list:
    """Return rows in which what stood side by side stands in rows of its own."""
    return [one for row in rows for one in (row["cols"] if isinstance(row, dict) and "cols" in row else [row])]


def without_charts(board: dict, names: set[str], language: str) -> dict:
    """Return a board that says of some of its charts that they have no data."""
    charts = dict(board["charts"])
    for name in names:
        chart = charts[name]
        why = NO_CHANGES[language] if "_changes" in board["queries"][chart["query"]] else ""
        message = f"{chart.get('title') or chart.get('label')}: {NO_DATA[language]}{why}"
        charts[name] = {"type": "callout", "message": message}
    return board | {"charts": charts}


def write_project(database: Path, folder: Path) -> None:
    """Write the boards as a dbt Charts project that reads a database."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BOARDS / "templates", folder / "templates")
    source = {"type": "duckdb", "path": str(database.resolve()), "schema": "marts"}
    write_yaml(folder / "dbt_charts.yml", {"sources": {"published": source}})
    for language in LANGUAGES:
        boards = folder / "charts" / language
        boards.mkdir(parents=True)
        for path in sorted(BOARDS.glob("*.yml")):
            write_yaml(boards / path.name, yaml.safe_load(in_language(path.read_text(encoding="utf-8"), language)))


def write_yaml(path: Path, content: dict) -> None:
    """Write a file of dbt Charts."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def render(project: Path, folder: Path, boards: list[str], variables: dict[str, str]) -> list[str]:
    """Render boards, wide and narrow; return what is wrong with them."""
    problems = []
    with ProjectSession.open(project) as session:
        for language, board_name in itertools.product(LANGUAGES, boards):
            path = project / "charts" / language / f"{board_name}.yml"
            wide = yaml.safe_load(path.read_text(encoding="utf-8"))
            for board, name in ((wide, path.stem), (narrow(wide), f"{path.stem}-narrow")):
                html, found = render_board(session, path, board, language, variables)
                problems += [f"{language}/{name}: {problem}" for problem in found]
                (folder / language).mkdir(parents=True, exist_ok=True)
                (folder / language / f"{name}.html").write_text(linked(html, board, name, language), encoding="utf-8")
            write_yaml(path, wide)
    return problems


def render_board(
    session: ProjectSession, path: Path, board: dict, language: str, variables: dict[str, str]
) -> tuple[str, list[str]]:
    """Render one board: once more if charts turn out to have no data. Return the page, and what is wrong with it."""
    for _ in range(2):
        write_yaml(path, board)
        read = session.project.path_for_fspath(path).read_board()
        page = session.render_board(read, format="html", standalone=True, use_cache=False, variables=variables)
        problems = [*page.validation_errors, *([page.board_error] if page.board_error else []), *page.chart_errors]
        empty = {warning.chart for warning in page.warnings if warning.code == "WARN-QUERY-RETURNED-ZERO-ROWS"}
        if not empty:
            break
        board = without_charts(board, empty, language)
    return page.data or "", [f"{problem.code} {problem.message}" for problem in problems]


def linked(html: str, board: dict, name: str, language: str) -> str:
    """Return a page with a title, and links to the index; the wide one leads small screens to the narrow one."""
    lead = f"<script>if (innerWidth < {NARROWER_THAN}) location.replace('{name}-narrow.html')</script>"
    other = next(one for one in LANGUAGES if one != language)
    link = (
        f'<p style="margin: 8px; font-family: sans-serif"><a href="../index.html">{ALL_BOARDS[language]}</a> · '
        f'<a href="../{other}/{name}.html">{LANGUAGES[other]}</a></p>'
    )
    head = f"<title>{board['title']}</title>" + ("" if name.endswith("-narrow") else lead)
    return re.sub(
        r"(<body[^>]*>)", lambda found: found[1] + link, re.sub("<title>.*?</title>", "", html), count=1
    ).replace("</head>", head + "</head>", 1)


def write_index(folder: Path, data_set: str) -> None:
    """Write the page that links all others."""
    parts = []
    for language, name in LANGUAGES.items():
        parts.append(f"<h2>{name}</h2><ul>")
        for path in board_files():
            board = yaml.safe_load(in_language(path.read_text(encoding="utf-8"), language))
            parts.append(f'<li><a href="{language}/{path.stem}.html">{board["title"]}</a></li>')
        parts.append("</ul>")
    page = f"""<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>customer_tags: {data_set}</title>
<style>body {{ font-family: sans-serif; margin: 2em }} li {{ margin: 0.6em 0 }}</style></head>
<body><h1>customer_tags: {data_set}</h1>{"".join(parts)}</body></html>
"""
    (folder / "index.html").write_text(page, encoding="utf-8")


def main() -> None:
    """Write the pages of a data set, or serve them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--published", type=Path, default=Path("data/published"), help="folder of published databases")
    parser.add_argument("--folder", type=Path, default=Path("target/dashboard"), help="where the pages go")
    names = [path.stem for path in board_files()]
    parser.add_argument("--boards", nargs="+", choices=names, default=names, help="these boards only")
    parser.add_argument("--serve", type=int, metavar="PORT", help="serve the boards with filters instead")
    parser.add_argument("--var", action="append", default=[], metavar="NAME=VALUE", help="value of a filter")
    arguments = parser.parse_args()
    database = arguments.published / f"{arguments.data_set}.duckdb"
    if not database.exists():
        raise SystemExit(f"PROBLEM {database}: is not there; run make build DATA={arguments.data_set}")
    variables = named(database, dict(one.split("=", 1) for one in arguments.var))
    project = arguments.folder / "project"
    write_project(database, project)
    if arguments.serve:
        dct = Path(sys.executable).parent / "dct"
        serve = ["serve", "--project-dir", project, "--port", str(arguments.serve), "--no-cache"]
        raise SystemExit(subprocess.run([dct, *serve], check=False).returncode)
    problems = render(project, arguments.folder, arguments.boards, variables)
    write_index(arguments.folder, arguments.data_set)
    if problems:
        raise SystemExit("PROBLEM " + "\nPROBLEM ".join(problems))
    print(f"boards of {arguments.data_set}: {arguments.folder / 'index.html'}")


if __name__ == "__main__":
    main()
