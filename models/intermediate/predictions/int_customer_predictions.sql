-- Predictions for a customer: by the company's own model where it scored the customer, else by BG/NBD and gamma-gamma.
-- One row per customer; null where neither applies (never bought and not scored, or no fit for the as-of date).
with customers as (
    select * from {{ ref('int_customers') }}
),

history as (
    select * from {{ ref('int_customer_purchase_history') }}
),

parameters as (
    select * from {{ ref('int_customer_value_parameters') }}
),

expected_purchases as (
    select * from {{ ref('int_expected_purchases') }}
),

model_scores as (
    select * from {{ ref('stg_model_scores') }}
    where scored_date <= {{ as_of_date() }}
),

links as (
    select * from {{ ref('int_customer_links') }}
),

own_scores as (
    select
        links.customer_id,
        model_scores.score_name,
        model_scores.score,
        model_scores.source_system || ':' || coalesce(model_scores.model_version, model_scores.score_name) as set_by,
        row_number() over (
            partition by links.customer_id, model_scores.score_name
            order by model_scores.scored_at desc, model_scores.model_score_id desc, model_scores.source_system desc
        ) as score_rank
    from model_scores
    inner join links
        on
            model_scores.source_system = links.source_system
            and model_scores.source_customer_id = links.source_customer_id
),

latest_own_scores as (
    select
        {%- for name in ['churn_probability', 'purchase_probability_90d', 'predicted_value_3y'] %}
        max(case when score_name = '{{ name }}' then score end) as {{ name }},
        max(case when score_name = '{{ name }}' then set_by end) as {{ name }}_set_by,
        {%- endfor %}
        customer_id
    from own_scores
    where score_rank = 1
    group by customer_id
),

-- ln((alpha+T)/(alpha+t)) and the like, so that high powers cannot overflow
scored as (
    select
        history.customer_id,
        {%- for days in [90, 365] %}
        1 - exp(
            (parameters.r + history.repeat_purchases)
            * ln((parameters.alpha + history.age_days) / (parameters.alpha + history.age_days + {{ days }}))
        ) as purchase_probability_if_alive_{{ days }}d,
        {%- endfor %}
        history.repeat_purchases,
        history.repeat_net_spend,
        expected_purchases.expected_purchases_3y,
        parameters.p,
        parameters.q,
        parameters.gamma,
        'bgnbd:' || cast(parameters.version as {{ dbt.type_string() }}) as set_by,
        1 / (
            1 + case
                when history.repeat_purchases > 0
                    then
                        parameters.a / (parameters.b + history.repeat_purchases - 1)
                        * exp(
                            least(
                                (parameters.r + history.repeat_purchases)
                                * ln((parameters.alpha + history.age_days) / (parameters.alpha + history.recency_days)),
                                700
                            )
                        )
                else 0
            end
        ) as alive_probability
    from history
    cross join parameters
    left join expected_purchases
        on
            history.repeat_purchases = expected_purchases.repeat_purchases
            and history.age_days = expected_purchases.age_days
),

predicted as (
    select
        customer_id,
        set_by,
        1 - alive_probability * purchase_probability_if_alive_365d as churn_probability,
        alive_probability * purchase_probability_if_alive_90d as purchase_probability_90d,
        alive_probability * expected_purchases_3y
        * p * (gamma + repeat_net_spend) / (p * repeat_purchases + q - 1) as predicted_value_3y
    from scored
),

final as (
    select
        {%- for name, scale in [('churn_probability', 6), ('purchase_probability_90d', 6), ('predicted_value_3y', 2)] %}
        coalesce(
            cast(latest_own_scores.{{ name }} as numeric(24, {{ scale }})),
            cast(predicted.{{ name }} as numeric(24, {{ scale }}))
        ) as {{ name }},
        case
            when latest_own_scores.{{ name }} is not null then latest_own_scores.{{ name }}_set_by
            when predicted.{{ name }} is not null then predicted.set_by
        end as {{ name }}_set_by,
        {%- endfor %}
        customers.customer_id
    from customers
    left join predicted on customers.customer_id = predicted.customer_id
    left join latest_own_scores on customers.customer_id = latest_own_scores.customer_id
)

select * from final
