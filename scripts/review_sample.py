"""Draw customers whose value of a tag staff should review, as a CSV file to fill in.

    python scripts/review_sample.py --data-set demo --tag channel_preference --per-value 30

Draws so many customers of each value, or all where there are fewer; the same draw for the same published day. Staff
fill `verdict` (right or wrong), `correct_value` (what it should be, if wrong), `reviewed_by` (their staff id) and
`reviewed_at`. The file comes back as the entity tag_reviews (docs/entities.md).
"""

import argparse
import csv
import hashlib
import sys
from pathlib import Path

import duckdb

COLUMNS = (
    "tag_review_id", "customer_id", "tag_code", "definition_version", "tag_value", "label_zh", "label_en", "evidence",
    "unit", "verdict", "correct_value", "reviewed_by", "reviewed_at",
)  # fmt: skip
# medical values stay where they are
TAGS = (
    "select tag_code from marts.dim_tags where sensitivity <> 'medical' and status in ('active', 'retiring') order by 1"
)
# the order of a hash is a random order that comes out again
DRAWN = """
    select
        tag_values.customer_id, tags.tag_code, tags.version, tag_values.tag_value, labels.label_zh, labels.label_en,
        tag_values.evidence, tags.unit, tag_values.as_of_date
    from marts.customer_tag_values as tag_values
    inner join marts.dim_tags as tags on tag_values.tag_code = tags.tag_code
    inner join marts.dim_tag_values as labels
        on tag_values.tag_code = labels.tag_code and tag_values.tag_value = labels.tag_value
    where tags.tag_code = $tag and labels.absent_reason is null and tags.sensitivity <> 'medical'
    qualify row_number() over (
        partition by tag_values.tag_value
        order by md5(tag_values.customer_id || cast(tag_values.as_of_date as varchar)), tag_values.customer_id
    ) <= $per_value
    order by labels.rank, tag_values.tag_value, tag_values.customer_id
"""


def main():
    """Write the sample, and say how many of each value it has. SystemExit if there is nothing to draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-set", required=True)
    parser.add_argument("--tag", required=True, help="tag_code")
    parser.add_argument("--per-value", type=int, default=30, help="customers of each value (default 30)")
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    given = parser.parse_args()
    if given.per_value < 1:
        parser.error("--per-value: draw at least one customer of each value")
    database = given.data_dir / f"published/{given.data_set}.duckdb"
    if not database.exists():
        sys.exit(f"PROBLEM {database}: is not there; run make build DATA={given.data_set}")
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(DRAWN, {"tag": given.tag, "per_value": given.per_value}).fetchall()
        if not rows:
            tags = [tag for (tag,) in connection.execute(TAGS).fetchall()]
            why = "nobody has a value of it, but absent ones" if given.tag in tags else f"draw one of {', '.join(tags)}"
            sys.exit(f"PROBLEM tag {given.tag}: {why}")
    day = rows[0][-1]
    file = given.data_dir / f"reviews/{given.data_set}__{given.tag}__{day}.csv"
    if file.exists():
        sys.exit(f"PROBLEM {file}: is there already, and staff may have filled it; move it away to draw again")
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = {}
    # Excel shows Chinese only after a byte order mark
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(COLUMNS)
        for customer, tag, version, value, *shown, _ in rows:
            # the same id whenever the same is drawn
            review = hashlib.sha256(f"{customer}/{tag}/{version}/{value}/{day}".encode()).hexdigest()[:16]
            writer.writerow((review, customer, tag, version, value, *shown, "", "", "", ""))
            drawn[value] = drawn.get(value, 0) + 1
    print(f"{file}: {len(rows)} customers, " + ", ".join(f"{value} {count}" for value, count in drawn.items()))
    print("fill in verdict (right or wrong), correct_value (if wrong), reviewed_by and reviewed_at")


if __name__ == "__main__":
    main()
