{% macro dental_pack() -%}
    {#- What the core must know of the pack before its models are read (docs/packs/README.md). -#}
    {{- return({
        'entities': {
            'patients': ['source_customer_id', none],
            'appointments': ['appointment_id', 'scheduled_at'],
            'treatments': ['treatment_id', 'treated_at'],
        },
        'has_multi_valued_tags': true,
        'has_parameters': true,
    }) -}}
{%- endmacro %}
