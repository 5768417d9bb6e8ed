{% macro tag_marts() -%}
    {#- The wide marts: customer_tags, and one per pack. Their contracts are the one list behind the wide and the long
        tables. -#}
    {%- set marts = ['customer_tags'] -%}
    {%- for pack in active_packs() -%}
        {%- do marts.append('customer_tags__' ~ pack) -%}
    {%- endfor -%}
    {{- return(marts) -}}
{%- endmacro %}

{% macro single_valued_tags(mart=none) -%}
    {#- Tags with one value per customer; of all wide marts, or of one. Unit tests cannot see contracts; they replace
        these lists. -#}
    {{- return(contract_columns('cardinality', 'single', mart)) -}}
{%- endmacro %}

{% macro multi_valued_tags(mart=none) -%}
    {#- Tags with several values per customer. -#}
    {{- return(contract_columns('cardinality', 'multi', mart)) -}}
{%- endmacro %}

{% macro model_tags() -%}
    {#- Tags whose values come from a model's score; they also give the model that set them. -#}
    {{- return(contract_columns('kind', 'model')) -}}
{%- endmacro %}

{% macro published_tags() -%}
    {#- All tags, in the order of the contracts. None while dbt only parses. -#}
    {{- return(contract_columns()) -}}
{%- endmacro %}

{% macro contract_columns(property=none, wanted=none, mart=none) -%}
    {#-
        Tags among the columns of the contracts of the wide marts (models/marts/_marts__models.yml, and of packs). None
        while dbt only parses.

        property, wanted:  what `meta` of the column must contain; a column without a cardinality is single
        mart:              the wide mart; all of them if none is given
    -#}
    {%- set tags = [] -%}
    {%- for name in ([mart] if mart else tag_marts()) if execute -%}
        {%- for tag_code, column in graph.nodes['model.' ~ project_name ~ '.' ~ name].columns.items() -%}
            {%- set meta = column.get('config', {}).get('meta', {}) -%}
            {%- set found = meta.get(property, 'single' if property == 'cardinality') -%}
            {%- if tag_code not in ('customer_id', 'as_of_date') and (property is none or found == wanted) -%}
                {%- do tags.append(tag_code) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(tags) -}}
{%- endmacro %}

{% macro parameters_of_any_tag() -%}
    {#- Parameters of the seed tag_parameters that int_tag_definitions reads, whatever the tag. -#}
    {{- return(['down_after', 'manual_rank', 'imported_rank', 'computed_rank']) -}}
{%- endmacro %}

{% macro tags_where(condition, column='tag_code') -%}
    {#- Tags of int_tag_definitions for which a condition holds, each with the value of a column; none while dbt parses,
        or before this version built the registry. -#}
    {%- set found = {} -%}
    {%- if execute and 'down_after' in column_names(ref('int_tag_definitions')) -%}
        {%- for row in run_query(
            'select tag_code, ' ~ column ~ ' from ' ~ ref('int_tag_definitions') ~ ' where ' ~ condition
            ~ ' order by tag_code'
        ).rows -%}
            {%- do found.update({row[0]: row[1]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro %}

{% macro yielding_tags() -%}
    {#- Single-valued tags that what is computed decides, where it is there, before what people set or other systems
        gave. -#}
    {{- return(tags_where(
        "cardinality = 'single' and computed_rank < greatest(manual_rank, imported_rank)"
    ) | list) -}}
{%- endmacro %}

{% macro numeric_metrics() -%}
    {#- The numbers of int_customer_metrics, which a band tag may name in the seed. -#}
    {%- set names = [
        'employee_count',
        'days_since_first_order', 'days_since_last_order', 'order_days', 'mean_days_between_order_days',
        'preferred_category_net_spend_365d', 'online_orders_365d', 'offline_orders_365d', 'online_order_share_365d',
        'morning_orders_365d', 'afternoon_orders_365d', 'evening_orders_365d', 'night_orders_365d',
        'ordered_units_365d', 'returned_units_365d', 'returned_item_share_365d',
        'costed_net_spend_365d', 'profit_365d', 'profit_share_365d', 'spend_rank', 'net_spend_before_365d',
        'total_net_spend_365d', 'net_spend_share_before_365d',
        'sends_180d', 'answered_sends_180d', 'response_share_180d', 'email_open_share_180d', 'sms_reply_share_180d',
        'preferred_channel_response_share_180d', 'service_contacts_365d', 'preferred_service_contacts_365d',
        'days_since_last_sales_contact', 'win_probability',
        'churn_probability', 'purchase_probability_90d', 'predicted_value_3y',
    ] -%}
    {%- for window in metric_windows() -%}
        {%- do names.extend(windowed_metrics(window ~ 'd')) -%}
    {%- endfor -%}
    {%- do names.extend(windowed_metrics('lifetime')) -%}
    {{- return(names) -}}
{%- endmacro %}

{% macro windowed_metrics(window) -%}
    {{- return([
        'orders_' ~ window, 'net_spend_' ~ window, 'mean_order_value_' ~ window, 'promotion_orders_' ~ window,
        'promotion_order_share_' ~ window, 'discount_amount_' ~ window, 'engagements_' ~ window,
        'usage_days_' ~ window,
    ]) -}}
{%- endmacro %}

{% macro metric_named(name, suffix='') -%}
    {#-
        The metric of int_customer_metrics that an expression names, as text; null if there is none.

        name:    expression with the metric's name, from the seed
        suffix:  a related column instead: _absent_reason (why the metric is null) or _set_by (the model that scored)
    -#}
    {%- set with_suffix = {
        '': numeric_metrics(),
        '_absent_reason': [
            'employee_count', 'days_since_last_order', 'mean_days_between_order_days', 'returned_item_share_365d',
            'profit_share_365d',
        ],
        '_set_by': ['churn_probability', 'purchase_probability_90d', 'predicted_value_3y'],
    } -%}
    case {{ name }}
        {%- for metric in with_suffix[suffix] %}
        when '{{ metric }}' then cast(metrics.{{ metric }}{{ suffix }} as {{ dbt.type_string() }})
        {%- endfor %}
    end
{%- endmacro %}

{% macro join_band(tag_code, metric, absent_reason='null', alias=none) -%}
    {#-
        Cuts a metric by the bands of a tag: left join of the one row of int_tag_bands whose band contains the metric
        or, where the metric is null, which is the tag's value for that. The value is then `<tag_code>.tag_value`.
        Registry tests keep bands free of gaps and overlaps, so that the join neither drops nor repeats a customer.

        tag_code:       the tag; also the alias of the joined row unless another is given
        metric:         numeric column or expression
        absent_reason:  expression for why the metric is null, for tags with several null reasons
        alias:          alias of the joined row, where a model cuts two metrics by one tag
    -#}
    {%- set band = alias or tag_code %}
    left join {{ ref('int_tag_bands') }} as {{ band }}
        on {{ band }}.tag_code = '{{ tag_code }}'
            and (
                (
                    {{ metric }} is null
                    and ({{ band }}.is_only_absent_value or {{ band }}.absent_reason = {{ absent_reason }})
                )
                or (
                    {{ band }}.absent_reason is null
                    and {{ metric }} is not null
                    and (
                        {{ band }}.min_value is null
                        or {{ metric }} > {{ band }}.min_value
                        or ({{ metric }} = {{ band }}.min_value and {{ band }}.includes_min)
                    )
                    and (
                        {{ band }}.max_value is null
                        or {{ metric }} < {{ band }}.max_value
                        or ({{ metric }} = {{ band }}.max_value and {{ band }}.includes_max)
                    )
                )
            )
{%- endmacro %}

{% macro tag_parameter(tag_code, parameter) -%}
    {#- One parameter of the seed tag_parameters as a column of a one-row table; null if it is missing or not a
        number. -#}
    max(
        case
            when tag_code = '{{ tag_code }}' and parameter = '{{ parameter }}'
                then {{ dbt.safe_cast('value', 'numeric(18, 6)') }}
        end
    ) as {{ tag_code }}__{{ parameter }}
{%- endmacro %}
