-- Every base row, standardised, with the reason why it is rejected, if any. An impossible value is blanked and reported
-- in a `_fault` column; the record stays.
{%- set codes = {
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
} %}

with customers as (
    select * from {{ ref('base_customers') }}
),

erased_customers as (
    select * from {{ ref('stg_erased_customers') }}
),

synonyms as (
    {{ seed_rows('synonyms') }}
),

placeholders as (
    {{ seed_rows('placeholder_values') }}
),

regions as (
    select * from {{ ref('region_codes') }}
),

-- a place has a full and a short name
provinces as (
    select
        province as place_name,
        province,
        city,
        macro_region
    from regions
    where length(region_code) = 2
    union distinct
    select
        province_short as place_name,
        province,
        city,
        macro_region
    from regions
    where length(region_code) = 2
),

cities as (
    select
        city as place_name,
        city,
        province,
        macro_region
    from regions
    where city is not null
    union distinct
    select
        city_short as place_name,
        city,
        province,
        macro_region
    from regions
    where city is not null
),

standardised as (
    select
        customers.source_system,
        case
            when source_customer_id_placeholder.entity is null then {{ clean_text('customers.source_customer_id') }}
        end as source_customer_id,
        case
            when member_number_placeholder.entity is null then {{ clean_text('customers.member_number') }}
        end as member_number,
        member_number_placeholder.entity is not null as member_number_is_placeholder,
        birth_date_placeholder.entity is not null as birth_date_is_placeholder,
        {%- for column in codes %}
        {{ code_of('customers', column) }} as {{ column }},
        {%- endfor %}
        customers.birth_date,
        customers.age_lower,
        customers.age_upper,
        customers.employee_count,
        upper({{ clean_text('customers.resident_id_number') }}) as resident_id_number,
        upper({{ clean_text('customers.country') }}) as country,
        {{ simplified_place(clean_text('customers.province')) }} as province,
        {{ simplified_place(clean_text('customers.city')) }} as city,
        customers.created_at,
        customers.updated_at,
        customers.unreadable_columns
    from customers
    {{ left_join_codes('customers', codes) }}
    {{ left_join_placeholder('customers', 'source_customer_id') }}
    {{ left_join_placeholder('customers', 'member_number') }}
    {{ left_join_placeholder(
        'customers', 'birth_date', text='cast(customers.birth_date as ' ~ dbt.type_string() ~ ')'
    ) }}
),

validated as (
    select
        *,
        {%- for column, values in codes.items() %}
        {{ column }} is null
        or {{ column }} in (
            '{{ values | join("', '") }}'
        ) as {{ column }}_is_known,
        {%- endfor %}
        birth_date is null
        or birth_date >= cast('{{ var('earliest_plausible_birth_date') }}' as date) as birth_date_is_plausible,
        coalesce(employee_count >= 0, true) as employee_count_is_plausible,
        coalesce({{ matches_regex('country', '^[A-Z]{2}$') }}, true) as country_is_known,
        {{ resident_id_is_valid('resident_id_number') }} as resident_id_is_valid
    from standardised
),

located as (
    select
        validated.*,
        case when erased_customers.erasure_key is not null then 'erased' end as redaction_reason,
        coalesce(validated.country_is_known and validated.country not in ('CN', 'HK', 'MO', 'TW'), false) as is_abroad,
        provinces.province as known_province,
        provinces.city as city_of_province,
        provinces.macro_region as macro_region_of_province,
        cities.city as known_city,
        cities.province as province_of_city,
        cities.macro_region as macro_region_of_city,
        territories.province as territory,
        territories.city as city_of_territory,
        territories.macro_region as macro_region_of_territory,

        -- the longest known code in the id number: county, prefecture or province
        coalesce(id_counties.province, id_prefectures.province, id_provinces.province) as id_province,
        coalesce(id_counties.city, id_prefectures.city, id_provinces.city) as id_city,
        coalesce(id_counties.macro_region, id_prefectures.macro_region, id_provinces.macro_region) as id_macro_region
    from validated
    left join provinces on validated.province = provinces.place_name
    left join cities
        on
            validated.city = cities.place_name
            and (provinces.province is null or cities.province = provinces.province)
    left join regions as territories
        on
            territories.region_code = case validated.country
                when 'TW' then '71'
                when 'HK' then '81'
                when 'MO' then '82'
            end
            and provinces.province is null
            and cities.province is null
    left join regions as id_counties on substring(validated.resident_id_number, 1, 6) = id_counties.region_code
    left join regions as id_prefectures on substring(validated.resident_id_number, 1, 4) = id_prefectures.region_code
    left join regions as id_provinces on substring(validated.resident_id_number, 1, 2) = id_provinces.region_code
    left join erased_customers
        on {{ erasure_key('customers', 'validated', 'source_customer_id') }} = erased_customers.erasure_key
),

