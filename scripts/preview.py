"""Preview a segment before it is saved: how many customers, whether they may be addressed, and who they are.

    python scripts/preview.py --data-set demo --segment price_hunters

Reads the segments of the working tree (seeds/segments) and what is published. The conditions become SQL by the macros
of the models.
"""

import argparse
import csv
import hashlib
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2

SEEDS = Path("seeds/segments")
# what the macros need of dbt
DBT = SimpleNamespace(
    position=lambda part, text: f"position({part} in {text})",
    dateadd=lambda part, number, day: f"({day} + interval ({number}) {part})",
)
PROFILE = ("customer_grade", "lifecycle_stage", "price_sensitivity", "gender")


def read_rows(name, data_set):
    """Return the rows of a seed; those of the data set's own seed replace all shipped rows of their segments."""
    own, shipped = Path(f"data_sets/{data_set}/seeds/{data_set}__{name}.csv"), SEEDS / f"{name}.csv"
    rows, replaced = [], set()
    for path in (own, shipped):
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows += [row for row in csv.DictReader(file) if row["segment_code"] not in replaced]
            replaced |= {row["segment_code"] for row in rows}
    return rows


def read_segments(data_set):
    """Return {code: {'purpose', 'groups': {number: [condition]}}}, as the macros have them."""
    segments = {
        row["segment_code"]: {"purpose": row["purpose"], "groups": {}} for row in read_rows("segments", data_set)
    }
    for row in read_rows("segment_conditions", data_set):
        if row["segment_code"] in segments:
            segments[row["segment_code"]]["groups"].setdefault(row["group_number"], []).append(row)
    return segments


def sql_of(segments, code):
    """Return the SQL of the models: what they look for among purchases, and who is in a segment."""
    macros = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(  # noqa: S701 - SQL, no HTML
        Path("macros/segments.sql").read_text(encoding="utf-8"),
        globals={"dbt": DBT, "local_md5": lambda text: hashlib.md5(text.encode()).hexdigest()},  # noqa: S324 - a name
    )
    flags = macros.module.purchase_flags(segments, "marts.customer_purchases")
    return flags, macros.module.is_in_segment(segments, code)


def preview(connection, segments, code):
    """Return the lines to print. SystemExit, with what to do, if the segment cannot be read."""
    if not segments.get(code, {}).get("groups"):
        sys.exit(f"PROBLEM {SEEDS}: there is no segment {code} with conditions; the segments are {', '.join(segments)}")
    try:
        flags, is_in_segment = sql_of(segments, code)
        connection.execute(f"""
            create temp table members as
            with purchases as ({flags})
            select tags.*, permissions.may_market
            from marts.customer_tags as tags
            inner join marts.customer_metrics as metrics on tags.customer_id = metrics.customer_id
            inner join marts.customer_permissions as permissions on tags.customer_id = permissions.customer_id
            left join purchases on tags.customer_id = purchases.customer_id
            where {is_in_segment}""")
    except duckdb.CatalogException:
        sys.exit("PROBLEM customer_metrics or customer_purchases is not published; run make build")
    except duckdb.BinderException as error:
        sys.exit(
            f"PROBLEM {SEEDS}/segment_conditions.csv, segment {code}: {str(error).splitlines()[0]}; correct subject"
        )
    except RecursionError:
        sys.exit(f"PROBLEM {SEEDS}/segment_conditions.csv, segment {code}: contains itself; take that condition out")
    everybody, found, addressable = connection.execute(
        "select (select count(*) from marts.customer_tags), count(*), count(*) filter (may_market) from members"
    ).fetchone()
    lines = [f"{code}: {found:,} of {everybody:,} customers ({found / max(everybody, 1):.1%})"]
    lines.append(f"  {addressable:,} of them may be addressed")
    if segments[code]["purpose"] == "marketing":
        lines.append("  its purpose is marketing: only those are members")
    lines.append("shared with published segments:")
    lines += [
        f"  {shared:>8,}  {other}" + (f" ({shared / found:.1%} of this one)" if found else "")
        for other, shared in connection.execute("""
            select segments.segment_code, count(members.customer_id)
            from marts.customer_segments as segments left join members using (customer_id)
            group by all order by all""").fetchall()
        if other != code
    ]  # fmt: skip
    for tag in PROFILE:
        lines.append(f"{tag} (beside all customers):")
        lines += [
            f"  {share or 0:>7.1%}  {all_share:>7.1%}  {value}" for value, share, all_share in connection.execute(f"""
                with counts as (
                    select tags.{tag} as value, count(members.customer_id) as found, count(*) as everybody
                    from marts.customer_tags as tags left join members using (customer_id) group by all
                )
                select value, found / nullif(sum(found) over (), 0), everybody / sum(everybody) over () from counts
                order by found desc, everybody desc, value""").fetchall()
        ]  # fmt: skip
    return lines


def main():
    """Print the preview of one segment."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--segment", required=True)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    arguments = parser.parse_args()
    database = arguments.data_dir / f"published/{arguments.data_set}.duckdb"
    if not database.exists():
        sys.exit(f"PROBLEM {database}: is not there; run make build DATA={arguments.data_set}")
    with duckdb.connect(str(database), read_only=True) as connection:
        print("\n".join(preview(connection, read_segments(arguments.data_set), arguments.segment)))


if __name__ == "__main__":
    main()
