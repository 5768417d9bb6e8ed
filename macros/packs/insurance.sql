{% macro insurance_pack() -%}
    {#- What the core must know of the pack before its models are read (docs/packs/README.md). -#}
    {{- return({
        'entities': {
            'policies': ['policy_id', 'started_at'],
            'premiums': ['premium_id', 'due_at'],
        },
        'has_multi_valued_tags': true,
        'has_parameters': true,
    }) -}}
{%- endmacro %}
