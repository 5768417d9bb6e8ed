-- Every base row, standardised, with the first reason why it is rejected, if any.
with promotions as (
    select * from {{ ref('base_promotions') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

standardised as (
    select
        promotions.source_system,
        {{ clean_text('promotions.promotion_id') }} as promotion_id,
        {{ clean_text('promotions.promotion_name') }} as promotion_name,
        {{ code_of('promotions', 'promotion_type') }} as promotion_type,
        promotions.start_date,
        promotions.end_date,
        promotions.updated_at,
        promotions.unreadable_columns
    from promotions
    {{ left_join_codes('promotions', ['promotion_type']) }}
),

cleaned as (
    select
        *,
        case
            when promotion_id is null then 'missing_key'
            when unreadable_columns is not null then 'unreadable_value'
            when promotion_type is null or promotion_type not in ('coupon', 'campaign', 'discount') then 'unknown_type'
            when end_date < start_date then 'ends_before_start'
        end as rejection_reason
    from standardised
),

final as (
    {{ rank_versions('cleaned', 'promotion_id', ['promotion_type', 'promotion_name', 'start_date', 'end_date']) }}
)

select * from final
