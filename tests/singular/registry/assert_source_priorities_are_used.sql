-- A priority of a system that is neither in var source_systems nor shipped is probably misspelt: its system then comes
-- last.
{{ config(severity='warn') }}
{%- set shipped = ['complete_journey', 'demo_crm', 'demo_web_shop', 'demo_store'] %}

select distinct
    'seeds/identity/source_priorities.csv, row ' || attribute_name || '/' || source_system
    || ': this data set has no system of that name; it has {{ source_systems() | join(', ') }}' as problem
from {{ ref('source_priorities') }}
where source_system not in ('{{ (source_systems() | list + shipped) | join("', '") }}')
