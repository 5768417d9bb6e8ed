-- The lists of regions and calling codes have what staging looks up: without a province's rows its customers have no
-- region, without a country's row its phones identify nobody.
{%- set provinces = [
    '11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43', '44',
    '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71', '81', '82',
] %}
{#- municipalities and special regions have no prefectures #}
{%- set without_prefectures = ['11', '12', '31', '50', '71', '81', '82'] %}
{%- set home = var('phone_calling_code') %}

with provinces as (
    {%- for code in provinces %}
    select
        '{{ code }}' as code,
        {{ 'false' if code in without_prefectures else 'true' }} as has_prefectures
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

regions as (
    select
        left(region_code, 2) as code,
        sum(case when length(region_code) = 2 then 1 else 0 end) as province_count,
        sum(case when length(region_code) = 4 then 1 else 0 end) as prefecture_count
    from {{ ref('region_codes') }}
    group by left(region_code, 2)
),

calling_codes as (
    select * from {{ ref('calling_codes') }}
),

problems as (
    select
        'seeds/reference/region_codes.csv: the row of region_code ' || provinces.code
        || ' is missing; add it back, or its customers have no region' as problem
    from provinces
    left join regions on provinces.code = regions.code
    where coalesce(regions.province_count, 0) = 0

    union all

    select
        'seeds/reference/region_codes.csv: region_code ' || provinces.code
        || ' has no prefectures (codes of 4 digits); add them back, or its customers have no city' as problem
    from provinces
    left join regions on provinces.code = regions.code
    where provinces.has_prefectures and coalesce(regions.prefecture_count, 0) = 0

    union all

    select
        'seeds/reference/calling_codes.csv: has no row of {{ home }}, the country of the company (var '
        || 'phone_calling_code); add it back, or its phones identify nobody' as problem
    from calling_codes
    having max(case when calling_code = '{{ home }}' then 1 else 0 end) = 0 or count(*) = 0

    union all

    select
        'seeds/reference/calling_codes.csv, row ' || coalesce(calling_code, '(calling_code empty)')
        || ': calling_code or number_lengths is empty; fill it in' as problem
    from calling_codes
    where calling_code is null or number_lengths is null
)

select problem from problems
