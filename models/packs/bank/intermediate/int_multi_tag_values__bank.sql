-- The pack's tags with several values: ways of life, by what remarks tell.
with hits as (
    select * from {{ ref('int_remark_hits') }}
    where tag_code = 'lifestyle'
),

final as (
    select
        customer_id,
        tag_code,
        tag_value,
        'remark_hits' as evidence_metric,
        cast(remark_hits as {{ dbt.type_string() }}) as evidence
    from hits
)

select * from final
