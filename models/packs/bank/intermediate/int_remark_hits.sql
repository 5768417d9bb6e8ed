-- What the remarks of card transactions tell of a customer, by the keyword rules of bank__remark_rules.csv. A rule hits
-- a remark that has its keyword and no word that excludes the value; it gives the value to who has so many hits in so
-- many days. Remarks are compared in small letters and simplified characters, and each different one once. No remark
-- leaves staging.
{%- set traditional = '車館費稅療學園兒護業險遊購機務際國樂裝養貴賓錶藝術藏幣郵課輔導嬰寶馬場東爾夫遊艇蘋華為維榮耀' %}
{%- set simplified = '车馆费税疗学园儿护业险游购机务际国乐装养贵宾表艺术藏币邮课辅导婴宝马场东尔夫游艇苹华为维荣耀' %}
with transactions as (
    select
        links.customer_id,
        transactions.transacted_date,
        translate(lower(transactions.remark), '{{ traditional }}', '{{ simplified }}') as remark
    from {{ ref('stg_card_transactions') }} as transactions
    inner join {{ ref('int_customer_links') }} as links
        on
            transactions.source_system = links.source_system
            and transactions.source_customer_id = links.source_customer_id
    where
        transactions.amount > 0
        and transactions.transacted_date <= {{ as_of_date() }}
        and transactions.remark is not null
),

rules as (
    select
        tag_code,
        tag_value,
        lower(keyword) as keyword,
        match_kind,
        cast(min_hits as {{ dbt.type_int() }}) as min_hits,
        cast(window_days as {{ dbt.type_int() }}) as window_days
    from {{ ref('bank__remark_rules') }}
),

-- words of Latin letters have ends, Chinese ones have none
remarks as (
    select
        remark,
        ' ' || {{ replace_regex('remark', '[^a-z0-9]+', [' ']) }} || ' ' as latin_words
    from transactions
    group by remark
),

matches as (
    select
        remarks.remark,
        rules.*
    from remarks
    inner join rules
        on
            (rules.match_kind in ('contains', 'excludes') and {{ dbt.position('rules.keyword', 'remarks.remark') }} > 0)
            or (
                rules.match_kind = 'word'
                and {{ dbt.position("' ' || rules.keyword || ' '", 'remarks.latin_words') }} > 0
            )
),

-- of a value, or of all values of a tag
exclusions as (
    select distinct
        remark,
        tag_code,
        tag_value
    from matches
    where match_kind = 'excludes'
),

hits as (
    select matches.*
    from matches
    left join exclusions
        on
            matches.remark = exclusions.remark
            and matches.tag_code = exclusions.tag_code
            and (exclusions.tag_value is null or matches.tag_value = exclusions.tag_value)
    where matches.match_kind <> 'excludes' and exclusions.remark is null
),

counted as (
    select
        transactions.customer_id,
        hits.tag_code,
        hits.tag_value,
        hits.keyword,
        hits.min_hits,
        count(*) as hit_count,
        max(transactions.transacted_date) as last_hit_date
    from transactions
    inner join hits on transactions.remark = hits.remark
    where {{ days_until_as_of_date('transactions.transacted_date') }} < hits.window_days
    group by transactions.customer_id, hits.tag_code, hits.tag_value, hits.keyword, hits.min_hits
),

final as (
    select
        customer_id,
        tag_code,
        tag_value,
        cast(sum(hit_count) as integer) as remark_hits,
        max(last_hit_date) as last_hit_date
    from counted
    where hit_count >= min_hits
    group by customer_id, tag_code, tag_value
)

select * from final
