"""Show what a change of definitions does before it is merged, or what today's knowledge makes of a published day.

    python scripts/impact.py --data-set demo --ref main
    python scripts/impact.py --data-set demo --replay 2025-12-31

Builds the data set as a git ref has it and as the working tree has it (there only what differs), below target/impact,
and compares them. A replay builds the day again and compares it with what was published then. Writes a page (.html) and
a summary (.md); exits with 1 if a tag moves more customers than --limit.
"""

import argparse
import datetime as dt
import html
import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import yaml

FOLDER = Path("target/impact")
ONLY_TABLES = ("--exclude-resource-type", "test", "unit_test")

# the tags of both builds, one row a value; of a tag with one value the two are one row
MOVES = """
create table lists as select tag_code from after.marts.dim_tags where cardinality = 'multi';
create table old_tags as
select *, case when tag_code in (from lists) then tag_value end as part from {old};
create table new_tags as
select *, case when tag_code in (from lists) then tag_value end as part from after.marts.customer_tag_values;
create table moves as
select
    coalesce(old.customer_id, new.customer_id) as customer_id, coalesce(old.tag_code, new.tag_code) as tag_code,
    old.tag_value as old_value, new.tag_value as new_value, old.evidence as old_evidence, new.evidence as new_evidence
from old_tags as old
full join new_tags as new
    on old.customer_id = new.customer_id and old.tag_code = new.tag_code and old.part is not distinct from new.part
where old.tag_value is distinct from new.tag_value;
"""
OLD = "(select *, cast(null as varchar) as evidence from before.marts.customer_tag_value_history " \
    "where date '{day}' >= valid_from and date '{day}' < valid_to)"  # fmt: skip

# title: query; those of a replay come first
SECTIONS = {
    "Tags that move": """
        with counts as (
            select tag_code, tag_value, sum(side = 0) as old_count, sum(side = 1) as new_count from (
                select tag_code, tag_value, 0 as side from old_tags
                union all
                select tag_code, tag_value, 1 as side from new_tags
            ) group by all
        ), shares as (
            select tag_code,
                greatest(old_count, 0.5) / sum(greatest(old_count, 0.5)) over (partition by tag_code) as old_share,
                greatest(new_count, 0.5) / sum(greatest(new_count, 0.5)) over (partition by tag_code) as new_share
            from counts
        ), stability as (
            select tag_code, sum((new_share - old_share) * ln(new_share / old_share)) as psi from shares group by all
        ), uses as (
            select tag_code, string_agg(user_name, ', ' order by user_name) as used_by from (
                select subject as tag_code, 'segment ' || segment_code as user_name from used_conditions
                union
                select tag_code, 'destination ' || destination from after.intermediate.int_destination_tags
            ) group by all
        )
        select moves.tag_code as tag, owner, count(distinct moves.customer_id) as customers,
            round(count(distinct moves.customer_id) / any_value(customer_count), 4) as share,
            round(psi, 4) as psi, used_by
        from moves cross join (select count(*) as customer_count from after.marts.customer_tags)
        left join after.marts.dim_tags as tags on moves.tag_code = tags.tag_code
        left join stability on moves.tag_code = stability.tag_code left join uses on moves.tag_code = uses.tag_code
        group by all order by customers desc, tag""",
    "From value to value": """
        select tag_code as tag, old_value as before, new_value as after, count(*) as customers from moves
        group by all order by tag, customers desc, before, after""",
    "Where the movers are": """
        with slices as (
            select customer_id, tag_code as slice, tag_value as value from old_tags
            where tag_code in ('customer_grade', 'lifecycle_stage')
        ), sizes as (select slice, value, count(*) as customers from slices group by all),
        movers as (
            select tag_code as tag, slice, value, count(distinct moves.customer_id) as movers
            from moves inner join slices on moves.customer_id = slices.customer_id group by all
        )
        select tag, slice, value, customers, movers, round(movers / customers, 4) as share
        from movers inner join sizes using (slice, value) order by tag, slice, movers desc, value""",
    "Near a changed bound": """
        select new.tag_code as tag, new.tag_value as value, old.min_value as old_from, old.max_value as old_to,
            new.min_value as new_from, new.max_value as new_to, (
                select count(*) from after.marts.customer_tag_values as tags where tags.tag_code = new.tag_code and (
                    abs(try_cast(evidence as double) - new.min_value) <= 0.05 * abs(new.min_value)
                    or abs(try_cast(evidence as double) - new.max_value) <= 0.05 * abs(new.max_value)
                )
            ) as customers_within_5_percent
        from after.marts.dim_tag_values as new
        inner join before.marts.dim_tag_values as old using (tag_code, tag_value)
        where old.min_value is distinct from new.min_value or old.max_value is distinct from new.max_value
        order by all""",
    "Samples": """
        select tag_code as tag, customer_id as customer, old_value as before, old_evidence as evidence,
            new_value as after, new_evidence as evidence_after
        from moves qualify row_number() over (partition by tag_code order by md5(customer_id), new_value) <= 10
        order by tag, md5(customer_id), after""",
    "Customers in segments": """
        select segment_code as segment, sum(side = 'before') as before, sum(side = 'after') as after,
            sum(side = 'after' and not in_both) as entered, sum(side = 'before' and not in_both) as left
        from (
            select *, count(*) over (partition by segment_code, customer_id) = 2 as in_both from (
                select segment_code, customer_id, 'before' as side from before.marts.customer_segments
                union all
                select segment_code, customer_id, 'after' from after.marts.customer_segments
            )
        ) group by all order by segment""",
    "Profiles at destinations": """
        select coalesce(old.destination, new.destination) as destination,
            count(old.key) as before, count(new.key) as after,
            sum(old.key is null) as added, sum(new.key is null) as deleted, sum(old.payload <> new.payload) as changed
        from (from before.marts.cdp_profiles where valid_to = '9999-12-31') as old
        full join (from after.marts.cdp_profiles where valid_to = '9999-12-31') as new
            on old.destination = new.destination and old.key = new.key
        group by all order by destination""",
}


