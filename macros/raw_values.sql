{#- Reading raw text: used by base models to cast safely and by staging to standardise. -#}

{% macro clean_text(column, letters=true) -%}
    {#- Half-width, without invisible or control characters or outer blanks; null if nothing is left. Plain ASCII,
        nearly all of the text, skips the slow translation. Dates have no `letters` but T, and lose rare blanks: Spark
        stores a view with at most 32,700 characters. -#}
    {%- set full, half = 'Ｔ０１２３４５６７８９－．：／＠＿＋（）　\u00a0\u202f\t\r\n', 'T0123456789-.:/@_+()      ' -%}
    {%- set removed = '[:cntrl:]\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff' -%}
    {%- if letters -%}
        {%- set full = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ' ~ full
            ~ '\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f' -%}
        {%- set half = 'ABCDEFGHIJKLMNOPQRSUVWXYZabcdefghijklmnopqrstuvwxyz' ~ half ~ ' ' * 13 -%}
    {%- else -%}
        {%- set removed = removed ~ '\u1680\u2000-\u200a\u205f' -%}
    {%- endif -%}
    {%- set translated = "translate(" ~ column ~ ", '" ~ full ~ "', '" ~ half ~ "')" -%}
    case
        when {{ matches_regex(column, '^[!-~]+( [!-~]+)*$') }} then {{ column }}
        else nullif(trim({{ replace_regex(translated, '[' ~ removed ~ ']', []) }}), '')
    end
{%- endmacro %}

{% macro read_timestamp(column, format=none, utc=false) -%}
    {#-
        A date, optionally with a time, as local time; null if it is anything else or not a real date. It reads the
        spellings of docs/entities.md. Nearly all dates have the first one and need no cleaning; the others are
        converted to it. A time with an offset (ISO 8601: Z, +08:00) becomes local time of var('timezone').

        format:  how the source writes instead, in YYYY, MM, DD, HH, MI and SS, such as 'MM/DD/YYYY HH:MI'
        utc:     whether times without an offset are UTC; they become local time, too, and a day without a time stays
    -#}
    {%- set text = "replace(replace(" ~ clean_text(column, letters=false) ~ ", '/', '-'), 'T', ' ')" -%}
    {%- set type = api.Column.translate_type('timestamp') -%}
    {%- set dashed = '-[0-9]{1,2}-[0-9]{1,2}' -%}
    {%- set day = dashed ~ '|[.][0-9]{1,2}[.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}' -%}
    {%- set time = '([01]?[0-9]|2[0-3]):[0-5][0-9]' -%}
    {%- set spelled = '^[1-9][0-9]{3}((' ~ day ~ ')( ' ~ time ~ '(:[0-5][0-9])?)?|' ~ dashed ~ ' ' ~ time
        ~ ':[0-5][0-9][.][0-9]{1,9})$' -%}
    {%- set parts = '^([0-9]{4})[-.年]?([0-9]{1,2})[-.月]?([0-9]{1,2})日?( [0-9:]+)?([.][0-9]+)?$' -%}
    {%- set has_time = column ~ " like '%:%' or " ~ column ~ " like '%：%'" if not format else 'true' -%}
    {%- set plain -%}
        case
            {%- if format %}
            {%- set pattern, order = format_pattern(format) %}
            when {{ matches_regex(clean_text(column), pattern) }}
                then {{ dbt.safe_cast(replace_regex(clean_text(column), pattern, order), type) }}
            {%- else %}
            when {{ matches_regex(column, '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}( ' ~ time ~ '(:[0-5][0-9])?)?$') }}
                then {{ dbt.safe_cast(column, type) }}
            when {{ matches_regex(text, spelled) }}
                then {{ dbt.safe_cast(replace_regex(text, parts, [1, '-', 2, '-', 3, 4]), type) }}
            {%- endif %}
        end
    {%- endset -%}
    {%- if utc -%}
        {%- set plain = utc_to_local(plain, var('timezone'), only_if=has_time) -%}
    {%- endif -%}
    {%- if format -%}
    {{ plain }}
    {%- else -%}
    {#- programs write offsets, without full-width characters -#}
    coalesce({{ plain }}, case
        when {{ matches_regex(
            column,
            '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ]' ~ time ~ '(:[0-5][0-9]([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})$'
        ) }}
            then {{ offset_to_local(
                replace_regex(column, '([0-9]{2}):?([0-9]{2})$', [1, ':', 2]), var('timezone')
            ) }}
    end)
    {%- endif -%}
{%- endmacro %}

{% macro format_pattern(format) -%}
    {#- [pattern of a format of read_timestamp, its parts in the order of an ISO date]. -#}
    {%- set groups = {
        'YYYY': '([1-9][0-9]{3})', 'MM': '([0-9]{1,2})', 'DD': '([0-9]{1,2})', 'HH': '(0?[0-9]|1[0-9]|2[0-3])',
        'MI': '([0-5][0-9])', 'SS': '([0-5][0-9])',
    } -%}
    {%- set found = modules.re.findall('YYYY|MM|DD|HH|MI|SS', format) -%}
    {%- if found | select('in', ['YYYY', 'MM', 'DD']) | list | length != 3
        or found | unique | list | length != found | length or ('HH' in found) != ('MI' in found) -%}
        {{- exceptions.raise_compiler_error("PROBLEM read_timestamp: format is '" ~ format
            ~ "'; use YYYY, MM and DD once each, and HH with MI, such as 'MM/DD/YYYY HH:MI'") -}}
    {%- endif -%}
    {%- set pattern = modules.re.sub('([.*+?^$|(){}\\[\\]])', '[\\1]', format) -%}
    {%- set state = namespace(pattern=pattern) -%}
    {%- for token in found -%}
        {%- set state.pattern = state.pattern | replace(token, groups[token]) -%}
    {%- endfor -%}
    {%- set order = [found.index('YYYY') + 1, '-', found.index('MM') + 1, '-', found.index('DD') + 1] -%}
    {%- for token in ['HH', 'MI', 'SS'] if token in found -%}
        {%- do order.extend([' ' if token == 'HH' else ':', found.index(token) + 1]) -%}
    {%- endfor -%}
    {{- return(['^' ~ state.pattern ~ '$', order]) -}}
{%- endmacro %}

{% macro read_date(column, format=none) -%}
    {#- The date of read_timestamp. -#}
    cast({{ read_timestamp(column, format) }} as date)
{%- endmacro %}

{% macro read_amount(column) -%}
    {#- A decimal number, rounded half up to cents: 1234.5, 1,234.50, 12.50-, (12.50), 1.2E+3, with or without a sign of
        the company's currency (var currency_signs). Null if it is anything else, including another currency. A point is
        always a decimal point: 1.234 is 1.23. -#}
    {%- set text = "upper(translate(" ~ clean_text(column) ~ ", '，＄', ',$'))" -%}
    {%- set signs = [] -%}
    {#- a sign that begins with another one comes before it -#}
    {%- for sign in var('currency_signs') | sort(reverse=true) -%}
        {%- do signs.append(modules.re.sub('([.*+?^$|(){}\\[\\]])', '[\\1]', sign | upper)) -%}
    {%- endfor -%}
    {%- set sign = '(' ~ signs | join('|') ~ ')' -%}
    {%- set number = '([0-9]{1,13}|[0-9]{1,3}(,[0-9]{3}){1,4})([.][0-9]{1,20})?' -%}
    {%- set other = '^[(+-]?(' ~ sign ~ ' ?)?-?' ~ number ~ '( ?' ~ sign ~ ')?[)-]?$' -%}
    {%- set two_signs = '[-－+].*[-－(（)）]|[(（][^)）]*$|^[^(（]*[)）]' -%}
    {%- set digits = replace_regex(replace_regex(text, sign, []), '[^0-9.]', []) -%}
    case
        when {{ matches_regex(column, '^-?[0-9]{1,13}([.][0-9]{1,20})?$') }}
            then {{ dbt.safe_cast(column, 'numeric(18, 2)') }}
        when {{ matches_regex(text, other) }} and not {{ matches_regex(column, two_signs) }}
            then {{ dbt.safe_cast(digits, 'numeric(18, 2)') }} * case
                when {{ matches_regex(column, '[-(－（]') }} then -1 else 1
            end
        when {{ matches_regex(column, exponential()) }}
            then cast({{ dbt.safe_cast(column, dbt.type_float()) }} as numeric(18, 2))
    end
{%- endmacro %}

{% macro exponential() -%}
    {#- The pattern of a number below 10 billion that a program wrote with an exponent: 1.2E+3. -#}
    ^-?[0-9]([.][0-9]{1,17})?[eE]([+]?0?[0-9]|-[0-9]{1,2})$
{%- endmacro %}

{% macro read_number(column, decimals=6) -%}
    {#- A plain decimal number, rounded half up to so many decimals, or one with an exponent; null if it is anything
        else. -#}
    {%- set type = 'numeric(24, ' ~ decimals ~ ')' -%}
    {%- set text = clean_text(column) -%}
    case
        when {{ matches_regex(text, '^-?[0-9]{1,13}([.][0-9]{1,20})?$') }}
            then {{ dbt.safe_cast(text, type) }}
        when {{ matches_regex(text, exponential()) }}
            then cast({{ dbt.safe_cast(text, dbt.type_float()) }} as {{ type }})
    end
{%- endmacro %}

{% macro unreadable_columns(readings) -%}
    {#-
        Names of the canonical columns whose raw text exists but could not be read, separated by a space; null if none.
        Staging rejects such rows, so that an unreadable amount is never taken for a missing one.

        readings: list of [canonical column, raw column, 'timestamp' | 'amount' | 'number'], and, where the reader gets
                  some, its other arguments, such as {'format': 'MM/DD/YYYY'}
    -#}
    {#- what clean_text removes, and blanks -#}
    {%- set blank = '　\u00a0\u1680\u2000-\u200f\u202a-\u202f\u205f\u2060\u2066-\u2069\t\r\n\u00ad\ufeff' -%}
    {%- set readers = {'timestamp': read_timestamp, 'amount': read_amount, 'number': read_number} -%}
    nullif(trim(
        {%- for reading in readings %}
        {%- set raw, arguments = reading[1], reading[3] or {} %}
        case
            when {{ raw }} is null or {{ matches_regex(raw, '^[ ' ~ blank ~ ']*$') }} then ''
            when {{ readers[reading[2]](raw, **arguments) }} is not null then ''
            else '{{ reading[0] }} '
        end{{ ' ||' if not loop.last }}
        {%- endfor %}
    ), '')
{%- endmacro %}

{% macro unreadable_text() -%}
    {#- The pattern of a label that spreadsheets take for a formula, or with characters that nobody sees. -#}
    {{- return('^[=+@-]|^ | $|[\u00a0\u202f\u00ad\u200b\u200c\u200d\u2060\ufeff\t\r\n]') -}}
{%- endmacro %}

{% macro simplified_place(text) -%}
    {#- A Chinese place name in simplified characters: converts those in seeds/reference/region_codes.csv whose
        traditional form differs. -#}
    {%- set traditional = '亞來倫內別則區吳呂圖壩壯婁寧寶岡峯島峽崗嶺嶽巖廈廣張彥慶懷揚撫晉東棗楊樂樹欽涼溫滄漢潛澤濟濰濱瀘灣烏無煙營爾瑪瓊畢盤節紅納紹綏維綿縣義肅臨臺興荊莊華萬'
        ~ '蕪薩蘆蘇蘭衛衞裏裡許貝貢貴賀資賓贛農連運達遠遷遼邁邊鄉鄭鄲銀銅錦錫鎮鐵長門開關陝陽隨隴雙雞雲頂順頗頭餘饒馬駐魯鮮鴨鶴鷹鹹鹽麗黃齊龍瀋崑' -%}
    {%- set simplified = '亚来伦内别则区吴吕图坝壮娄宁宝冈峰岛峡岗岭岳岩厦广张彦庆怀扬抚晋东枣杨乐树钦凉温沧汉潜泽济潍滨泸湾乌无烟营尔玛琼毕盘节红纳绍绥维绵县义肃临台兴荆庄华万'
        ~ '芜萨芦苏兰卫卫里里许贝贡贵贺资宾赣农连运达远迁辽迈边乡郑郸银铜锦锡镇铁长门开关陕阳随陇双鸡云顶顺颇头余饶马驻鲁鲜鸭鹤鹰咸盐丽黄齐龙沈昆' -%}
    translate({{ text }}, '{{ traditional }}', '{{ simplified }}')
{%- endmacro %}

{% macro code_of(entity, column) -%}
    {#- The code of a word: from seeds/cleaning/synonyms.csv, else the word itself, cleaned and in lower case. Expects
        the rows in a CTE with the name of the entity, joined by `left_join_codes`. -#}
    coalesce({{ column }}_synonyms.code, lower({{ clean_text(entity ~ '.' ~ column) }}))
{%- endmacro %}

{% macro left_join_codes(entity, columns) -%}
    {#- Joins what code_of needs for these columns. The model imports the seed as the CTE `synonyms`; a registry test
        ensures that each word is in it once, so that the join repeats no row. -#}
    {%- for column in columns %}
    left join synonyms as {{ column }}_synonyms
        on {{ column }}_synonyms.entity = '{{ entity }}'
            and {{ column }}_synonyms.column_name = '{{ column }}'
            and {{ column }}_synonyms.raw_word = lower({{ clean_text(entity ~ '.' ~ column) }})
    {%- endfor %}
{%- endmacro %}

{% macro left_join_placeholder(entity, column, text=none) -%}
    {#- Joins `<column>_placeholder`, whose `entity` is not null if the value identifies nobody or means nothing
        (seeds/cleaning/placeholder_values.csv). The model imports the seed as the CTE `placeholders`. dbt reads the
        word null in a seed as an empty cell.

        entity:  CTE with the rows
        column:  column of customers, or the id of a customer in another entity
        text:    the value as text; by default the column, cleaned -#}
    left join placeholders as {{ column }}_placeholder
        on {{ column }}_placeholder.entity = 'customers'
            and {{ column }}_placeholder.comparison = 'equals'
            and {{ column }}_placeholder.column_name = '{{ column }}'
            and coalesce({{ column }}_placeholder.value, 'null')
            = lower({{ text or clean_text(entity ~ '.' ~ column) }})
{%- endmacro %}
