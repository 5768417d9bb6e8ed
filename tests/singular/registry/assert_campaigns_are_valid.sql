-- campaigns.csv names segments for marketing that there are, and days, shares and windows that can be.
with campaigns as (
    select
        *,
        seed_file || ', row ' || coalesce(campaign_code, '(campaign_code empty)') as row_name,
        {{ dbt.safe_cast('start_date', 'date') }} as first_day,
        {{ dbt.safe_cast('end_date', 'date') }} as last_day,
        {{ dbt.safe_cast('holdout_share', 'numeric(24, 6)') }} as planned_share,
        {{ dbt.safe_cast('outcome_days', 'integer') }} as window_days
    from ({{ seed_rows('campaigns') }}) as campaigns
),

segments as (
    {{ seed_rows('segments') }}
),

problems as (
    select
        row_name || ': write the campaign_code in small letters, digits and underscores, beginning with a letter'
            as problem
    from campaigns
    where campaign_code is null or not {{ matches_regex('campaign_code', '^[a-z][a-z0-9_]{0,62}$') }}

    union all

    select min(row_name) || ': stands ' || cast(count(*) as {{ dbt.type_string() }}) || ' times; keep one' as problem
    from campaigns
    group by campaign_code
    having count(*) > 1

    union all

    select row_name || ': name_zh, name_en or owner is empty; fill it in' as problem
    from campaigns
    where name_zh is null or name_en is null or owner is null

    union all

    select
        row_name || ': status is ' || coalesce('"' || status || '"', 'empty') || '; write draft, active or retired'
            as problem
    from campaigns
    where status is null or status not in ('draft', 'active', 'retired')

    union all

    select row_name || ': start_date or end_date is no day; write YYYY-MM-DD' as problem
    from campaigns
    where first_day is null or last_day is null

    union all

    select row_name || ': ends before it begins; correct the dates' as problem
    from campaigns
    where last_day < first_day

    union all

    select
        row_name || ': outcome_days is ' || coalesce('"' || outcome_days || '"', 'empty') || '; write 1 to 365'
            as problem
    from campaigns
    where window_days is null or window_days not between 1 and 365

    union all

    select
        campaigns.row_name || ': there is no active segment ' || campaigns.segment_code
        || ' in seeds/segments/segments.csv; correct segment_code' as problem
    from campaigns
    left join segments on campaigns.segment_code = segments.segment_code and segments.status = 'active'
    where campaigns.segment_code is not null and campaigns.status = 'active' and segments.segment_code is null

    union all

    select
        campaigns.row_name || ': segment ' || campaigns.segment_code || ' is for ' || segments.purpose
        || ', and has customers who may not be addressed; choose one for marketing' as problem
    from campaigns
    inner join segments on campaigns.segment_code = segments.segment_code
    where segments.purpose <> 'marketing'

    union all

    select
        row_name || ': holdout_share is ' || coalesce('"' || holdout_share || '"', 'empty')
        || '; write a share above 0 and below 1 with up to 4 decimals, such as 0.1' as problem
    from campaigns
    where
        (holdout_share is not null or segment_code is not null)
        and (
            planned_share is null or planned_share <= 0 or planned_share >= 1
            or planned_share * 10000 <> floor(planned_share * 10000)
        )

    union all

    select row_name || ': salt is empty; write a text of its own, such as the campaign and the year' as problem
    from campaigns
    where segment_code is not null and salt is null

    union all

    select row_name || ': has no segment_code, so that another tool draws; leave salt empty, too' as problem
    from campaigns
    where segment_code is null and salt is not null
)

select problem from problems
