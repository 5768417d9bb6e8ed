{% macro bank_pack() -%}
    {#- What the core must know of the pack before its models are read (docs/packs/README.md). -#}
    {{- return({
        'entities': {
            'balances': ['balance_id', 'month_at'],
            'card_transactions': ['card_transaction_id', 'transacted_at'],
            'holdings': ['holding_id', 'held_at'],
        },
        'has_multi_valued_tags': true,
        'has_parameters': true,
        'score_names': ['asset_growth_probability'],
    }) -}}
{%- endmacro %}
