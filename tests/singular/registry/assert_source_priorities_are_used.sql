-- A priority of a system that is neither in var source_systems nor shipped is probably misspelt: its system then comes
-- last.
{{ config(severity='warn') }}
{%- set shipped = ['complete_journey', 'demo_crm', 'demo_web_shop', 'demo_store'] %}
{%- set known = source_systems() | list %}

select distinct
    seed_file || ', row ' || attribute_name || '/' || source_system
    || ': this data set has no system of that name; it has {{ known | join(', ') }}' as problem
from ({{ seed_rows('source_priorities') }}) as source_priorities
where
    source_system not in ('{{ known | join("', '") }}')
    and source_system not in ('{{ shipped | join("', '") }}')
