{% macro pseudonym(text) -%}
    {#-
        Keyed hash of an identifier, 64 hexadecimal digits: without the key nobody can find out whose it is, not even by
        trying numbers. The key comes from the environment (DBT_ENV_SECRET_PSEUDONYM_KEY, through profiles.yml) and is
        in the session only, never in SQL, logs or tables. Without a key, or with one of under 32 characters, the build
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
    {#- The key is a setting of the session, given by PGOPTIONS (docs/engines.md). A failing cast reports the error,
        because Postgres has no function for that; random() keeps the planner from evaluating it early. -#}
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
    {#- The key is a parameter of the session, set by profiles.yml; Spark inserts it when it parses. -#}
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
