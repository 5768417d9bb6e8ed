{#- Reading raw text: used by base models to cast safely and by staging to standardise. -#}

{% macro clean_text(column) -%}
    {#- Half-width, without invisible characters or outer blanks; null if nothing is left. Text of plain ASCII without
        blanks, nearly all there is, skips the slow translation. -#}
    {%- set full = '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－．：／＠＿＋（）　\u00a0\u202f\t\r\n' -%}
    {%- set half = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.:/@_+()      ' -%}
    {%- set invisible = '\u200b\u200c\u200d\u2060\ufeff' -%}
    case
        when {{ matches_regex(column, '^[!-~]+$') }} then {{ column }}
        else nullif(trim(translate({{ column }}, '{{ full }}{{ invisible }}', '{{ half }}')), '')
    end
{%- endmacro %}

{% macro read_timestamp(column) -%}
    {#- `YYYY-MM-DD[ HH:MM[:SS]]`, also with `/` or `T`; null if it is anything else or no real date. -#}
    {%- set pattern = '^[1-9][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}( ([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?$' -%}
    {%- set text = "replace(replace(" ~ clean_text(column) ~ ", '/', '-'), 'T', ' ')" -%}
    case
        when {{ matches_regex(text, pattern) }}
            then {{ dbt.safe_cast(text, api.Column.translate_type('timestamp')) }}
    end
{%- endmacro %}

{% macro read_date(column) -%}
    {#- The date of read_timestamp. -#}
    cast({{ read_timestamp(column) }} as date)
{%- endmacro %}

{% macro read_amount(column) -%}
    {#- A plain decimal number, rounded half up to cents; null if it is anything else. -#}
    {%- set text = clean_text(column) -%}
    case
        when {{ matches_regex(text, '^-?[0-9]{1,13}([.][0-9]{1,6})?$') }}
            then {{ dbt.safe_cast(text, 'numeric(18, 2)') }}
    end
{%- endmacro %}

{% macro read_number(column) -%}
    {#- A plain decimal number with up to 6 decimals; null if it is anything else. -#}
    {%- set text = clean_text(column) -%}
    case
        when {{ matches_regex(text, '^-?[0-9]{1,13}([.][0-9]{1,6})?$') }}
            then {{ dbt.safe_cast(text, 'numeric(24, 6)') }}
    end
{%- endmacro %}

{% macro unreadable_columns(readings) -%}
    {#-
        Names of the canonical columns whose raw text is there but could not be read, separated by a space; null if
        none. Staging rejects by it, so that an unreadable amount is never taken for a missing one.

        readings: list of [canonical column, raw column, 'timestamp' | 'amount' | 'number']
    -#}
    {%- set readers = {'timestamp': read_timestamp, 'amount': read_amount, 'number': read_number} -%}
    nullif(trim(
        {%- for column, raw, kind in readings %}
        case
            when {{ clean_text(raw) }} is not null
                and {{ readers[kind](raw) }} is null
                then '{{ column }} '
            else ''
        end{{ ' ||' if not loop.last }}
        {%- endfor %}
    ), '')
{%- endmacro %}
