-- Refunds and cancellations before their order, refunds above what was paid, and amounts beyond the limits of the seed
-- count like any other; somebody should look at them.
{{ config(severity='warn', store_failures=true) }}

select
    source_system || ', orders: ' || cast(count(*) as {{ dbt.type_string() }}) || ' suspicious for ' || suspicion
    || ', such as ' || min(record_key) || '; correct them at the source, or move the limit in '
    || 'seeds/cleaning/suspicious_limits.csv. stg_suspicious_amounts lists them' as problem
from {{ ref('stg_suspicious_amounts') }}
group by source_system, suspicion
