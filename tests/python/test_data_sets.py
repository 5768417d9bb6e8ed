"""A company's own folder: what it overrides for itself alone, and what is said of its faults."""

import pytest
import yaml
from conftest import PROJECT, dbt_build, default_vars, run_dbt


def write(path, text):
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def small(project_copy, tmp_path):
    """Return a function that builds a company of one CSV file of orders, from a folder of its own."""
    folder = project_copy / "data_sets/small"
    write(tmp_path / "raw/small/sales.csv", "no,client,day,total\nA1,1,2024-05-01,120.00\nA2,1,2024-06-20,80.00\n")
    settings = {
        "data_set": "small", "raw_dir": "raw", "as_of_date": "2024-06-30", "timezone": "Europe/Amsterdam",
        "currency": "EUR", "currency_signs": ["EUR"], "source_systems": {"small": ["customers", "orders"]},
    }  # fmt: skip
    write(folder / "vars.yml", yaml.safe_dump(settings))
    write(
        folder / "models/base/_small__sources.yml",
        "sources:\n  - name: small\n    description: Sales.\n    config:\n      meta:\n        external_location: "
        "\"read_csv('{{ var('raw_dir') }}/small/{name}.csv', {{ var('csv_options') }})\"\n"
        "    tables:\n      - name: sales\n        description: Sales.\n",
    )
    write(
        folder / "models/base/base_small__customers.sql",
        "select distinct client as source_customer_id from {{ source('small', 'sales') }}",
    )
    write(
        folder / "models/base/base_small__orders.sql",
        "select no as order_id, client as source_customer_id, {{ read_timestamp('day') }} as ordered_at,\n"
        "'completed' as order_status, {{ read_amount('total') }} as paid_amount from {{ source('small', 'sales') }}",
    )

    def build(*arguments, **changed):
        arguments = arguments or ("--exclude", "resource_type:test")
        return dbt_build(tmp_path, "small", *arguments, project=project_copy, raw_dir=str(tmp_path / "raw"), **changed)

    return folder, build


