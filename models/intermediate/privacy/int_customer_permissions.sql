-- What a customer's tags may be used for on the as-of date: the latest decision of any of the customer's records, else
-- what the purpose allows without one. Of two decisions at the same time, the withdrawal wins. A decision without a day
-- or purpose is one that could not be read: it comes last, or counts for every purpose, and is a withdrawal.
with links as (
    select * from {{ ref('int_customer_links') }}
),

consents as (
    select * from {{ ref('stg_consents') }}
    where {{ known_as_of('decided_at') }} = 1
),

purposes as (
    {{ seed_rows('purposes') }}
),

ranked as (
    select
        links.customer_id,
        purposes.purpose,
        consents.decision,
        cast(consents.decided_at as date) as decision_date,
        row_number() over (
            partition by links.customer_id, purposes.purpose
            order by consents.decided_at desc nulls first, consents.decision desc
        ) as decision_rank
    from consents
    inner join purposes on consents.purpose = purposes.purpose or consents.purpose is null
    inner join links
        on
            consents.source_system = links.source_system
            and consents.source_customer_id = links.source_customer_id
),

latest as (
    select
        {%- for purpose in ['analytics', 'marketing', 'sharing'] %}
        max(case when purpose = '{{ purpose }}' then decision end) as {{ purpose }}_decision,
        max(case when purpose = '{{ purpose }}' then decision_date end) as {{ purpose }}_date,
        {%- endfor %}
        customer_id
    from ranked
    where decision_rank = 1
    group by customer_id
),

defaults as (
    select
        max(case when purpose = 'analytics' then without_consent end) as analytics_default,
        max(case when purpose = 'marketing' then without_consent end) as marketing_default,
        max(case when purpose = 'sharing' then without_consent end) as sharing_default
    from purposes
),

customers as (
    select distinct customer_id
    from links
),

final as (
    select
        customers.customer_id,
        coalesce(latest.analytics_decision = 'granted', defaults.analytics_default = 'allowed') as may_analyse,
        latest.analytics_date as analytics_decided_on,
        coalesce(latest.marketing_decision = 'granted', defaults.marketing_default = 'allowed') as may_market,
        latest.marketing_date as marketing_decided_on,
        coalesce(latest.sharing_decision = 'granted', defaults.sharing_default = 'allowed') as may_share,
        latest.sharing_date as sharing_decided_on
    from customers
    left join latest on customers.customer_id = latest.customer_id
    cross join defaults
)

select * from final
