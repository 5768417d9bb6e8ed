-- A version stands for what was published with it: bounds, parameters or metric that changed need a new one. The last
-- published catalogue is looked up by name, because a ref would be a cycle. What a build wrote that failed later was
-- not published.
{%- set last = last_published_day() %}
{%- set published = adapter.get_relation(
    database=target.database, schema=generate_schema_name('history', none), identifier='tag_version_states'
) if last and publishes_history() %}
{%- set seeds = {'definition': 'tag_definitions', 'values': 'tag_values', 'parameters': 'tag_parameters'} %}

with fingerprints as (
    select
        fingerprints.*,
        definitions.pack
    from {{ ref('int_tag_fingerprints') }} as fingerprints
    inner join {{ ref('int_tag_definitions') }} as definitions on fingerprints.tag_code = definitions.tag_code
),

{%- if published %}

ranked as (
    select
        *,
        rank() over (partition by tag_code order by valid_from desc) as state_rank
    from {{ published }}
    where valid_from <= cast('{{ last }}' as date)
),

last_published as (
    select distinct
        tag_code,
        version,
        definition_fingerprint,
        values_fingerprint,
        parameters_fingerprint
    from ranked
    where state_rank = 1
),
{%- else %}

last_published as (
    select * from fingerprints
),
{%- endif %}

problems as (
    {%- for name, seed in seeds.items() %}
    select
        {{ tag_seed(seed, 'fingerprints.pack') }}
        || ', tag ' || fingerprints.tag_code || ': changed since it was published, but version is still '
        || cast(fingerprints.version as {{ dbt.type_string() }})
        || '; raise version in ' || {{ tag_seed('tag_definitions', 'fingerprints.pack') }} as problem
    from fingerprints
    inner join last_published on fingerprints.tag_code = last_published.tag_code
    where
        fingerprints.version <= last_published.version
        and fingerprints.{{ name }}_fingerprint <> last_published.{{ name }}_fingerprint
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select problem from problems
