-- synonyms.csv has only columns that contain codes, and each word once, in the spelling that staging compares.
{%- set code_columns = {
    'customers': ['customer_type', 'gender', 'acquisition_source', 'occupation', 'industry', 'decision_role'],
    'orders': ['order_status', 'order_type', 'channel'],
    'interactions': ['interaction_type', 'channel'],
    'service_contacts': ['channel'],
    'opportunities': ['sales_stage'],
    'promotions': ['promotion_type'],
    'products': ['category'],
    'consents': ['purpose', 'decision'],
} %}

with synonyms as (
    select
        *,
        seed_file || ', row ' || coalesce(entity, '(entity empty)') || '/'
        || coalesce(column_name, '(column_name empty)') || '/' || coalesce(raw_word, '(raw_word empty)') as row_name
    from ({{ seed_rows('synonyms') }}) as synonyms
),

code_columns as (
    {%- for entity, columns in code_columns.items() %}
    {%- set outer_loop = loop %}
    {%- for column in columns %}
    select
        '{{ entity }}' as entity,
        '{{ column }}' as column_name
    {%- if not (loop.last and outer_loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

problems as (
    select
        synonyms.row_name || ': no such column with codes; use one that its description in '
        || 'seeds/cleaning/_cleaning__seeds.yml lists' as problem
    from synonyms
    left join code_columns
        on synonyms.entity = code_columns.entity and synonyms.column_name = code_columns.column_name
    where code_columns.entity is null

    union all

    select row_name || ': raw_word or code is empty; fill it in or delete the row' as problem
    from synonyms
    where raw_word is null or code is null

    union all

    select row_name || ': raw_word is compared in lower case and cleaned; write "' || cleaned_word || '"' as problem
    from (
        select
            *,
            lower({{ clean_text('raw_word') }}) as cleaned_word
        from synonyms
    ) as spelled
    where raw_word <> cleaned_word

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from synonyms
    group by entity, column_name, raw_word
    having count(*) > 1
)

select problem from problems
