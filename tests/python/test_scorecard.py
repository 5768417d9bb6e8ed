"""The scorecard of the demo company, computed again in Python from the published values."""

import csv
import math
import subprocess
import sys
from collections import Counter, defaultdict

import pytest
from conftest import PROJECT
from publish import publish


def test_completeness_and_entropy_are_those_of_the_values(demo):
    """Of every active tag; weights of the seed make the score."""
    absent = set(demo.query("select tag_code, tag_value from dim_tag_values where absent_reason is not null"))
    values, people, corrected = defaultdict(Counter), defaultdict(set), Counter()
    for customer, tag, value, source, computed in demo.query(
        "select customer_id, tag_code, tag_value, source, computed_value from customer_tag_values"
    ):
        values[tag][value] += 1
        corrected[tag] += source == "manual" and computed is not None and computed != value
        if (tag, value) not in absent:
            people[tag].add(customer)
    customers = len(demo.query("from customer_tags"))
    kinds = dict(demo.query("select tag_code, kind from dim_tags where status = 'active'"))
    rows = demo.query(
        "select tag_code, completeness_share, entropy_bits, largest_value_share, corrections_per_1000, psi_30d, "
        "effect_bits_90d, segment_count + destination_count, reviewed_right_share, score from tag_scorecard"
    )
    assert {row[0] for row in rows} == kinds.keys()
    for tag, complete, entropy, largest, corrections, psi, effect, uses, right, score in rows:
        total = values[tag].total()
        assert float(complete) == pytest.approx(len(people[tag]) / customers, abs=1e-5)
        assert float(largest) == pytest.approx(max(values[tag].values()) / total, abs=1e-4)
        bits = -sum(count / total * math.log2(count / total) for count in values[tag].values())
        assert float(entropy) == pytest.approx(bits, abs=1e-4)
        # nothing was published 30 or 90 days ago
        assert (psi, effect) == (None, None)
        # staff reviewed enough values of one tag
        assert (right is not None) == (tag == "channel_preference")
        parts = [(3, len(people[tag]) / customers), (1, min(1, uses / 2))]
        if kinds[tag] == "manual":
            assert corrections is None
        else:
            share = 1000 * corrected[tag] / customers
            assert float(corrections) == pytest.approx(share, abs=1e-4)
            parts.append((2, max(0, 1 - share / 50)))
        if right is not None:
            parts.append((2, max(0, (float(right) - 0.5) / 0.5)))
        expected = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
        assert float(score) == pytest.approx(expected, abs=0.0051)


def test_accuracy_is_that_of_the_reviews(demo):
    """Counted again from the raw file: of clean rows, the last review of each customer and value."""
    with (demo.raw_dir / "demo_crm/tag_reviews.csv").open(encoding="utf-8", newline="") as file:
        # the last rows are faults, but for the second verdict on the first
        rows = [row for row in csv.DictReader(file) if row["tag_review_id"].startswith("R")]
    customer_of = dict(demo.query("select alias_customer_id, customer_id from customer_id_aliases"))
    may_analyse = {
        customer for (customer,) in demo.query("select customer_id from customer_permissions where may_analyse")
    }
    # of two rows with one number the later
    last = {row["tag_review_id"]: row for row in sorted(rows, key=lambda row: row["reviewed_at"])}
    verdicts = {}
    for row in sorted(last.values(), key=lambda row: (row["reviewed_at"], row["tag_review_id"])):
        customer = customer_of.get(row["customer_id"], row["customer_id"])
        if customer in may_analyse:
            verdicts[customer, row["tag_code"], row["tag_value"]] = row
    assert len(verdicts) > 50
    reviewed, right = Counter(), Counter()
    for (_, tag, value), row in verdicts.items():
        reviewed[tag, value] += 1
        right[tag, value] += row["verdict"] == "对"
    found = demo.query("select tag_code, tag_value, review_count, right_count from tag_accuracy")
    assert set(found) == {(*key, count, right[key]) for key, count in reviewed.items()}
    confused = Counter(
        (tag, value, value if row["verdict"] == "对" else row["correct_value"] or None)
        for (_, tag, value), row in verdicts.items()
    )
    assert set(demo.query("select tag_code, tag_value, correct_value, review_count from tag_confusions")) == {
        (*key, count) for key, count in confused.items()
    }
    (share,) = demo.query("select reviewed_right_share from tag_scorecard where tag_code = 'channel_preference'")[0]
    customers = Counter(dict(demo.query(
        "select channel_preference, count(*) from customer_tags where channel_preference <> 'none' group by 1"
    )))  # fmt: skip
    weighted = sum(
        customers[value] * right[tag, value] / count
        for (tag, value), count in reviewed.items()
        if tag == "channel_preference"
    )
    assert float(share) == pytest.approx(weighted / customers.total(), abs=1e-4)


def test_a_sample_for_review_is_drawn_once(demo, tmp_path):
    """So many of each value, with version and evidence; what staff may have filled is not overwritten."""
    publish(demo.database, tmp_path / "published")
    script = [sys.executable, PROJECT / "scripts/review_sample.py", "--data-set", "demo", "--data-dir", tmp_path]

    def draw(tag):
        done = subprocess.run([*script, "--per-value", "5", "--tag", tag], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    said = draw("channel_preference")
    path = tmp_path / f"reviews/demo__channel_preference__{demo.as_of}.csv"
    assert f"{path}: 15 customers, " in said
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["tag_value"] for row in rows) == {"online": 5, "offline": 5, "mixed": 5}
    assert {(row["definition_version"], row["verdict"], row["reviewed_by"]) for row in rows} == {("1", "", "")}
    values = dict(demo.query("select customer_id, channel_preference from customer_tags"))
    assert all(values[row["customer_id"]] == row["tag_value"] for row in rows)
    assert "is there already, and staff may have filled it" in draw("channel_preference")
    before = path.read_bytes()
    path.unlink()
    draw("channel_preference")
    assert path.read_bytes() == before, "the same draw for the same day"
    assert "PROBLEM tag channel: draw one of acquisition_source, " in draw("channel")
