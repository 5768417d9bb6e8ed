-- The pack's tags with several values: the product lines in which a customer holds a policy in force.
with policies as (
    select * from {{ ref('int_policies') }}
    where is_in_force
),

final as (
    select
        customer_id,
        'cross_sell' as tag_code,
        product_line as tag_value,
        'policies_in_force' as evidence_metric,
        cast(count(*) as {{ dbt.type_string() }}) as evidence
    from policies
    group by customer_id, product_line
)

select * from final
