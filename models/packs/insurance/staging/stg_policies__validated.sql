-- Every base row, standardised, with the first reason why it is rejected, if any.
with policies as (
    select * from {{ ref('base_policies') }}
),

known_customers as (
    select * from {{ ref('stg_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

standardised as (
    select
        source_system,
        {{ clean_text('policy_id') }} as policy_id,
        {{ clean_text('source_customer_id') }} as source_customer_id,
        lower({{ clean_text('product_line') }}) as product_line,
        coalesce(lower({{ clean_text('payment_mode') }}), 'regular') as payment_mode,
        annual_premium,
        started_at,
        ends_at,
        lower({{ clean_text('policy_status') }}) as policy_status,
        lower({{ clean_text('end_reason') }}) as end_reason,
        status_at,
        updated_at,
        unreadable_columns
    from policies
),

validated as (
    select
        standardised.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        case
            when standardised.policy_id is null or standardised.source_customer_id is null then 'missing_key'
            when standardised.unreadable_columns is not null then 'unreadable_value'
            when standardised.started_at is null then 'missing_date'
            -- a policy that ended ended on some day
            when standardised.policy_status <> 'in_force' and standardised.status_at is null then 'missing_date'
            when standardised.started_at < cast('{{ var('earliest_plausible_date') }}' as date) then 'implausible_date'
            when
                cast(standardised.ends_at as date) < cast(standardised.started_at as date)
                or cast(standardised.status_at as date) < cast(standardised.started_at as date)
                then 'ends_before_start'
            when standardised.annual_premium < 0 then 'negative_amount'
            when
                standardised.product_line is null
                or standardised.product_line not in (
                    'life', 'annuity', 'health', 'accident', 'motor', 'home', 'travel', 'other'
                )
                or standardised.payment_mode not in ('regular', 'single')
                then 'unknown_type'
            when
                standardised.policy_status is null
                or standardised.policy_status not in ('in_force', 'lapsed', 'ended')
                or standardised.end_reason not in ('cooling_off', 'transfer', 'claim', 'maturity', 'surrender', 'other')
                then 'unknown_status'
            when known_customers.source_customer_id is null then 'orphan'
        end as rejection_reason
    from standardised
    left join known_customers
        on
            standardised.source_system = known_customers.source_system
            and standardised.source_customer_id = known_customers.source_customer_id
    {{ left_join_erased('customers', 'standardised', 'source_customer_id') }}
),

cleaned as (
    {{ redact('validated', 'policies', 'policy_id', [
        'source_customer_id', 'product_line', 'payment_mode', 'annual_premium', 'started_at', 'ends_at',
        'policy_status', 'end_reason', 'status_at', 'updated_at', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'policy_id', [
        'source_customer_id', 'product_line', 'payment_mode', 'annual_premium', 'started_at', 'ends_at',
        'policy_status', 'end_reason', 'status_at',
    ]) }}
)

select * from final
