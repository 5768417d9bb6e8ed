{% macro pseudonym(text) -%}
    {#-
        Keyed hash of an identifier, 64 hexadecimal digits: who lacks the key can neither tell whose it is nor try out
        numbers. The key comes from the environment (DBT_ENV_SECRET_PSEUDONYM_KEY, by way of profiles.yml) and stands in
        the session only, never in SQL, logs or tables. Without a key, or with one of under 32 characters, the build
        fails.
    -#}
    {{ return(adapter.dispatch('pseudonym')(text)) }}
{%- endmacro %}

{% macro duckdb__pseudonym(text) -%}
    {%- set key = "getvariable('pseudonym_key')" -%}
    case
        when coalesce(length({{ key }}), 0) < 32
            then error(
                'customer keys need a secret: set the environment variable DBT_ENV_SECRET_PSEUDONYM_KEY '
                || 'to at least 32 characters, and keep it'
            )
        else sha256({{ key }} || sha256({{ key }} || {{ text }}))
    end
{%- endmacro %}

{% macro postgres__pseudonym(text) -%}
    {#- The key is a setting of the session, given by PGOPTIONS (docs/engines.md). A cast that fails tells the fault,
        for Postgres has no function for it; random() keeps the planner from trying it out. -#}
    {%- set key = "current_setting('customer_tags.pseudonym_key', true)" -%}
    case
        when coalesce(length({{ key }}), 0) < 32
            then cast(
                cast(
                    left(cast(random() as text), 0)
                    || 'customer keys need a secret: set PGOPTIONS to "-c customer_tags.pseudonym_key=..." with '
                    || 'at least 32 characters, and keep it' as integer
                ) as text
            )
        else encode(sha256(convert_to(
            {{ key }} || encode(sha256(convert_to({{ key }} || {{ text }}, 'UTF8')), 'hex'), 'UTF8'
        )), 'hex')
    end
{%- endmacro %}

{% macro spark__pseudonym(text) -%}
    {#- The key is a parameter of the session, set by profiles.yml; Spark puts it in when it parses. -#}
    {%- set key = "'${spark.customer_tags.pseudonym_key}'" -%}
    case
        when length({{ key }}) < 32
            then raise_error(
                'customer keys need a secret: set the environment variable DBT_ENV_SECRET_PSEUDONYM_KEY '
                || 'to at least 32 characters, and keep it'
            )
        else sha2({{ key }} || sha2({{ key }} || {{ text }}, 256), 256)
    end
{%- endmacro %}
