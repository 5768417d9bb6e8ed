-- The fit of the customer value model in force on the as-of date: the data set's latest one up to that day. One row, or
-- none. Parameters are floating-point numbers.
with parameters as (
    select * from {{ ref('customer_value_parameters') }}
    where data_set = '{{ var('data_set', 'complete_journey') }}'
),

typed as (
    select
        {%- for parameter in ['r', 'alpha', 'a', 'b', 'p', 'q', 'gamma'] %}
        {{ dbt.safe_cast(parameter, dbt.type_float()) }} as {{ parameter }},
        {%- endfor %}
        {{ dbt.safe_cast('version', 'integer') }} as version,
        {{ dbt.safe_cast('fitted_as_of', 'date') }} as fitted_as_of
    from parameters
),

ranked as (
    select
        *,
        row_number() over (order by fitted_as_of desc, version desc) as fit_rank
    from typed
    where fitted_as_of <= {{ as_of_date() }}
),

final as (
    select
        version,
        fitted_as_of,
        r,
        alpha,
        a,
        b,
        p,
        q,
        gamma
    from ranked
    where fit_rank = 1
)

select * from final
