{% macro telecom_pack() -%}
    {#- What the core must know of the pack before its models are read (docs/packs/README.md). -#}
    {{- return({
        'entities': {
            'plans': ['plan_id', none],
            'subscriptions': ['subscription_id', 'activated_at'],
            'usage_days': ['usage_day_id', 'used_at'],
        },
        'has_parameters': true,
        'score_names': ['migrant_worker_probability'],
    }) -}}
{%- endmacro %}
