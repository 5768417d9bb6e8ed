-- Expected purchases in the next 3 years of a buyer who is still a customer, for each repeat count and age that occurs:
-- the expectation of the BG/NBD model without the factor P(alive). Its hypergeometric function depends only on the two,
-- so its series is summed once for each pair. Euler's transformation removes the powers:
--     (1-z)^(r+x) 2F1(r+x, b+x; a+b+x-1; z) = (1-z)^(a-1) 2F1(a+b-1-r, a-1; a+b+x-1; z)
-- with z = 1095 / (alpha + T + 1095). Successive terms have the ratio (A+k)(B+k) z / ((C+k)(1+k)). A test ensures that
-- the last term is below 1e-10 of the sum.
with history as (
    select * from {{ ref('int_customer_purchase_history') }}
),

parameters as (
    select * from {{ ref('int_customer_value_parameters') }}
),

digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {%- endfor %}
),

steps as (
    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as step
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
    where thousands.digit < 4
),

pairs as (
    select distinct
        repeat_purchases,
        age_days
    from history
),

arguments as (
    select
        pairs.repeat_purchases,
        pairs.age_days,
        parameters.a,
        parameters.b,
        parameters.a + parameters.b - 1 - parameters.r as argument_a,
        parameters.a - 1 as argument_b,
        parameters.a + parameters.b + pairs.repeat_purchases - 1 as argument_c,
        1095 / (parameters.alpha + pairs.age_days + 1095) as z
    from pairs
    cross join parameters
),

-- terms eventually fall like k^(a-2) z^k
sized as (
    select
        *,
        least(ceil((ln(1e12) + greatest(a - 2, 0) * ln(4000)) / -ln(z)) + 20, 3999) as last_step
    from arguments
),

ratios as (
    select
        sized.repeat_purchases,
        sized.age_days,
        steps.step,
        sized.last_step,
        (sized.argument_a + steps.step) * (sized.argument_b + steps.step)
        / ((sized.argument_c + steps.step) * (1 + steps.step)) * sized.z as term_ratio
    from sized
    inner join steps on sized.last_step >= steps.step
),

-- products of ratios: sums of logarithms, the number of negative factors for the sign, and 0 after a factor of 0
running as (
    select
        repeat_purchases,
        age_days,
        step,
        last_step,
        sum(ln(abs(nullif(term_ratio, 0)))) over so_far as log_of_factors,
        sum(case when term_ratio < 0 then 1 else 0 end) over so_far as negative_factors,
        max(case when term_ratio = 0 then 1 else 0 end) over so_far as has_ended
    from ratios
    window
        so_far as (
            partition by repeat_purchases, age_days
            order by step
            rows between unbounded preceding and current row
        )
),

terms as (
    select
        repeat_purchases,
        age_days,
        step = last_step as is_last,
        case
            when has_ended = 1 then 0
            when mod(negative_factors, 2) = 1 then -exp(log_of_factors)
            else exp(log_of_factors)
        end as term
    from running
),

series as (
    select
        repeat_purchases,
        age_days,
        1 + sum(term) as series_sum,
        max(case when is_last then abs(term) end) as last_term
    from terms
    group by repeat_purchases, age_days
),

final as (
    select
        sized.repeat_purchases,
        sized.age_days,
        (sized.argument_c / sized.argument_b)
        * (1 - power(1 - sized.z, sized.argument_b) * series.series_sum) as expected_purchases_3y,
        abs(series.last_term / series.series_sum) as relative_error
    from sized
    inner join series
        on
            sized.repeat_purchases = series.repeat_purchases
            and sized.age_days = series.age_days
)

select * from final
