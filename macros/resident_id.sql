{#- Resident id numbers of the People's Republic of China, GB 11643-1999: 17 digits and a check character. -#}

{% macro resident_id_is_valid(number) -%}
    {#- 18 characters, a real birth date at 7-14, and the check character of ISO 7064 MOD 11-2. False for null. -#}
    {%- set weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] -%}
    coalesce(
        case
            when {{ matches_regex(number, '^[0-9]{6}[1-9][0-9]{10}[0-9X]$') }}
                then
                    {{ resident_id_birth_date(number) }} is not null
                    and substring('10X98765432', mod(
                        {%- for weight in weights %}
                        {{ weight }} * cast(substring({{ number }}, {{ loop.index }}, 1) as integer)
                        {{- ' +' if not loop.last }}
                        {%- endfor %}, 11
                    ) + 1, 1) = substring({{ number }}, 18, 1)
        end, false
    )
{%- endmacro %}

{% macro resident_id_birth_date(number) -%}
    {#- The birth date at characters 7-14 of a number of the right form; null if that is not a real date. -#}
    {{ dbt.safe_cast(
        "substring(" ~ number ~ ", 7, 4) || '-' || substring(" ~ number ~ ", 11, 2) || '-' || substring(" ~ number
        ~ ", 13, 2)", "date"
    ) }}
{%- endmacro %}

{% macro resident_id_gender(number) -%}
    {#- Odd 17th digit: male; even: female. -#}
    case mod(cast(substring({{ number }}, 17, 1) as integer), 2) when 1 then 'male' else 'female' end
{%- endmacro %}
