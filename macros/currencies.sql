{% macro in_company_currency(amount, rate) -%}
    {#- An amount of an order in the company's currency, rounded half away from zero to cents. Nearly all orders have
        the rate 1, and multiplying takes time. -#}
    case
        when {{ rate }} = 1 then cast({{ amount }} as numeric(18, 2))
        else cast({{ amount }} * {{ rate }} as numeric(18, 2))
    end
{%- endmacro %}
