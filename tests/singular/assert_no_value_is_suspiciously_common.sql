-- A value that stands on far more records of a system than chance gives is a default of its software, or the till's own
-- number. The value itself is not repeated here, for it may be personal: look at the record that is named.
{{ config(severity='warn', store_failures=true) }}
{#- An identifier is one customer's, or a household's. Birth dates of adults lie on some 20,000 days. #}
{%- set records_per_identifier = 10 %}
{%- set birth_days = 20000 %}
{%- set times_chance = 10 %}

with identifiers as (
    select
        source_system,
        identifier_type as kind,
        count(distinct source_customer_id) as record_count,
        min(source_customer_id) as example
    from {{ ref('stg_customer_identifiers') }}
    group by source_system, identifier_type, identifier_value
),

birth_dates as (
    select
        source_system,
        count(*) as record_count,
        min(source_customer_id) as example,
        sum(count(*)) over (partition by source_system) as total_count
    from {{ ref('stg_customers') }}
    where birth_date is not null
    group by source_system, birth_date
),

common as (
    select
        source_system,
        kind,
        record_count,
        example
    from identifiers
    where record_count > {{ records_per_identifier }}
    union all
    select
        source_system,
        'birth_date' as kind,
        record_count,
        example
    from birth_dates
    where record_count > {{ records_per_identifier }} + {{ times_chance }} * total_count / {{ birth_days }}
)

select
    source_system || ', ' || kind || ': one value stands on ' || cast(record_count as {{ dbt.type_string() }})
    || ' customer records, such as ' || example || '; if it means nothing, add it to '
    || 'seeds/cleaning/placeholder_values.csv' as problem
from common
