with customers as (
    select * from {{ source('demo_crm', 'customers') }}
),

final as (
    select
        member_no as source_customer_id,
        member_no as member_number,
        name as full_name,
        case {{ clean_text('customer_kind') }}
            when '个人' then 'individual'
            when '企业' then 'business'
            else customer_kind
        end as customer_type,
        case {{ clean_text('gender') }} when '男' then 'male' when '女' then 'female' else gender end as gender,
        {{ read_date('birth_date') }} as birth_date,
        id_number as resident_id_number,
        case {{ clean_text('source_channel') }}
            when '信息流' then 'paid_feed'
            when '电商' then 'ecommerce'
            when '转介绍' then 'referral'
            when '社交' then 'social'
            when '门店' then 'offline_store'
            when '展会' then 'event'
            when '其他' then 'other'
            else source_channel
        end as acquisition_source,
        case {{ clean_text('job') }}
            when '学生' then 'student'
            when '专业人士' then 'professional'
            when '个体户' then 'self_employed'
            when '务工' then 'migrant_worker'
            when '农村' then 'rural_resident'
            when '县城' then 'county_resident'
            when '城镇' then 'town_resident'
            when '其他' then 'other'
            else job
        end as occupation,
        case {{ clean_text('industry') }}
            when '制造' then 'manufacturing'
            when '零售' then 'retail'
            when '信息技术' then 'it_services'
            when '金融' then 'finance'
            when '医疗' then 'healthcare'
            when '教育' then 'education'
            when '其他' then 'other'
            else industry
        end as industry,
        {{ read_amount('employees') }} as employee_count,
        case {{ clean_text('contact_role') }}
            when '决策' then 'decision_maker'
            when '影响' then 'influencer'
            when '使用' then 'user'
            when '采购' then 'purchaser'
            else contact_role
        end as decision_role,
        case {{ clean_text('country') }}
            when '中国' then 'CN'
            else country
        end as country,
        province,
        city,
        {{ read_timestamp('registered_at') }} as created_at,
        {{ read_timestamp('updated_at') }} as updated_at,
        {{ unreadable_columns([
            ['birth_date', 'birth_date', 'timestamp'],
            ['employee_count', 'employees', 'amount'],
            ['created_at', 'registered_at', 'timestamp'],
            ['updated_at', 'updated_at', 'timestamp'],
        ]) }} as unreadable_columns
    from customers
)

select * from final
