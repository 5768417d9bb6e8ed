{#- Identifiers that several systems share for a customer, each in one spelling. -#}

{% macro normalise_phone(text) -%}
    {#-
        A phone number with its calling code, as `+86` and 11 digits; null for anything else. Of the mainland only
        mobile numbers, for a landline is a household's. A number without a calling code is of the company's own country
        (var phone_calling_code). The rules of other countries (calling_codes) may still change or reject it.

        text:   cleaned text (clean_text)
    -#}
    {%- set home = var('phone_calling_code') | string -%}
    {%- set dialled = "translate(" ~ text ~ ", ' -.()', '')" -%}
    {%- set mainland = '([+]86|0086|86)?' if home == '86' else '([+]86|0086)' -%}
    case
        when {{ matches_regex(dialled, '^' ~ mainland ~ '1[3-9][0-9]{9}$') }} then '+86' || right({{ dialled }}, 11)
        when {{ matches_regex(dialled, '^([+]|00)86') }} then null
        when {{ matches_regex(dialled, '^[+][1-9][0-9]{6,14}$') }} then {{ dialled }}
        when {{ matches_regex(dialled, '^00[1-9][0-9]{6,14}$') }} then '+' || substring({{ dialled }}, 3)
        {%- if home != '86' %}
        when {{ matches_regex(dialled, '^[0-9]{5,14}$') }} then '+{{ home }}' || {{ dialled }}
        {%- endif %}
    end
{%- endmacro %}

{% macro normalise_email(text) -%}
    {#- Lower case; null unless there is one @ between a local part and a domain with a dot. `text` is cleaned. -#}
    case when {{ matches_regex(text, '^[^@ ]+@[^@ ]+[.][^@ .]+$') }} then lower({{ text }}) end
{%- endmacro %}

{% macro normalise_device_id(text) -%}
    {#- Lower case, 8 to 64 characters; null for anything else, and for the zeros of a device that may not share its
        id. -#}
    case
        when {{ matches_regex(text, '^[0:-]+$') }} then null
        when {{ matches_regex(text, '^[A-Za-z0-9:-]{8,64}$') }} then lower({{ text }})
    end
{%- endmacro %}

{% macro matching_or_null(text, pattern) -%}
    {#- The text unchanged if all of it matches, else null. -#}
    case when {{ matches_regex(text, pattern) }} then {{ text }} end
{%- endmacro %}

{% macro is_author_id(text) -%}
    {#- Whether text is an id for who set or decided something, not a name or phone number. False for null. -#}
    coalesce({{ matches_regex(text, '^[A-Za-z][A-Za-z0-9_.:-]{0,63}$') }}, false)
{%- endmacro %}
