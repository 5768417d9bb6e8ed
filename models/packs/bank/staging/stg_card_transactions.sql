{{ config(materialized='view') }}

with card_transactions as (
    select * from {{ ref('stg_card_transactions__validated') }}
    where version_rank = 1
),

final as (
    select
        source_system,
        card_transaction_id,
        source_customer_id,
        cast(transacted_at as date) as transacted_date,
        amount,
        remark,
        updated_at,
        record_count
    from card_transactions
)

select * from final
