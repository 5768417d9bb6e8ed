"""Great Expectations at the door: healthy landings pass, each kind of broken landing is told in one line."""

import csv
import re
import shutil
import subprocess

import duckdb
from conftest import PROJECT

PACKS = ("insurance", "dental", "bank", "telecom")
PYTHON = PROJECT / ".venv-validate/bin/python"


def validate(docs, raw_dir, *systems):
    """Run quality/validate.py as `make validate` does, with Data Docs elsewhere; return its exit code and faults."""
    assert PYTHON.exists(), "make .venv-validate/.installed creates the environment of this test"
    command = [
        PYTHON,
        "quality/validate.py",
        *systems,
        "--data-docs",
        docs,
        *(["--raw-dir", raw_dir] if raw_dir else []),
    ]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    faults = [line for line in done.stderr.splitlines() if line.startswith("PROBLEM")]
    return done.returncode, faults


def test_a_broken_landing_is_caught(tmp_path, demo):
    """One fault of each kind, one line each, and no line more."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    store = raw / "demo_store"
    (store / "member_cards.csv").unlink()
    receipts = (store / "receipts.csv").read_text(encoding="utf-8")
    (store / "receipts.csv").write_text(receipts.replace("card_no", "card_number", 1), encoding="utf-8")
    (store / "receipt_lines.csv").write_bytes(b"\xff\xfe\x00 no text")
    (store / "products.csv").write_text("sku,name,category\n", encoding="utf-8")
    with (store / "receipt_promotions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["receipt_no", "promotion"], ["R1", "a"], *[["", "a"]] * 3])

    code, faults = validate(tmp_path / "docs", raw, "demo_store")
    assert code == 1
    assert len(faults) == 5
    for words in (
        "member_cards.csv: is not there; land it",
        "receipts.csv: misses the columns card_no and has the unknown columns card_number; correct the export",
        "receipt_lines.csv: cannot be read",
        "products.csv: has no rows; land it again",
        "receipt_promotions.csv: column receipt_no is empty in 75% of the rows; correct the export",
    ):
        assert [line for line in faults if words in line], (words, faults)


def test_a_wrong_type_is_caught(tmp_path, complete_journey):
    """An id that arrives as text; the healthy landing beside it passes."""
    raw = tmp_path / "raw"
    shutil.copytree(complete_journey.raw_dir / "complete_journey", raw / "complete_journey")
    assert validate(tmp_path / "docs", raw, "complete_journey") == (0, [])
    source = complete_journey.raw_dir / "complete_journey/demographics.parquet"
    target = raw / "complete_journey/demographics.parquet"
    duckdb.sql(f"copy (select * replace (household_id::varchar as household_id) from '{source}') to '{target}'")
    code, faults = validate(tmp_path / "docs", raw, "complete_journey")
    assert code == 1
    assert len(faults) == 1
    assert "demographics.parquet: column household_id is" in faults[0]


def test_files_of_packs_are_whole_and_the_pages_need_no_web(tmp_path):
    """Each file has a page; nothing in it is fetched from elsewhere."""
    systems = ["insurer", "clinic", "core_bank", "operator"]
    docs = tmp_path / "docs"
    assert validate(docs, None, *systems) == (0, [])
    index = (docs / "index.html").read_text(encoding="utf-8")
    for system in systems:
        assert f">{system}/" in index, system
    pages = [docs / link for link in re.findall('href="([^"]+)"', index)]
    assert len(pages) == sum(len(list(PROJECT.glob(f"data_sets/{pack}/raw/*.csv"))) for pack in PACKS)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "Status: " in re.sub("<[^>]+>", "", text)
        assert not re.findall(r"<script|(?:src|srcset)=.https?:|<link[^>]+https?:", text)