def dbt(project, folder, settings, *arguments):
    """Run dbt build without tests, into the folder. SystemExit, with what dbt said, if it fails."""
    done = subprocess.run(
        [
            Path(sys.executable).parent / "dbt", "--no-use-colors", "build", *arguments, *ONLY_TABLES,
            "--vars", json.dumps(settings | {"data_dir": str(folder)}), "--project-dir", project.resolve(),
            "--profiles-dir", project.resolve(), "--target-path", folder.resolve() / "target",
            "--log-path", folder.resolve() / "logs",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{done.stdout[-5000:]}{done.stderr}\nPROBLEM {folder}: not built; what dbt said is above")


def settings_of(project, data_set):
    """Return the vars of a data set; those of the default one are in dbt_project.yml."""
    own = project / f"data_sets/{data_set}/vars.yml"
    return yaml.safe_load(own.read_text(encoding="utf-8")) if own.exists() else {"data_set": data_set}


def check_out(ref, data_set):
    """Return a folder with the project as the git ref has it; a data set that git does not know is the one there is."""
    folder = FOLDER / "project"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "worktree", "prune"], check=False)
    done = subprocess.run(
        ["git", "worktree", "add", "--force", "--detach", folder, ref], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"PROBLEM git does not know {ref}; name a branch, tag or commit: make impact REF=…")
    own = Path("data_sets", data_set)
    if own.exists() and not (folder / own).exists():
        shutil.copytree(own, folder / own)
    return folder


def build_both(ref, data_set, folder):
    """Build the ref, then, in a copy of its tables, what differs in the working tree; return both databases."""
    project, here, before, after = check_out(ref, data_set), Path.cwd(), folder / "before", folder / "after"
    old, new = settings_of(project, data_set), settings_of(here, data_set)
    dbt(project, before, old)
    after.mkdir()
    shared = [(place / "dbt_project.yml").read_text(encoding="utf-8") for place in (project, here)]
    if old == new and shared[0] == shared[1]:
        shutil.copyfile(before / f"{data_set}.duckdb", after / f"{data_set}.duckdb")
        dbt(here, after, new, "--select", "state:modified+", "--state", (before / "target").resolve())
    else:  # dbt does not count a changed var as a change of the models that read it
        dbt(here, after, new)
    shutil.rmtree(project)
    return before / f"{data_set}.duckdb", after / f"{data_set}.duckdb"


def seed_changes(connection):
    """Return (seed, row, column, before, after) of each changed cell of a seed; a row goes by its first two cells."""
    seeds = "select distinct table_name from information_schema.tables where table_schema = 'seeds' order by 1"
    changes = []
    for (seed,) in connection.execute(seeds).fetchall():
        rows = []
        for database in ("before", "after"):
            try:
                result = connection.execute(f"from {database}.seeds.{seed}")
            except duckdb.CatalogException:  # the seed is new, or gone
                rows.append(set())
                continue
            columns = [column for column, *_ in result.description]
            rows.append({tuple(zip(columns, row, strict=True)) for row in result.fetchall()})
        cells = {}
        for side, changed in enumerate((rows[0] - rows[1], rows[1] - rows[0])):
            for row in changed:
                name = "/".join(str(value) for _, value in row[:2])
                for column, value in row:
                    cells.setdefault((seed, name, column), [None, None])[side] = value
        changes += [(*place, *values) for place, values in cells.items() if values[0] != values[1]]
    return sorted(changes, key=str)