def test_orders_alone_make_customers_and_own_seeds_count_for_their_data_set_only(small, project_copy, tmp_path):
    """Lifetime spend in two steps, other segments, another parameter and a word of their own: by rows, without SQL."""
    folder, build = small
    edit = folder / "models/base/base_small__orders.sql"
    edit.write_text(edit.read_text(encoding="utf-8").replace("'completed'", "'settled'"), encoding="utf-8")
    shipped = (PROJECT / "seeds/tags/tag_definitions.csv").read_text(encoding="utf-8").splitlines()
    (spend,) = (line for line in shipped if line.startswith("spend_level,"))
    seeds = folder / "seeds"
    write(
        seeds / "small__tag_definitions.csv",
        "\n".join([shipped[0], spend.replace("net_spend_365d", "net_spend_lifetime")]) + "\n",
    )
    write(
        seeds / "small__tag_values.csv",
        "tag_code,tag_value,label_zh,label_en,min_value,max_value,closed,absent_reason,score,rank\n"
        "spend_level,yes,多,Much,200,,left,,,1\nspend_level,no,少,Little,,200,left,,,2\n",
    )
    write(
        seeds / "small__tag_parameters.csv",
        "tag_code,parameter,value,unit,meaning\nlifecycle_stage,new_max_days,60,days,新 / New\n",
    )
    write(seeds / "small__synonyms.csv", "entity,column_name,raw_word,code\norders,order_status,settled,completed\n")
    write(
        seeds / "small__segments.csv",
        "segment_code,name_zh,name_en,purpose,owner,status,version,meaning_zh,meaning_en\n"
        "price_hunters,新客,New ones,analytics,shop,active,1,新客,New ones\n",
    )
    conditions = "segment_code,group_number,subject,operator,value\nprice_hunters,1,lifecycle_stage,is,new\n"
    write(seeds / "small__segment_conditions.csv", conditions)
    write(
        seeds / "small__destinations.csv",
        "destination,purpose,key,tags,status,owner\nmine,analytics,customer_id,all,active,shop\n",
    )
    own = [
        "tag_definitions", "tag_values", "tag_parameters", "synonyms", "segments", "segment_conditions", "destinations",
    ]  # fmt: skip
    built = build(own_seeds=own)
    assert built.returncode == 0, built.output
    assert built.query("select customer_id, spend_level, lifecycle_stage from customer_tags") == [
        ("small:1", "yes", "new")
    ]
    # the shipped approval is of the shipped definition
    assert built.query("select approved_by from dim_tags where tag_code = 'spend_level'") == [(None,)]
    # the shipped segment of that name wants other customers; shipped ones of other names stay
    assert ("small:1",) in built.query("select customer_id from customer_segments where segment_code = 'price_hunters'")
    assert built.query("select count(*) > 5 from dim_segments") == [(True,)]
    assert built.query("select destination, key from cdp_profiles where destination = 'mine'") == [("mine", "small:1")]
    values = "select tag_value, overridden_by from dim_tag_values where tag_code = 'spend_level' order by 1"
    assert built.query(values) == [("no", "small"), ("yes", "small")]
    assert built.query("select tag_code from dim_tags where overridden_by = 'small'") == [("spend_level",)]
    assert built.query("select distinct overridden_by from dim_tag_values where tag_code = 'gender'") == [(None,)]

    # a fault names the company's file; a seed that no var lists is not passed over
    values = seeds / "small__tag_values.csv"
    values.write_text(values.read_text(encoding="utf-8").replace(",200,left", ",100,left"), encoding="utf-8")
    select = (
        "--select",
        "path:data_sets",
        "path:seeds",
        "path:models/intermediate/registry",
        "path:tests/singular/registry",
    )
    broken = build(*select, own_seeds=own)
    assert broken.returncode == 1
    broken.line("small__tag_definitions.csv, row spend_level: version 1 is active, but not approved")
    assert [p for p in broken.problems if "small__tag_values.csv, row spend_level/yes: gap above no" in p], (
        broken.output
    )
    unlisted = build(*select, own_seeds=own[1:])
    assert unlisted.returncode != 0
    unused = "small__tag_definitions.csv: is not used; call it small__<seed>.csv"
    assert [p for p in unlisted.problems if unused in p], unlisted.output
    values.write_text(values.read_text(encoding="utf-8").replace(",score,", ",points,"), encoding="utf-8")
    heading = build(*select, own_seeds=own)
    assert [p for p in heading.problems if "small__tag_values.csv, row 1 (headings): column points is unknown" in p]

    # whatever stands in this folder, others do not notice
    write(folder / "models/base/_broken.yml", "models: [")
    write(folder / "models/base/broken.sql", "select {{ broken")
    other = run_dbt(tmp_path / "other", "demo", "parse", project=project_copy)
    assert other.returncode == 0, other.stdout
    assert build(*select, own_seeds=own).returncode != 0


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            " as ordered_at",
            " as order_time",
            "base_small__orders.sql: gives order_time, which is no column of orders; it has",
        ),
        (
            "'completed' as order_status,",
            "",
            "base_small__orders.sql: does not give order_status, which orders need of every",
        ),
    ],
)
def test_a_missing_or_misspelt_column_of_a_base_model_is_named(small, old, new, line, note_bad_input):
    """In one line, with the file; optional columns may be left out."""
    folder, build = small
    path = folder / "models/base/base_small__orders.sql"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    built = build("--select", "+base_orders")
    assert built.returncode == 1
    note_bad_input("model", f"{old.strip()} of a base model changed", built.line(line))


def test_another_window_is_a_var(demo, tmp_path):
    """A metric of 45 days is there when the var names it; 365 days must stay."""
    arguments = ("--select", "+int_customer_frequency", "--exclude-resource-type", "test")
    built = dbt_build(tmp_path, "demo", *arguments, metric_windows=[45, 365])
    assert built.returncode == 0, built.output
    assert built.query("select sum(orders_45d), sum(orders_365d) from int_customer_frequency") == demo.query(
        "select count(*) filter (where order_date > date '2025-12-31' - 45), count(*) from int_orders "
        "where is_counted and order_date > date '2025-12-31' - 365"
    )
    wrong = run_dbt(tmp_path, "demo", "compile", "--select", "int_customer_frequency", metric_windows=[30, 90])
    assert wrong.returncode != 0
    assert "365 must be among them" in wrong.stdout.replace("\n", " ")
    assert default_vars("demo", PROJECT).get("metric_windows") is None
