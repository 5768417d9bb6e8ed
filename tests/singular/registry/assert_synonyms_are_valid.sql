-- synonyms.csv has only columns that contain codes, and each word once, in the spelling that staging compares.
{#- the codes of each column; order types are in counted_orders.csv, categories are the company's own -#}
{%- set channels = ['email', 'sms', 'wechat', 'phone', 'app_push', 'mail', 'web', 'app', 'store', 'social'] %}
{%- set codes = {
    'customers': {
        'customer_type': ['individual', 'business'],
        'gender': ['male', 'female'],
        'acquisition_source': [
            'paid_feed', 'ecommerce', 'referral', 'social', 'offline_store', 'event', 'other',
        ],
        'occupation': [
            'student', 'professional', 'self_employed', 'migrant_worker', 'rural_resident', 'county_resident',
            'town_resident', 'other',
        ],
        'industry': ['manufacturing', 'retail', 'it_services', 'finance', 'healthcare', 'education', 'other'],
        'decision_role': ['decision_maker', 'influencer', 'user', 'purchaser'],
    },
    'orders': {
        'order_status': ['open', 'completed', 'cancelled', 'returned', 'unpaid', 'draft', 'test'],
        'order_type': [],
        'channel': ['online', 'offline'],
    },
    'interactions': {
        'interaction_type': ['visit', 'view', 'click', 'open', 'social', 'send', 'reply', 'campaign', 'use'],
        'channel': channels,
    },
    'service_contacts': {'channel': ['phone', 'online', 'account_manager']},
    'opportunities': {'sales_stage': ['to_connect', 'to_wake', 'to_invite', 'to_repurchase', 'won', 'not_won']},
    'promotions': {'promotion_type': ['coupon', 'campaign', 'discount']},
    'products': {'category': []},
    'manual_tags': {'operation': ['set', 'remove'], 'origin': ['manual', 'imported']},
    'consents': {
        'purpose': ['analytics', 'marketing', 'sharing'],
        'decision': ['granted', 'withdrawn'],
    },
} %}

with synonyms as (
    select
        *,
        seed_file || ', row ' || coalesce(entity, '(entity empty)') || '/'
        || coalesce(column_name, '(column_name empty)') || '/' || coalesce(raw_word, '(raw_word empty)') as row_name
    from ({{ seed_rows('synonyms') }}) as synonyms
),

code_columns as (
    {%- for entity, columns in codes.items() %}
    {%- set outer_loop = loop %}
    {%- for column, column_codes in columns.items() %}
    select
        '{{ entity }}' as entity,
        '{{ column }}' as column_name,
        ' {{ column_codes | join(' ') }} ' as codes
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

    select synonyms.row_name || ': code is "' || synonyms.code || '"; use one of' || code_columns.codes as problem
    from synonyms
    inner join code_columns
        on synonyms.entity = code_columns.entity and synonyms.column_name = code_columns.column_name
    where
        trim(code_columns.codes) <> ''
        and position(' ' || synonyms.code || ' ' in code_columns.codes) = 0

    union all

    select
        synonyms.row_name || ': "' || synonyms.raw_word || '" is a code itself and cannot mean "' || synonyms.code
        || '"; delete the row' as problem
    from synonyms
    inner join code_columns
        on synonyms.entity = code_columns.entity and synonyms.column_name = code_columns.column_name
    where
        position(' ' || synonyms.raw_word || ' ' in code_columns.codes) > 0
        and synonyms.raw_word <> synonyms.code

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from synonyms
    group by entity, column_name, raw_word
    having count(*) > 1
)

select problem from problems