def compare(connection, day=None):
    """Return {title: (headings, rows)} of the attached databases before and after; of a replayed day only its tags."""
    connection.execute(MOVES.format(old=OLD.format(day=day) if day else "before.marts.customer_tag_values"))
    own = connection.execute(
        "select table_name from information_schema.tables where table_catalog = 'after' and table_schema = 'seeds' "
        "and ends_with(table_name, '__segment_conditions')"
    ).fetchall()
    shipped = "select segment_code, subject from after.seeds.segment_conditions"
    rows = f"select segment_code, subject from after.seeds.{own[0][0]}" if own else f"{shipped} where false"
    connection.execute(
        f"create table used_conditions as {rows} "
        f"union all {shipped} where segment_code not in (select segment_code from ({rows}))"
    )
    found = {}
    if not day:
        found["What was changed"] = ["seed", "row", "column", "before", "after"], seed_changes(connection)
    for title, query in list(SECTIONS.items())[: 3 if day else None]:
        result = connection.execute(query)
        found[title] = [column for column, *_ in result.description], result.fetchall()
    return found


def as_markdown(title, sections):
    """Return the summary; a long table ends after thirty rows."""
    text = [f"# {title}"]
    for name, (headings, rows) in sections.items():
        text += ["", f"## {name}", ""]
        for row in [headings, ["---"] * len(headings), *rows[:30]] if rows else []:
            text.append("| " + " | ".join("" if cell is None else str(cell).replace("|", "\\|") for cell in row) + " |")
        text.append(f"\n{len(rows) - 30} more on the page." if len(rows) > 30 else "" if rows else "Nothing.")
    return "\n".join(text).rstrip() + "\n"


def as_page(title, sections):
    """Return an HTML page that needs nothing else."""
    text = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title><style>'
        "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
        f"td,th{{border:1px solid #ccc;padding:.2em .6em}}</style><h1>{html.escape(title)}</h1>"
    ]
    for name, (headings, rows) in sections.items():
        text.append(f"<h2>{name}</h2><table>" if rows else f"<h2>{name}</h2><p>Nothing.</p><table hidden>")
        for kind, row in [("th", headings), *(("td", row) for row in rows)]:
            cells = ("" if cell is None else html.escape(str(cell)) for cell in row)
            text.append("<tr>" + "".join(f"<{kind}>{cell}</{kind}>" for cell in cells) + "</tr>")
        text.append("</table>")
    return "\n".join([*text, "</html>\n"])


def main():
    """Build, compare, write both files, and say what moves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--ref", default="main", help="what to compare the working tree with (default main)")
    parser.add_argument(
        "--replay",
        type=dt.date.fromisoformat,
        metavar="DAY",
        help="compare what was published for this day, YYYY-MM-DD, instead",
    )
    parser.add_argument("--limit", type=float, default=0.05, help="share of customers above which the owner must sign")
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    data_set, ref, day, limit, data_dir = vars(parser.parse_args()).values()
    folder = FOLDER / f"{data_set}_{'replay' if day else 'change'}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if day:
        before, after = data_dir / f"published/{data_set}.duckdb", folder / f"{data_set}.duckdb"
        if not before.exists():
            sys.exit(f"PROBLEM {before}: is not there; run make build DATA={data_set}")
        with duckdb.connect(str(before), read_only=True) as published:
            if not published.execute("from marts.tag_runs where as_of_date = ?", [day]).fetchall():
                sys.exit(f"PROBLEM {before}: {day} was not published; marts.tag_runs has the days")
        dbt(Path.cwd(), folder, settings_of(Path.cwd(), data_set) | {"as_of_date": str(day)})
    else:
        before, after = build_both(ref, data_set, folder)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as before (read_only); attach '{after}' as after (read_only)")
        sections = compare(connection, day)
    title = f"{data_set}: {day} as published, and by today's data" if day else f"{data_set}: {ref} and the working tree"
    for kind, text in (("md", as_markdown(title, sections)), ("html", as_page(title, sections))):
        (folder / f"impact.{kind}").write_text(text, encoding="utf-8")
    alarms = []
    for tag, owner, customers, share, *_ in sections["Tags that move"][1]:
        print(f"{tag}: {customers:,} customers, {share:.2%}")
        if share > limit and not day:
            alarms.append(f"PROBLEM {tag}: moves more than {limit:.2%} of the customers; {owner} must sign")
    if not sections["Tags that move"][1]:
        print("no tag moves")
    print(f"written: {folder}/impact.html, {folder}/impact.md")
    if alarms:
        sys.exit("\n".join(alarms))


if __name__ == "__main__":
    main()
