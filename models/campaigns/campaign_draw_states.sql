-- The log of draws: a row per campaign and member of its segment on the first published day between its dates. A
-- campaign that was drawn is never drawn again.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    schema='history',
    access='protected',
    contract={'enforced': false},
    pre_hook=["{{ take_back_history('valid_from') }}", "{{ forget_people('customer_id') }}"],
) }}
-- depends_on: {{ ref('int_customer_links') }}
-- depends_on: {{ ref('int_customer_permissions') }}
-- depends_on: {{ ref('stg_erased_customers') }}

with drawn_before as (
    {%- if is_incremental() %}
    select distinct campaign_code from {{ this }}
    {%- else %}
    select campaign_code from {{ ref('dim_campaigns') }}
    where 1 = 0
    {%- endif %}
),

campaigns as (
    select campaigns.*
    from {{ ref('dim_campaigns') }} as campaigns
    left join drawn_before on campaigns.campaign_code = drawn_before.campaign_code
    where
        drawn_before.campaign_code is null
        and campaigns.status = 'active'
        and campaigns.segment_code is not null
        and {{ as_of_date() }} between campaigns.start_date and campaigns.end_date
        and {{ 'true' if publishes_history() else 'false' }}
),

members as (
    select
        campaigns.campaign_code,
        campaigns.segment_code,
        campaigns.holdout_share,
        campaigns.salt,
        members.customer_id,
        md5(campaigns.salt || ':' || members.customer_id) as hash_text
    from campaigns
    inner join {{ ref('customer_segments') }} as members on campaigns.segment_code = members.segment_code
),

drawn as (
    select
        *,
        {{ bucket('hash_text') }} as bucket
    from members
),

final as (
    select
        campaign_code,
        customer_id,
        bucket,
        case when bucket < 10000 * holdout_share then 'holdout' else 'treatment' end as arm,
        segment_code,
        holdout_share,
        salt,
        {{ as_of_date() }} as valid_from
    from drawn
)

select * from final
