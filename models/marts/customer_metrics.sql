{{ config(materialized='view', access='protected', contract={'enforced': false}) }}

-- The numbers behind the tags, of every customer who may be analysed. Without a contract: var metric_windows decides
-- which columns there are.
with metrics as (
    select * from {{ ref('int_customer_metrics') }}
),

permissions as (
    select * from {{ ref('customer_permissions') }}
    where may_analyse
),

final as (
    select
        metrics.*,
        permissions.as_of_date
    from metrics
    inner join permissions on metrics.customer_id = permissions.customer_id
)

select * from final
