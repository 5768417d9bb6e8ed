-- Who asked for each version of a tag, and who approved it; validated by the registry tests.
with approvals as (
    {{ seed_rows('tag_approvals') }}
),

final as (
    select
        tag_code,
        case when {{ matches_regex('version', '^[1-9][0-9]{0,8}$') }} then cast(version as integer) end as version,
        requested_by,
        approved_by,
        {{ dbt.safe_cast('approved_on', 'date') }} as approved_on,
        replaced_by,
        overridden_by,
        {{ dbt.safe_cast('retires_on', 'date') }} as retires_on,
        seed_file || ', row ' || coalesce(tag_code, '(tag_code empty)') || ' ' || coalesce(version, '(version empty)')
            as row_name,
        retires_on as retires_on_text
    from approvals
)

select * from final
