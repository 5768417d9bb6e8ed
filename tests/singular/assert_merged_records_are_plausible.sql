-- Records that were joined into one customer are of one person, as far as the records tell, and staff do not contradict
-- each other.
{{ config(severity='warn', store_failures=true) }}

select
    'identity: ' || cast(count(*) as {{ dbt.type_string() }}) || ' customers with contradictory ' || conflict_type
    || ', such as records ' || min(first_record_key || ' and ' || second_record_key)
    || '; decide whether they are one person (entity identity_decisions). int_identity_conflicts lists them' as problem
from {{ ref('int_identity_conflicts') }}
group by conflict_type
