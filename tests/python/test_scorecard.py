"""The scorecard of the demo company, computed again in Python from the published values."""

import math
from collections import Counter, defaultdict

import pytest


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
        "effect_bits_90d, segment_count + destination_count, score from tag_scorecard"
    )
    assert {row[0] for row in rows} == kinds.keys()
    for tag, complete, entropy, largest, corrections, psi, effect, uses, score in rows:
        total = values[tag].total()
        assert float(complete) == pytest.approx(len(people[tag]) / customers, abs=1e-5)
        assert float(largest) == pytest.approx(max(values[tag].values()) / total, abs=1e-4)
        bits = -sum(count / total * math.log2(count / total) for count in values[tag].values())
        assert float(entropy) == pytest.approx(bits, abs=1e-4)
        # nothing was published 30 or 90 days ago
        assert (psi, effect) == (None, None)
        parts = [(3, len(people[tag]) / customers), (1, min(1, uses / 2))]
        if kinds[tag] == "manual":
            assert corrections is None
        else:
            share = 1000 * corrected[tag] / customers
            assert float(corrections) == pytest.approx(share, abs=1e-4)
            parts.append((2, max(0, 1 - share / 50)))
        expected = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
        assert float(score) == pytest.approx(expected, abs=0.0051)
