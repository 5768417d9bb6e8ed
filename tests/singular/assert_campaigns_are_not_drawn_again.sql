-- What a campaign was drawn with stays: who is held out is told to other tools, and results compare the arms as drawn.
{{ config(store_failures=true) }}

with seeds as (
    {{ seed_rows('campaigns') }}
)

select distinct
    seeds.seed_file || ', row ' || campaigns.campaign_code || ': was drawn on '
    || cast(draws.valid_from as {{ dbt.type_string() }}) || ' from segment ' || draws.segment_code || ' with salt '
    || draws.salt || ', and cannot be drawn again; put the former segment_code, holdout_share and salt back, or give '
    || 'the new draw a campaign_code of its own' as problem
from {{ ref('campaign_draw_states') }} as draws
inner join {{ ref('dim_campaigns') }} as campaigns on draws.campaign_code = campaigns.campaign_code
inner join seeds on campaigns.campaign_code = seeds.campaign_code
where
    campaigns.segment_code is distinct from draws.segment_code
    or campaigns.holdout_share is distinct from draws.holdout_share
    or campaigns.salt is distinct from draws.salt
