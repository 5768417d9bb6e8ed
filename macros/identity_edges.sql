{% macro identity_edges() -%}
    {#-
        The CTEs that turn identifiers into pairs of linked records, ending with `final`: for customers as known on the
        as-of date (int_identity_edges) and, once somebody asks to be erased, at any time (stg_erasure__edges).

        Expects the CTEs `records` (record_number, source_system, source_customer_id, record_key, member_number),
        `identifiers` and `decisions` (as in stg_customer_identifiers and stg_identity_decisions, the latest versions
        only).
    -#}
rules as (
    select
        identifier_type,
        cast(strength as {{ api.Column.translate_type('numeric(3, 2)') }}) as strength,
        cast(max_records as {{ dbt.type_int() }}) as max_records
    from ({{ seed_rows('identifier_rules') }}) as identifier_rules
),

-- records that people separated hold no identifiers
linkable as (
    select records.*
    from records
    left join decisions
        on
            decisions.decision = 'separate'
            and records.source_system = decisions.first_source_system
            and records.source_customer_id = decisions.first_source_customer_id
    where decisions.identity_decision_id is null
),

held as (
    select
        linkable.record_number,
        linkable.source_system,
        identifiers.identifier_type,
        identifiers.identifier_value
    from identifiers
    inner join linkable
        on
            identifiers.source_system = linkable.source_system
            and identifiers.source_customer_id = linkable.source_customer_id
    union distinct
    select
        record_number,
        source_system,
        'member_number' as identifier_type,
        member_number as identifier_value
    from linkable
    where member_number is not null
    union distinct
    -- the records that other systems refer to
    select
        linkable.record_number,
        linkable.source_system,
        identifiers.identifier_type,
        identifiers.identifier_value
    from identifiers
    inner join linkable on identifiers.identifier_value = linkable.record_key
    where identifiers.identifier_type = 'system_id'
),

held_by_system as (
    select
        identifier_type,
        identifier_value,
        source_system,
        min(record_number) as first_record_number,
        count(*) as record_count
    from held
    group by identifier_type, identifier_value, source_system
),

shared as (
    select
        held_by_system.identifier_type,
        held_by_system.identifier_value,
        rules.strength,
        min(held_by_system.first_record_number) as first_record_number
    from held_by_system
    inner join rules on held_by_system.identifier_type = rules.identifier_type
    where rules.strength > 0
    group by
        held_by_system.identifier_type, held_by_system.identifier_value, rules.strength, rules.max_records
    having sum(held_by_system.record_count) > 1 and max(held_by_system.record_count) <= rules.max_records
),

strong_pairs as (
    select
        held.record_number,
        shared.first_record_number as linked_record_number,
        held.identifier_type as linked_by
    from held
    inner join shared
        on
            held.identifier_type = shared.identifier_type
            and held.identifier_value = shared.identifier_value
    where shared.strength = 1 and held.record_number <> shared.first_record_number
),

-- a weak identifier counts for each pair of its records; max_records keeps their number small
weak_pairs as (
    select distinct
        held.record_number,
        other_held.record_number as linked_record_number,
        shared.identifier_type,
        shared.strength
    from shared
    inner join held
        on
            shared.identifier_type = held.identifier_type
            and shared.identifier_value = held.identifier_value
    inner join held as other_held
        on
            shared.identifier_type = other_held.identifier_type
            and shared.identifier_value = other_held.identifier_value
            and held.record_number > other_held.record_number
    where shared.strength < 1
),

several_weak as (
    select
        record_number,
        linked_record_number,
        'several weak' as linked_by
    from weak_pairs
    group by record_number, linked_record_number
    having sum(strength) >= 1
),

-- of contradictory decisions about two records the latest holds; of two at one time, the one that separates
undone as (
    select distinct
        merging.source_system,
        merging.identity_decision_id
    from decisions as merging
    inner join decisions as separating
        on
            merging.decision = 'same'
            and separating.decision = 'separate'
            and separating.decided_at >= merging.decided_at
            and {{ separates('separating', 'merging') }}
),

decided as (
    select
        firsts.record_number,
        seconds.record_number as linked_record_number,
        'decision' as linked_by
    from decisions
    inner join records as firsts
        on
            decisions.first_source_system = firsts.source_system
            and decisions.first_source_customer_id = firsts.source_customer_id
    inner join records as seconds
        on
            decisions.second_source_system = seconds.source_system
            and decisions.second_source_customer_id = seconds.source_customer_id
    left join undone
        on
            decisions.source_system = undone.source_system
            and decisions.identity_decision_id = undone.identity_decision_id
    where
        decisions.decision = 'same'
        and firsts.record_number <> seconds.record_number
        and undone.identity_decision_id is null
),

final as (
    select * from strong_pairs
    union distinct
    select * from several_weak
    union distinct
    select * from decided
)
{%- endmacro %}

{% macro separates(separating, merging) -%}
    {#- Whether a decision `separate` is about the two records of a decision `same`: it names one of them as its first,
        and the other or none as its second. -#}
    (
        {%- for first, second in [('first', 'second'), ('second', 'first')] %}
        (
            {{ separating }}.first_source_system = {{ merging }}.{{ first }}_source_system
            and {{ separating }}.first_source_customer_id = {{ merging }}.{{ first }}_source_customer_id
            and (
                {{ separating }}.second_source_customer_id is null
                or (
                    {{ separating }}.second_source_system = {{ merging }}.{{ second }}_source_system
                    and {{ separating }}.second_source_customer_id = {{ merging }}.{{ second }}_source_customer_id
                )
            )
        )
        {{- ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
