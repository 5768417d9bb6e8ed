-- Every base row, standardised, with the first reason why it is rejected, if any.
with plans as (
    select * from {{ ref('base_plans') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('plan_id') }} as plan_id,
        monthly_fee,
        included_minutes,
        included_data_mb,
        coalesce(is_campus_plan, false) as is_campus_plan,
        coalesce(is_family_plan, false) as is_family_plan,
        updated_at,
        unreadable_columns
    from plans
),

validated as (
    select
        standardised.*,
        case
            when standardised.plan_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.monthly_fee is null then 'missing_amount'
            when
                standardised.monthly_fee < 0
                or standardised.included_minutes < 0
                or standardised.included_data_mb < 0
                then 'negative_amount'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('validated', 'plan_id', [
        'monthly_fee', 'included_minutes', 'included_data_mb', 'is_campus_plan', 'is_family_plan',
    ]) }}
)

select * from final