blanked as (
    select
        source_system,
        source_customer_id,
        member_number,
        created_at,
        updated_at,

        -- declared attributes
        {%- for column in codes %}
        case when {{ column }}_is_known then {{ column }} end as {{ column }},
        {%- endfor %}
        case when birth_date_is_plausible and not birth_date_is_placeholder then birth_date end as birth_date,
        age_lower,
        age_upper,
        case when employee_count_is_plausible then employee_count end as employee_count,

        -- declared region
        case when is_abroad then 'overseas' else coalesce(known_province, province_of_city, territory) end as province,
        case when is_abroad then 'overseas' else coalesce(known_city, city_of_province, city_of_territory) end as city,
        case
            when is_abroad then 'overseas'
            else coalesce(macro_region_of_province, macro_region_of_city, macro_region_of_territory)
        end as macro_region,

        -- attributes from the resident id number; the number itself is not passed on
        case when resident_id_is_valid then {{ resident_id_gender('resident_id_number') }} end as resident_id_gender,
        case
            when resident_id_is_valid then {{ resident_id_birth_date('resident_id_number') }}
        end as resident_id_birth_date,
        case when resident_id_is_valid then id_province end as resident_id_province,
        case when resident_id_is_valid then id_city end as resident_id_city,
        case when resident_id_is_valid then id_macro_region end as resident_id_macro_region,

        -- values blanked above
        {%- for column in codes %}
        case when not {{ column }}_is_known then 'unknown_{{ column }}' end as {{ column }}_fault,
        {%- endfor %}
        case when member_number_is_placeholder then 'placeholder_member_number' end as member_number_fault,
        case
            when unreadable_columns like '%birth_date%' then 'unreadable_birth_date'
            when not birth_date_is_plausible then 'implausible_birth_date'
            when birth_date_is_placeholder then 'placeholder_birth_date'
        end as birth_date_fault,
        case
            when unreadable_columns like '%employee_count%' then 'unreadable_employee_count'
            when not employee_count_is_plausible then 'negative_employee_count'
        end as employee_count_fault,
        case
            when resident_id_number is not null and not resident_id_is_valid then 'invalid_resident_id_number'
        end as resident_id_number_fault,
        case when not country_is_known then 'unknown_country' end as country_fault,
        -- of a region abroad nothing is known, and nothing is wrong
        case
            when province is not null and known_province is null and not is_abroad then 'unknown_province'
        end as province_fault,
        case when city is not null and known_city is null and not is_abroad then 'unknown_city' end as city_fault,
        case when unreadable_columns like '%created_at%' then 'unreadable_created_at' end as created_at_fault,
        case when unreadable_columns like '%updated_at%' then 'unreadable_updated_at' end as updated_at_fault,

        unreadable_columns,
        redaction_reason,
        case when source_customer_id is null then 'missing_key' end as rejection_reason
    from located
),

cleaned as (
    {{ redact('blanked', 'customers', 'source_customer_id', [
        'member_number', 'created_at', 'updated_at', 'customer_type', 'gender', 'acquisition_source', 'occupation',
        'industry', 'decision_role', 'birth_date', 'age_lower', 'age_upper', 'employee_count', 'province', 'city',
        'macro_region', 'resident_id_gender', 'resident_id_birth_date', 'resident_id_province', 'resident_id_city',
        'resident_id_macro_region', 'customer_type_fault', 'gender_fault', 'acquisition_source_fault',
        'occupation_fault', 'industry_fault', 'decision_role_fault', 'member_number_fault', 'birth_date_fault',
        'employee_count_fault', 'resident_id_number_fault', 'country_fault', 'province_fault', 'city_fault',
        'created_at_fault', 'updated_at_fault', 'unreadable_columns',
    ]) }}
),

final as (
    {{ rank_versions('cleaned', 'source_customer_id', [
        'created_at', 'member_number', 'customer_type', 'gender', 'birth_date', 'age_lower', 'age_upper',
        'resident_id_birth_date', 'resident_id_gender', 'resident_id_province', 'resident_id_city', 'province', 'city',
        'acquisition_source', 'occupation', 'industry', 'employee_count', 'decision_role',
    ]) }}
)

select * from final
