-- What the version of a tag stands for, as hashes of its rows in the seeds: one row per tag. Labels and meanings may be
-- reworded without a new version; what decides who gets a value may not change.
with definitions as (
    select * from {{ ref('int_tag_definitions') }}
),

tag_values as (
    select
        tag_code,
        md5({{ json_list(
            "tag_value || '/' || coalesce(cast(min_value as " ~ dbt.type_string() ~ "), '') || '/' || "
            ~ "coalesce(cast(max_value as " ~ dbt.type_string() ~ "), '') || '/' || coalesce(closed, '') || '/' || "
            ~ "coalesce(absent_reason, '') || '/' || coalesce(cast(score as " ~ dbt.type_string() ~ "), '')",
            '1 = 1'
        ) }}) as fingerprint
    from {{ ref('int_tag_bands') }}
    group by tag_code
),

parameters as (
    select
        tag_code,
        md5({{ json_list("parameter || '=' || coalesce(value, '')", '1 = 1') }}) as fingerprint
    from ({{ seed_rows('tag_parameters') }}) as tag_parameters
    group by tag_code
),

final as (
    select
        definitions.tag_code,
        definitions.version,
        md5(
            coalesce(definitions.metric, '') || '/' || coalesce(definitions.kind, '') || '/'
            || coalesce(definitions.cardinality, '') || '/' || coalesce(definitions.period, '') || '/'
            || coalesce(definitions.values_from, '')
        ) as definition_fingerprint,
        coalesce(tag_values.fingerprint, '') as values_fingerprint,
        coalesce(parameters.fingerprint, '') as parameters_fingerprint
    from definitions
    left join tag_values on definitions.tag_code = tag_values.tag_code
    left join parameters on definitions.tag_code = parameters.tag_code
)

select * from final
