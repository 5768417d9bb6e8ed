-- placeholder_values.csv names columns that staging looks at, and each value once, in the spelling that it compares. An
-- empty value is the word null, as dbt reads it.
with placeholders as (
    select
        *,
        seed_file || ', row ' || coalesce(entity, '(entity empty)') || '/'
        || coalesce(column_name, '(column_name empty)') || '/' || coalesce(value, 'null') as row_name
    from ({{ seed_rows('placeholder_values') }}) as placeholders
),

problems as (
    select
        row_name || ': no such column; use source_customer_id, member_number or birth_date of customers, or a type of '
        || 'customer_identifiers' as problem
    from placeholders
    where
        coalesce(entity, '') || '/' || coalesce(column_name, '') not in (
            'customers/source_customer_id', 'customers/member_number', 'customers/birth_date',
            'customer_identifiers/phone', 'customer_identifiers/email', 'customer_identifiers/wechat_id',
            'customer_identifiers/member_number', 'customer_identifiers/device_id', 'customer_identifiers/system_id'
        )

    union all

    select row_name || ': comparison is "' || coalesce(comparison, '') || '"; use equals, begins, ends, off' as problem
    from placeholders
    where comparison is null or comparison not in ('equals', 'begins', 'ends', 'off')

    union all

    select row_name || ': columns of customers are compared as a whole; use equals or off' as problem
    from placeholders
    where entity = 'customers' and comparison in ('begins', 'ends')

    union all

    select row_name || ': begins is for e-mail addresses, up to the @; write it like support@' as problem
    from placeholders
    where comparison = 'begins' and not (column_name = 'email' and coalesce(value, '') like '_%@')

    union all

    select row_name || ': ends is an email from its @ on, a system_id from its colon on, or 8 characters' as problem
    from placeholders
    where
        comparison = 'ends'
        and not case column_name
            when 'email' then coalesce(value, '') like '@_%'
            when 'system_id' then coalesce(value, '') like ':_%'
            else length(coalesce(value, '')) = 8
        end

    union all

    select row_name || ': value is compared in lower case and cleaned; write "' || cleaned_value || '"' as problem
    from (
        select
            *,
            lower({{ clean_text('value') }}) as cleaned_value
        from placeholders
    ) as spelled
    where value <> cleaned_value

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from placeholders
    group by entity, column_name, value
    having count(*) > 1
)

select problem from problems
