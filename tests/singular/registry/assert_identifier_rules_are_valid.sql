-- identifier_rules.csv has one row per type of identifier, with a strength from 0 to 1 and a limit.
with rules as (
    select
        *,
        seed_file || ', row ' || coalesce(identifier_type, '(identifier_type empty)') as row_name
    from ({{ seed_rows('identifier_rules') }}) as identifier_rules
),

types as (
    {%- for type in ['phone', 'email', 'wechat_id', 'member_number', 'system_id', 'device_id'] %}
    select '{{ type }}' as identifier_type
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

problems as (
    select
        'seeds/identity/identifier_rules.csv: row ' || types.identifier_type
        || ' is missing; add it back (strength 0 never links)' as problem
    from types
    left join rules on types.identifier_type = rules.identifier_type
    where rules.identifier_type is null

    union all

    select rules.row_name || ': no such type of identifier; correct it or delete the row' as problem
    from rules
    left join types on rules.identifier_type = types.identifier_type
    where types.identifier_type is null

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from rules
    group by identifier_type
    having count(*) > 1

    union all

    select
        row_name || ': strength is ' || coalesce('"' || strength || '"', 'empty')
        || ', no number from 0 to 1 with up to two decimals; write it like 1 or 0.5' as problem
    from rules
    where strength is null or not {{ matches_regex('strength', '^(0|0[.][0-9]{1,2}|1|1[.]0{1,2})$') }}

    union all

    select
        row_name || ': max_records is ' || coalesce('"' || max_records || '"', 'empty')
        || ', no whole number from 1 to 9999; correct it' as problem
    from rules
    where max_records is null or not {{ matches_regex('max_records', '^[1-9][0-9]{0,3}$') }}

    union all

    -- a weak identifier is compared for every pair of records that share it
    select row_name || ': max_records is above 99, but the type is weak; lower it' as problem
    from rules
    where
        {{ matches_regex('max_records', '^[1-9][0-9]{2,3}$') }}
        and {{ matches_regex('strength', '^0[.][0-9]{1,2}$') }}

    union all

    select row_name || ': name_zh or name_en is empty; fill it in' as problem
    from rules
    where name_zh is null or name_en is null
)

select problem from problems
