{% macro ratio(numerator, denominator) -%}
    {#-
        numerator / denominator, rounded to 6 decimals, halves away from zero; null where the denominator is 0 or null.
        Computed in whole numbers: engines divide decimals differently, and a mean over 32 orders ends in an exact half
        at the seventh decimal, which floating point rounds either way.

        numerator:    at most 2 decimals
        denominator:  a whole number, not negative
    -#}
    {%- set twice = "2 * cast(" ~ denominator ~ " as numeric(38, 0))" -%}
    {%- set dividend = "cast(2000000 * cast(abs(" ~ numerator ~ ") as numeric(38, 2)) as numeric(38, 0)) + "
        ~ denominator -%}
    case
        when {{ denominator }} > 0
            then cast(
                cast(({{ dividend }} - mod({{ dividend }}, {{ twice }})) / ({{ twice }}) as numeric(38, 0)) * 0.000001
                as numeric(24, 6)
            ) * case when {{ numerator }} < 0 then -1 else 1 end
    end
{%- endmacro %}
