{#- Which records are connected, however long the chain. -#}

{% materialization connected_components, default %}
    {#-
        Table of the connected components of a graph. The model's SQL gives the edges: two columns of whole numbers,
        `record_number` and `linked_record_number`; their order does not matter. The table has one row per record with
        an edge to another one: `record_number`, and `first_record_number`, the smallest number of its component.

        SQL alone cannot repeat a step until nothing changes, so this loops over create table statements. In each round
        a record, the record that its label names, and its neighbours take the smallest label among them. The reach of a
        label doubles each round, so a chain of n records takes about log2(n) rounds (measured: 17 for 100,000 in order,
        18 shuffled). The build fails if labels still change after `max_rounds`: half-merged customers are worse than no
        result.
    -#}
    {%- set max_rounds = 60 -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set edges = make_intermediate_relation(target, '__edges') -%}
    {%- set labels = make_intermediate_relation(target, '__labels') -%}
    {%- set next_labels = make_intermediate_relation(target, '__next_labels') -%}
    {%- set backup = make_backup_relation(target, 'table') -%}
    {%- set leftovers = [edges, labels, next_labels, backup] -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {%- for relation in leftovers -%}
        {%- do drop_relation_if_exists(load_cached_relation(relation) or relation) -%}
    {%- endfor -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- call statement('edges') -%}
        {{ create_table_as(False, edges, both_directions(sql)) }}
    {%- endcall -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, labels, first_labels(edges)) }}
    {%- endcall -%}

    {%- set state = namespace(total=sum_of_labels(labels), rounds=0, changed=true) -%}
    {%- for round in range(max_rounds) if state.changed -%}
        {%- call statement('round') -%}
            {{ create_table_as(False, next_labels, smaller_labels(edges, labels)) }}
        {%- endcall -%}
        {%- do adapter.drop_relation(labels) -%}
        {%- do adapter.rename_relation(next_labels, labels) -%}
        {%- set total = sum_of_labels(labels) -%}
        {%- set state.changed = total != state.total -%}
        {%- set state.total = total -%}
        {%- set state.rounds = state.rounds + 1 -%}
    {%- endfor -%}
    {%- if state.changed -%}
        {{- exceptions.raise_compiler_error(
            this.identifier ~ ': records still change their customer after ' ~ max_rounds
            ~ ' rounds; raise max_rounds in macros/connected_components.sql'
        ) -}}
    {%- endif -%}
    {{- log(this.identifier ~ ': ' ~ state.rounds ~ ' rounds') -}}

    {%- if existing is not none -%}
        {%- do adapter.rename_relation(existing, backup) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(labels, target) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(target, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode=True)) -%}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {%- for relation in [edges, backup] -%}
        {%- do drop_relation_if_exists(relation) -%}
    {%- endfor -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{- return({'relations': [target]}) -}}
{% endmaterialization %}

{% macro both_directions(edges) -%}
    select
        record_number,
        linked_record_number
    from ({{ edges }}) as edges
    where record_number <> linked_record_number
    union distinct
    select
        linked_record_number as record_number,
        record_number as linked_record_number
    from ({{ edges }}) as edges
    where record_number <> linked_record_number
{%- endmacro %}

{% macro first_labels(edges) -%}
    select
        record_number,
        least(record_number, min(linked_record_number)) as first_record_number
    from {{ edges }}
    group by record_number
{%- endmacro %}

{% macro smaller_labels(edges, labels) -%}
    {#- One round: a label passes to its record's neighbours, and to the records whose labels those carry. -#}
    with labels as (
        select
            labels.record_number,
            labels.first_record_number,
            labels_of_labels.first_record_number as smaller_record_number
        from {{ labels }} as labels
        inner join {{ labels }} as labels_of_labels
            on labels.first_record_number = labels_of_labels.record_number
    ),

    neighbours as (
        select
            edges.record_number,
            min(labels.smaller_record_number) as smaller_record_number
        from {{ edges }} as edges
        inner join labels on edges.linked_record_number = labels.record_number
        group by edges.record_number
    ),

    candidates as (
        select
            record_number,
            smaller_record_number
        from labels
        union all
        select
            record_number,
            smaller_record_number
        from neighbours
        union all
        select
            labels.first_record_number as record_number,
            neighbours.smaller_record_number
        from neighbours
        inner join labels on neighbours.record_number = labels.record_number
    )

    select
        record_number,
        min(smaller_record_number) as first_record_number
    from candidates
    group by record_number
{%- endmacro %}

{% macro sum_of_labels(labels) -%}
    {#- Labels only get smaller, so their sum is constant once no label changes. -#}
    {{- return(run_query('select sum(first_record_number) from ' ~ labels).columns[0].values()[0]) -}}
{%- endmacro %}
