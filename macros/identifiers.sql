{#- Identifiers that several systems share for a customer, each in one spelling. -#}

{% macro normalise_phone(text) -%}
    {#-
        A mobile number of the mainland, with or without its calling code, as `+86` and 11 digits; a number with another
        country's calling code unchanged, which that country's rules may still change (calling_codes). Null for anything
        else, landlines included.

        text:   cleaned text (clean_text)
    -#}
    {%- set dialled = "translate(" ~ text ~ ", ' -.()', '')" -%}
    case
        when {{ matches_regex(dialled, '^([+]86|0086|86)?1[3-9][0-9]{9}$') }} then '+86' || right({{ dialled }}, 11)
        when {{ matches_regex(dialled, '^([+]|00)86') }} then null
        when {{ matches_regex(dialled, '^[+][1-9][0-9]{6,14}$') }} then {{ dialled }}
        when {{ matches_regex(dialled, '^00[1-9][0-9]{6,14}$') }} then '+' || substring({{ dialled }}, 3)
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
