select
    row_no as holding_id,
    client_no as source_customer_id,
    case class
        when '存款' then 'deposit' when '理财' then 'wealth_product' when '基金' then 'fund' when '保险' then 'insurance'
        when '债券' then 'bond' when '黄金' then 'gold' else class
    end as product_class,
    {{ read_amount('amount') }} as holding_amount,
    {{ read_timestamp('day') }} as held_at,
    {{ unreadable_columns([['holding_amount', 'amount', 'amount'], ['held_at', 'day', 'timestamp']]) }}
        as unreadable_columns
from {{ source('core_bank', 'holdings') }}
