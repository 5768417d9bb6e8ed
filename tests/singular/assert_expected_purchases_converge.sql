-- The series of expected purchases has enough terms: the last term is below 1e-10 of the sum.
{{ config(store_failures=true) }}
select
    'models/intermediate/predictions/int_expected_purchases.sql: the series has not converged for '
    || cast(count(*) as {{ dbt.type_string() }}) || ' pairs of repeat count and age; look at the fit in '
    || 'seeds/models/customer_value_parameters.csv' as problem
from {{ ref('int_expected_purchases') }}
where relative_error is null or relative_error > 1e-10
having count(*) > 0
