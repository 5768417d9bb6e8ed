"""Wrong seeds and raw files, through real `dbt build` runs: what is told, and that the marts keep their content."""

import shutil
import subprocess
import sys

import duckdb
import pytest
from conftest import PROJECT, dbt_build, run_dbt, seed_rows
from test_registry import missing_cases

VALUES = "seeds/tags/tag_values.csv"
DEFINITIONS = "seeds/tags/tag_definitions.csv"
PARAMETERS = "seeds/tags/tag_parameters.csv"
RULES = "seeds/identity/identifier_rules.csv"
PRIORITIES = "seeds/identity/source_priorities.csv"
SYNONYMS = "seeds/cleaning/synonyms.csv"
PURPOSES = "seeds/privacy/purposes.csv"
RETENTION = "seeds/privacy/retention_limits.csv"
FITS = "seeds/models/customer_value_parameters.csv"
SHARES = "seeds/models/score_level_shares.csv"
SEGMENTS = "seeds/segments/rfm_segments.csv"
REGIONS = "seeds/reference/region_codes.csv"
CALLING_CODES = "seeds/reference/calling_codes.csv"
COUNTED = "seeds/cleaning/counted_orders.csv"
PLACEHOLDERS = "seeds/cleaning/placeholder_values.csv"
LIMITS = "seeds/cleaning/suspicious_limits.csv"
GROUPS, CONDITIONS = "seeds/segments/segments.csv", "seeds/segments/segment_conditions.csv"
PARTS, APPROVALS = "seeds/tags/scorecard_parts.csv", "seeds/tags/tag_approvals.csv"
DESTINATIONS, CAMPAIGNS = "seeds/feed/destinations.csv", "seeds/campaigns/campaigns.csv"
CONTRACT = "models/marts/_marts__models.yml"
MARTS = ("customer_tags", "customer_tag_values", "dim_tags", "dim_tag_values")


def content(build):
    """Return everything in the marts."""
    return {mart: sorted(build.query(f"from {mart}"), key=repr) for mart in MARTS}


def edit(path, old, new):
    """Replace text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# the seeds, the catalogue made of them, and what checks both, on tables that a healthy build left
REGISTRY = ("--select", "path:seeds", "path:models/intermediate/registry", "path:tests/singular/registry")


# what a changed seed or tag needs, on the staging and metrics that a healthy build left
TAGS = (
    *REGISTRY, "path:models/intermediate/tags", "path:models/intermediate/states", "path:models/intermediate/published",
    "path:models/marts", "path:models/history",
    "assert_wide_and_long_tags_agree",
)  # fmt: skip


def rebuild(project, demo, tmp_path, *arguments, **changed):
    """Build the project copy over a copy of the healthy database.

    Data tests of base and staging models take a third of the time and say nothing about seeds; they are left out.
    """
    shutil.copyfile(demo.database, tmp_path / demo.database.name)
    if project != PROJECT and not arguments:
        arguments = ("--exclude", *(f"resource_type:test,path:models/{layer}" for layer in ("base", "staging")))
    return dbt_build(tmp_path, "demo", *arguments, project=project, **changed)


NEW_TAG = (
    "mood,心情,Mood,behaviour,mood,心情,mood,,,rule,orders_365d,,orders,daily,crm,internal,single,active,1,seed,心情,Mood,"
    "看板,Dashboards\n"
)

# Faults of a group share one build, for they touch different rows and none hides another's line.
# a fault: file, what is there, what a person makes of it, and the line that must be told
BROKEN = {
    "rows": {
        "gap between bands": (
            VALUES, "purchase_frequency,medium,中频,Medium,4,12", "purchase_frequency,medium,中频,Medium,5,12",
            f"{VALUES}, row purchase_frequency/medium: gap above low, which ends at 4; let this band begin there",
        ),
        "bound closed on both sides": (
            VALUES, "age_group,youth,青年,Youth,15,40,right", "age_group,youth,青年,Youth,15,40,both",
            f"{VALUES}, row age_group/youth: overlaps juvenile, which ends at 15",
        ),
        "text in a number cell": (
            VALUES, "High,5000,,left", "High,五千,,left",
            f'{VALUES}, row spend_level/high: min_value is "五千", no plain number; write it like 12 or 0.5',
        ),
        "missing label": (
            VALUES, "gender,male,男性,Male", "gender,male,,Male",
            f"{VALUES}, row gender/male: label_zh is empty; every value needs a Chinese and an English label",
        ),
        "value named twice": (
            VALUES, "gender,female,女性,Female,,,,,,2", "gender,male,女性,Female,,,,,,2",
            f"{VALUES}, row gender/male: stands 2 times; keep one",
        ),
        "value of no tag": (
            VALUES, "gender,unknown,未识别", "gander,unknown,未识别",
            f"{VALUES}, row gander/unknown: no such tag in tag_definitions.csv; correct tag_code or define the tag",
        ),
        "unknown word": (
            DEFINITIONS, "attribute,gender_source,,customers,daily", "attribute,gender_source,,customers,hourly",
            f'{DEFINITIONS}, row gender: refresh is "hourly"; use one of daily, weekly, monthly',
        ),
        "active tag that no model makes": (
            DEFINITIONS, "gender,性别", NEW_TAG + "gender,性别",
            f"{DEFINITIONS}, row mood: has no value in tag_values.csv; add one row a value",
        ),
        "missing parameter": (
            PARAMETERS, "lifecycle_stage,active_max_days", "lifecycle_stage,active_days",
            f"{PARAMETERS}: row lifecycle_stage/active_max_days is missing; add it back",
        ),
        "percent instead of a share": (
            PARAMETERS, "min_discount_share,0.1,", "min_discount_share,10,",
            f"{PARAMETERS}, row promotion_participation/min_discount_share: value is 10, but the unit is share",
        ),
        "percent in a bound": (
            VALUES, "price_sensitivity,high,高敏感度,High,0.8", "price_sensitivity,high,高敏感度,High,80",
            f"{VALUES}, row price_sensitivity/high: a bound is above 1, but the metric is a share; write 50% as 0.5",
        ),
        "hours out of order": (
            PARAMETERS, "afternoon_from_hour,12", "afternoon_from_hour,20",
            f"{PARAMETERS}, rows shopping_time: morning_from_hour, afternoon_from_hour and evening_from_hour must rise",
        ),
        "half of the orders for both channels": (
            PARAMETERS, "channel_preference,min_order_share,0.8", "channel_preference,min_order_share,0.5",
            f"{PARAMETERS}, row channel_preference/min_order_share: is 0.5 or less",
        ),
        "a list that shall fall slowly": (
            PARAMETERS, "contact_preference,min", "interests,down_after,2,refreshes,x\ncontact_preference,min",
            f"{PARAMETERS}, row interests/down_after: value is 2; down_after is a whole number of refreshes, 1 or",
        ),
        "two on one place": (
            PARAMETERS, "contact_preference,min", "gender,manual_rank,2,place,x\ncontact_preference,min",
            f"{PARAMETERS}, rows gender/manual_rank, imported_rank, computed_rank: two have one place; write all three",
        ),
        "fourth place": (
            PARAMETERS, "contact_preference,min", "city,computed_rank,4,place,x\ncontact_preference,min",
            f"{PARAMETERS}, row city/computed_rank: value is 4; places of precedence are 1, 2 and 3, 1 wins",
        ),
        "text in a fitted parameter": (
            FITS, "demo,2,2025-12-31,1.", "demo,2,2025-12-31,一.",
            f"{FITS}, row demo version 2: r is",
        ),
        "two values of one display name": (
            DEFINITIONS, "profile,属性,occupation,", "profile,属性,source,",
            f"{VALUES}, row acquisition_source/other: has the display name of another value, profile_other_source",
        ),
    },
    "more rows": {
        "thousands separator": (
            VALUES, "High,5000,,left", 'High,"5,000",,left',
            f'{VALUES}, row spend_level/high: min_value is "5,000", no plain number; write it like 12 or 0.5',
        ),
        "score missing": (
            VALUES, "Frequency 3,4,12,left,,3,2", "Frequency 3,4,12,left,,,2",
            f"{VALUES}, row rfm_frequency_score/3: score is empty; fill in the points that this step gives",
        ),
        "parameter is no number": (
            PARAMETERS, "active_max_days,90", "active_max_days,三个月",
            f'{PARAMETERS}, row lifecycle_stage/active_max_days: value is "三个月", no plain number',
        ),
        "fit that cannot be scored with": (
            FITS, ",10.00000000,630.", ",1.00000000,630.",
            f"{FITS}, row demo version 2: q must be above 1 and a other than 1; run make fit-customer-value again",
        ),
        "same absent reason twice": (
            VALUES, "value_level,no_order", "value_level,never,从未,Never,,,,no_order,,5\norder_value_level,no_order",
            f"{VALUES}, row order_value_level/never: another value of the tag has the absent_reason no_order too; "
            "keep one",
        ),
    },
    "still more rows": {
        "synonym of a column without codes": (
            SYNONYMS, "orders,order_status,已完成", "orders,status,已完成",
            f"{SYNONYMS}, row orders/status/已完成: no such column with codes",
        ),
        "synonym in capitals": (
            SYNONYMS, "customers,gender,m,male", "customers,gender,M,male",
            f'{SYNONYMS}, row customers/gender/M: raw_word is compared in lower case and cleaned; write "m"',
        ),
        "synonym with two meanings": (
            SYNONYMS, "customers,gender,f,female", "customers,gender,先生,female",
            f"{SYNONYMS}, row customers/gender/先生: stands 2 times; keep one",
        ),
        "purpose left out": (
            PURPOSES, "sharing,对外", "selling,对外", f"{PURPOSES}: row sharing is missing; add it back",
        ),
        "retention in words": (
            RETENTION, "interactions,1095", "interactions,三年",
            f'{RETENTION}, row interactions: keep_days is "三年"; write a whole number of at least 365',
        ),
        "retention of orders": (
            RETENTION, "opportunities,", "orders,", f"{RETENTION}, row orders: records of this entity have no limit",
        ),
        "purpose without a rule": (
            PURPOSES, "Marketing,not_allowed", "Marketing,no", f'{PURPOSES}, row marketing: without_consent is "no"',
        ),
        "strength in percent": (
            RULES, "Mobile phone,1,3", "Mobile phone,100%,3",
            f'{RULES}, row phone: strength is "100%", no number from 0 to 1',
        ),
        "type of identifier left out": (
            RULES, "email,电子邮箱", "e-mail,电子邮箱", f"{RULES}: row email is missing; add it back",
        ),
        "type of identifier that there is not": (
            RULES, "e-mail,电子邮箱", "e-mail,电子邮箱", f"{RULES}, row e-mail: no such type of identifier",
        ),
        "no limit": (
            RULES, "Device id,0.5,3", "Device id,0.5,", f"{RULES}, row device_id: max_records is empty",
        ),
        "attribute that is not chosen": (
            PRIORITIES, "birth_date,demo_crm", "birthday,demo_crm",
            f"{PRIORITIES}, row birthday/demo_crm: no attribute that is chosen by priority",
        ),
        "priority in words": (
            PRIORITIES, "gender,demo_store,2", "gender,demo_store,second",
            f'{PRIORITIES}, row gender/demo_store: priority is "second", no whole number',
        ),
        "no highest band": (
            VALUES, "spend_level,high,高消费,High,5000,,left", "spend_level,high,高消费,High,5000,9999,left",
            f"{VALUES}, row spend_level/high: is the highest band but ends at 9999; empty its max_value",
        ),
        "overlapping bands": (
            VALUES, "spend_level,medium,中消费,Medium,1000", "spend_level,medium,中消费,Medium,900",
            f"{VALUES}, row spend_level/medium: overlaps low, which ends at 1000; let this band begin there",
        ),
        "stages out of order": (
            PARAMETERS, "dormant_max_days,365", "dormant_max_days,36",
            f"{PARAMETERS}, rows lifecycle_stage: new_max_days, active_max_days and dormant_max_days must rise",
        ),
    },
    "codes and lists": {
        "code that there is not": (
            SYNONYMS, "customers,gender,m,male", "customers,gender,m,mael",
            f'{SYNONYMS}, row customers/gender/m: code is "mael"; use one of male female',
        ),
        "code that means another": (
            SYNONYMS, "customers,gender,f,female", "customers,gender,male,female",
            f'{SYNONYMS}, row customers/gender/male: "male" is a code itself and cannot mean "female"',
        ),
        "synonym without a code": (
            SYNONYMS, "orders,order_status,已完成,completed", "orders,order_status,已完成,",
            f"{SYNONYMS}, row orders/order_status/已完成: raw_word or code is empty",
        ),
        "province that is gone": (
            REGIONS, "\n44,广东省", "\n49,广东省", f"{REGIONS}: the row of region_code 44 is missing; add it back",
        ),
        "prefectures that are gone": (
            REGIONS, "\n460", "\n46000", f"{REGIONS}: region_code 46 has no prefectures (codes of 4 digits)",
        ),
        "own country that is gone": (
            CALLING_CODES, "\n86,CN", "\n860,CN", f"{CALLING_CODES}: has no row of 86, the country of the company",
        ),
        "calling code without lengths": (
            CALLING_CODES, "44,GB,0,7 9 10,10", "44,GB,0,,10",
            f"{CALLING_CODES}, row 44: calling_code or number_lengths",
        ),
        "score that nobody reaches": (
            PARAMETERS, "high_score_min,3", "high_score_min,9",
            f"{PARAMETERS}, row rfm_segment/high_score_min: is 9, but scores go from 0 to 5",
        ),
        "label that is a formula": (
            VALUES, "gender,female,女性,Female", "gender,female,女性,=Female",
            f"{VALUES}, row gender/female: label_en begins like a formula, or has blanks",
        ),
        "name with a no-break blank": (
            DEFINITIONS, "gender,性别", "gender,性别\u00a0",
            f"{DEFINITIONS}, row gender: name_zh begins like a formula",
        ),
        "neither yes nor no": (
            COUNTED, "order_status,draft,no", "order_status,draft,nein",
            f'{COUNTED}, row order_status/draft: is_counted is "nein"; write yes or no',
        ),
        "status that there is not": (
            COUNTED, "order_status,unpaid", "order_status,owed",
            f"{COUNTED}, row order_status/owed: there is no such column or status",
        ),
        "status left out": (
            COUNTED, "order_status,test", "order_type,trial", f"{COUNTED}: row order_status/test is missing; add it",
        ),
        "comparison that there is not": (
            PLACEHOLDERS, "source_customer_id,equals,nil", "source_customer_id,is,nil",
            f'{PLACEHOLDERS}, row customers/source_customer_id/nil: comparison is "is"; use equals, begins, ends, off',
        ),
        "placeholder in capitals": (
            PLACEHOLDERS, "source_customer_id,equals,nan", "source_customer_id,equals,NaN",
            f'{PLACEHOLDERS}, row customers/source_customer_id/NaN: value is compared in lower case and cleaned; write',
        ),
        "placeholder of a column that there is not": (
            PLACEHOLDERS, "customers,source_customer_id,equals,n/a", "customers,customer,equals,n/a",
            f"{PLACEHOLDERS}, row customers/customer/n/a: no such column",
        ),
        "limit in words": (
            LIMITS, "paid_amount,1000000", "paid_amount,一百万",
            f'{LIMITS}, row paid_amount: max_value is "一百万"; write a plain number',
        ),
        "limit left out": (
            LIMITS, "discount_by_paid", "discount_share", f"{LIMITS}: row discount_by_paid is missing; add it back",
        ),
        "limit that there is not": (
            LIMITS, "discount_share", "discount_share", f"{LIMITS}, row discount_share: there is no such check",
        ),
    },
    "what customers get": {
        "value that customers get is missing": (
            VALUES, "lifecycle_stage,churned,流失客户,Churned,,,,,,5\n", "",
            f"{VALUES}: row lifecycle_stage/churned is missing, though",
        ),
        "absent value is missing": (
            VALUES, "order_value_level,no_order,无订单,No order,,,,no_order,,4\n", "",
            f"{VALUES}: row order_value_level/(none) is missing, though",
        ),
    },
    "metrics and columns": {
        "unknown metric": (
            DEFINITIONS, "frequency,365d,近一年,band,orders_365d,", "frequency,365d,近一年,band,orders_1y,",
            f'{DEFINITIONS}, row purchase_frequency: metric is "orders_1y"; no model computes it; use a number of',
        ),
        "window that is not computed": (
            DEFINITIONS, "购买,spend,365d,近一年,band,net_spend_365d,", "购买,spend,365d,近一年,band,net_spend_45d,",
            f'{DEFINITIONS}, row spend_level: metric is "net_spend_45d"; no model computes it, or not in this window; '
            "use one of the windows 30, 90, 180, 365",
        ),
        "evidence that no model shows": (
            DEFINITIONS, "rule,online_order_share_365d,", "rule,online_share,",
            f'{DEFINITIONS}, row channel_preference: metric is "online_share", which no model computes',
        ),
        "several values where the table has one": (
            DEFINITIONS, "personal,single,active,1,seed,客户自报", "personal,multi,active,1,seed,客户自报",
            f"{DEFINITIONS}, row gender: cardinality is multi, but the column of customer_tags says single",
        ),
        "sensitivity that the column does not have": (
            DEFINITIONS, "personal,single,active,1,seed,客户的职业", "internal,single,active,1,seed,客户的职业",
            f"{DEFINITIONS}, row occupation: sensitivity is internal, but the column of customer_tags says personal",
        ),
        "a score that is called a rule": (
            DEFINITIONS, "未来90天,model,", "未来90天,band,",
            f"{DEFINITIONS}, row purchase_potential: kind is band, but the column of customer_tags says model",
        ),
        "retired tag that models still make": (
            DEFINITIONS, "single,active,1,seed,近 365 天有效订单中促", "single,retired,1,seed,近 365 天有效订单中促",
            "_marts__models.yml, customer_tags: column price_sensitivity is no active tag",
        ),
        "second absent value that nothing chooses": (
            VALUES, "value_level,no_order", "value_level,never,从未,Never,,,,never,,5\norder_value_level,no_order",
            f"{VALUES}, tag order_value_level: has several values for an absent metric, but mean_order_value_365d",
        ),
        "segment that nobody can be in": (
            SEGMENTS, "need_attention,9,2,3", "need_attention,9,3,2",
            f"{SEGMENTS}, row need_attention/9: r_min is above r_max, so that the row holds nobody; swap them",
        ),
        "hole in the segments": (
            SEGMENTS, "lost,11,,,,,,\n", "",
            f"{SEGMENTS}: no row holds the scores 1-1-1 (recency-frequency-monetary), nor",
        ),
        "segment without a label": (
            SEGMENTS, "champions,1", "champion,1", f"{SEGMENTS}, row champion/1: tag_values.csv has no value",
        ),
        "priority in words": (
            SEGMENTS, "loyal,3,3", "loyal,third,3", f'{SEGMENTS}, row loyal/third: priority is "third"',
        ),
    },
    "destinations": {
        "a part of the score that scores nothing": (
            PARTS, "stability,psi_30d,2,0.25,0,", "stability,psi_30d,2,0.25,0.25,",
            f"{PARTS}, row stability: zero_at and one_at must be numbers that differ",
        ),
        "a measure that there is not": (
            PARTS, "use,use_count,", "use,uses,", f"{PARTS}, row use: there is no measure uses; the",
        ),
        "approved by who asked for it": (
            APPROVALS, "customer_type,1,customer_analytics,maintainers", "customer_type,1,maintainers,maintainers",
            f"{APPROVALS}, row customer_type 1: whoever asked for a version does not approve it",
        ),
        "approved by a name": (
            APPROVALS, "acquisition_source,1,customer_analytics,maintainers",
            "acquisition_source,1,customer_analytics,王小明",
            f"{APPROVALS}, row acquisition_source 1: approved_by must be a team or staff id",
        ),
        "approved on no day": (
            APPROVALS, "\ngender,1,customer_analytics,maintainers,2026-11-27",
            "\ngender,1,customer_analytics,maintainers,soon",
            f"{APPROVALS}, row gender 1: approved_on must be a day, as in 2026-01-31",
        ),
        "approval of no tag": (
            APPROVALS, "age_group,1,", "age_grp,1,",
            f"{APPROVALS}, row age_grp 1: there is no such tag; correct tag_code",
        ),
        "approved twice": (
            APPROVALS, "occupation,1,", "industry,1,", f"{APPROVALS}, row industry 1: stands 2 times; keep one",
        ),
        "replaced by no tag": (
            APPROVALS, "province,1,customer_analytics,maintainers,2026-11-27,,",
            "province,1,customer_analytics,maintainers,2026-11-27,mood,2026-13-01",
            f"{APPROVALS}, row province 1: replaced_by is mood, which is no other active tag; correct it",
        ),
        "retires on no day": (
            DEFINITIONS, "personal,single,active,1,regions,省级", "personal,single,retiring,1,regions,省级",
            f"{APPROVALS}, row province 1: retires_on must be a day, as in 2026-01-31, or empty",
        ),
        "retiring without a day": (
            DEFINITIONS, "single,active,1,seed,客户的职业", "single,retiring,1,seed,客户的职业",
            f"{DEFINITIONS}, row occupation: is retiring, but tag_approvals has no retires_on for version 1",
        ),
        "outcomes of two years": (
            CAMPAIGNS, ",60,marketing", ",600,marketing",
            f'{CAMPAIGNS}, row autumn_mail: outcome_days is "600"; write 1 to 365',
        ),
        "campaign without a day": (
            CAMPAIGNS, ",,2025-10-01,", ",,1.10.2025,",
            f"{CAMPAIGNS}, row autumn_mail: start_date or end_date is no day; write YYYY-MM-DD",
        ),
        "campaign of no segment": (
            CAMPAIGNS, "dormant,dormant_to_wake", "dormant,dormant_to_wait",
            f"{CAMPAIGNS}, row wake_up_2026: there is no active segment dormant_to_wait in {GROUPS}",
        ),
        "more than all are held out": (
            CAMPAIGNS, "2026-01-31,0.2", "2025-12-30,1.2",
            f'{CAMPAIGNS}, row wake_up_2026: holdout_share is "1.2"; write a share above 0 and below 1',
        ),
        "campaign that ends before it begins": (
            CAMPAIGNS, "wake_up_2026,", "wake_up_2026,", f"{CAMPAIGNS}, row wake_up_2026: ends before it begins",
        ),
        "salt that nothing uses": (
            CAMPAIGNS, "2025-12-31,,,600", "2025-12-31,,salt,600",
            f"{CAMPAIGNS}, row autumn_mail: has no segment_code, so that another tool",
        ),
        "purpose that there is not": (
            DESTINATIONS, "local_marketing,marketing", "local_marketing,advertising",
            f'{DESTINATIONS}, row local_marketing: purpose is "advertising"; write analytics, marketing or sharing',
        ),
        "tag that there is not": (
            DESTINATIONS, "all segments campaign_arms,active", "spend_lvl gender,active",
            f'{DESTINATIONS}, row local_marketing: tags has a code that is no active tag, or stands twice: "spend_lvl',
        ),
        "third party that gets ids": (
            DESTINATIONS, "sharing,pseudonym", "sharing,customer_id",
            f"{DESTINATIONS}, row local_partner: purpose sharing gets no customer_id; write pseudonym",
        ),
        "tag that third parties may not have": (
            DESTINATIONS, "all,active,partnerships", "gender segments,active,partnerships",
            f"{DESTINATIONS}, row local_partner: tag gender is personal, which purpose sharing does not allow",
        ),
        "segments for third parties": (
            DESTINATIONS, "local_partner,", "local_partner,",
            f"{DESTINATIONS}, row local_partner: segments are of analytics or marketing, not of sharing; take them out",
        ),
    },
    "segments of people": {
        "segment tag that there is not": (
            CONDITIONS, "high_value_active,1,lifecycle_stage,is,active", "high_value_active,1,lifecycle,is,active",
            f'{CONDITIONS}, row high_value_active/1/lifecycle is: subject "lifecycle" is no active tag and no metric',
        ),
        "segment value that there is not": (
            CONDITIONS, "purchase_recency,in,91_180d over_180d", "purchase_recency,in,91_180d over_1y",
            f'{CONDITIONS}, row high_value_slipping/1/purchase_recency in: value is "91_180d over_1y", which tag',
        ),
        "operator that does not fit": (
            CONDITIONS, "price_sensitivity,is,high", "price_sensitivity,has,high",
            f"{CONDITIONS}, row price_hunters/1/price_sensitivity has: does not fit price_sensitivity; use is, is_not",
        ),
        "operator that there is not": (
            CONDITIONS, "promotion_participation,is,frequent", "promotion_participation,equals,frequent",
            f"{CONDITIONS}, row price_hunters/1/promotion_participation equals: there is no such operator; use is,",
        ),
        "number in words": (
            CONDITIONS, "orders_lifetime,at_least,2", "orders_lifetime,at_least,two",
            f'{CONDITIONS}, row churned_to_win_back/1/orders_lifetime at_least: value is "two"; write a plain number',
        ),
        "category that nothing has": (
            CONDITIONS, "purchase_potential,in,high very_high", "category_365d,not_bought,Dariy",
            f'{CONDITIONS}, row high_potential_low_value/1/category_365d not_bought: value is "Dariy", which no',
        ),
        "purchase without a window": (
            CONDITIONS, "value_contribution,in,low none", "category,bought,Dairy",
            f'{CONDITIONS}, row high_potential_low_value/1/category bought: subject is "category"; write category or',
        ),
        "segments in a circle": (
            CONDITIONS, "high_value_slipping,2,churn_risk,in,medium_high high",
            "high_value_slipping,2,churn_risk,in,medium_high high\nhigh_value_slipping,2,,in_segment,dormant_to_wake",
            f"{CONDITIONS}, row dormant_to_wake: the segment names itself, directly or through others",
        ),
        "segment without a condition": (
            CONDITIONS, "new_to_nurture,1,lifecycle_stage,is,new\n", "",
            f"{GROUPS}, row new_to_nurture: has no condition; add one to {CONDITIONS}, or set status to draft",
        ),
        "purpose of a segment": (
            GROUPS, "New to nurture,marketing,", "New to nurture,sales,",
            f'{GROUPS}, row new_to_nurture: purpose is "sales"; write analytics or marketing',
        ),
    },
    "a column too many": {
        "extra column": (
            VALUES, "\n", ",remark\n",
            f"{VALUES}, row 1 (headings): column remark is unknown",
        ),
    },
    "a heading too many": {
        "extra heading": (
            VALUES, "score,rank\n", "score,rank,remark\n",
            f"{VALUES}, row 1 (headings): column remark is unknown",
        ),
    },
    "cells and headings": {
        "extra cell": (
            VALUES, "gender,male,男性,Male", "gender,male,男性,先生,Male",
            f"{VALUES}, row 13: has 11 cells under 10 headings; delete the extra cell, or quote text that "
            "holds a comma",
        ),
        "missing column": (
            DEFINITIONS, ",owner,", ",owners,",
            f"{DEFINITIONS}, row 1 (headings): column owner is missing; add it or correct its heading",
        ),
    },
}  # fmt: skip


# what only a build of the tags can find, and one group that shows that the marts stand
WHOLE = ("what customers get", "rows")


@pytest.mark.parametrize("group", BROKEN)
def test_a_broken_seed_stops_the_build_before_the_marts(group, project_copy, demo, tmp_path, note_bad_input):
    """One line a fault names file, row and remedy; the marts keep what they had."""
    for file, old, new, _ in BROKEN[group].values():
        edit(project_copy / file, old, new)
    if group == "what customers get":  # a changed tag without a new version would stop the build before
        edit(project_copy / DEFINITIONS, ",single,active,1,seed,", ",single,active,2,seed,")
    build = rebuild(project_copy, demo, tmp_path, *(() if group in WHOLE else REGISTRY))
    assert build.returncode == 1
    for case, (*_, line) in BROKEN[group].items():
        note_bad_input("seed", case, build.line(line))
    assert content(build) == content(demo)


@pytest.mark.parametrize("files", [[VALUES], [DEFINITIONS, PARAMETERS, RULES, PURPOSES]])
def test_empty_seeds_stop_the_build(files, project_copy, demo, tmp_path):
    """Headings without a row are no catalogue; values are missed by name only while tags are defined."""
    for file in files:
        path = project_copy / file
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    build = rebuild(project_copy, demo, tmp_path, *REGISTRY)
    assert build.returncode == 1
    told = " ".join(build.problems)
    assert [file for file in files if file.split("/")[-1] not in told] == [], told
    assert content(build) == content(demo)


def without_column(project, name):
    """Take a column out of the contract of customer_tags."""
    text = (project / CONTRACT).read_text(encoding="utf-8")
    start = text.index(f"      - name: {name}\n")
    end = text.index("      - name: ", start + 10)
    (project / CONTRACT).write_text(text[:start] + text[end:], encoding="utf-8")


def test_a_draft_may_be_computed_and_is_not_published(project_copy, demo, tmp_path):
    """The tag's model still makes it, the marts leave it out; it stays in the catalogue."""
    edit(project_copy / DEFINITIONS, "single,active,1,seed,客户的职业", "single,draft,1,seed,客户的职业")
    without_column(project_copy, "occupation")
    build = rebuild(project_copy, demo, tmp_path, *TAGS)
    assert build.returncode == 0, build.output
    assert build.query("select count(*) from int_tags__basic_attributes where occupation is not null")[0][0] > 0
    assert build.query("select count(*) from customer_tag_values where tag_code = 'occupation'") == [(0,)]
    assert build.query("select status from dim_tags where tag_code = 'occupation'") == [("draft",)]


def test_a_threshold_of_a_failed_build_may_be_corrected(demo, tmp_path):
    """Nobody saw it: the day is not published, and the version need not be raised again."""
    shutil.copyfile(demo.database, tmp_path / demo.database.name)
    with duckdb.connect(str(tmp_path / demo.database.name)) as connection:
        connection.execute(
            "insert into history.tag_version_states "
            "select * replace (date '2026-01-01' as valid_from, 'as it failed' as values_fingerprint) "
            "from history.tag_version_states where tag_code = 'spend_level'"
        )
    build = dbt_build(tmp_path, "demo", "--select", "assert_versions_are_raised", as_of_date="2026-01-01")
    assert build.returncode == 0, build.output


def test_a_retiring_tag_warns_who_uses_it(project_copy, demo, tmp_path, note_bad_input):
    """It is published until it is retired; a version that nobody approved is a warning, too."""
    rows = {row["tag_code"]: row for row in seed_rows("tag_definitions")}
    edit(project_copy / DEFINITIONS, "single,active,1,seed,客户的职业", "single,active,2,seed,客户的职业")
    grade = (
        f"customer_grade,{rows['customer_grade']['version']},{rows['customer_grade']['owner']},maintainers,2026-11-27,"
    )
    edit(project_copy / APPROVALS, f"{grade},", f"{grade}order_value_level,2026-06-30")
    text = (project_copy / DEFINITIONS).read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith("customer_grade,"))
    edit(project_copy / DEFINITIONS, row, row.replace(",active,", ",retiring,"))
    build = rebuild(project_copy, demo, tmp_path, *TAGS)
    assert build.returncode == 0, build.output
    line = f"{DEFINITIONS}, row occupation: version 2 is active, but not approved; let its approver add it"
    note_bad_input("seed", "version that nobody approved", build.line(line))
    line = f"{CONDITIONS}, segment high_value_active: uses customer_grade, which retires on 2026-06-30; use order_"
    note_bad_input("seed", "segment by a tag that is retiring", build.line(line))
    build.line(f"{DESTINATIONS}, row local_marketing: uses customer_grade, which retires on 2026-06-30")
    assert build.query(
        "select status, replaced_by, cast(retires_on as varchar), approved_by from dim_tags "
        "where tag_code in ('customer_grade', 'occupation') order by tag_code"
    ) == [("retiring", "order_value_level", "2026-06-30", "maintainers"), ("active", None, None, None)]
    same = "select customer_id, customer_grade from customer_tags order by 1"
    assert build.query(same) == demo.query(same)


# how often lately: the steps of CONTRIBUTING.md, each with the line that names it if it is left out
NEW_BAND_TAG = {
    "definition": (
        DEFINITIONS, "rfm_recency_score,RFM",
        "recent_frequency,近期频次,Recent frequency,behaviour,purchase,购买,recent,90d,近90天,band,orders_90d,orders,"
        "orders,daily,crm,internal,single,active,1,seed,近期,Lately,看板,Dashboards\n",
        f"{VALUES}, row recent_frequency/often: no such tag in tag_definitions.csv; correct tag_code or define the tag",
    ),
    "values": (
        VALUES, "rfm_recency_score,5",
        "recent_frequency,often,经常,Often,3,,left,,,1\nrecent_frequency,seldom,很少,Seldom,,3,left,,,2\n",
        f"{DEFINITIONS}, row recent_frequency: has no value in tag_values.csv; add one row a value",
    ),
    "approval": (
        APPROVALS, "rfm_recency_score,1", "recent_frequency,1,crm,crm_lead,2026-11-27,,\n",
        f"{DEFINITIONS}, row recent_frequency: version 1 is active, but not approved",
    ),
    "line of the model": (
        "models/intermediate/tags/int_tags__bands.sql", "    'spend_level',\n", "    'recent_frequency',\n",
        "models/intermediate/tags: no model gives recent_frequency, which the contract of customer_tags lists",
    ),
    "column of the contract": (
        CONTRACT, "      - name: rfm_recency_score\n",
        "      - name: recent_frequency\n        description: Recent frequency.\n        data_type: string\n"
        "        config:\n          meta:\n            sensitivity: internal\n",
        f"{CONTRACT}, customer_tags: has no column recent_frequency, though the tag is active",
    ),
}  # fmt: skip


def add_tag(project, forgotten=None):
    """Take the steps of a new band tag, but for a forgotten one."""
    for step, (file, before, text, _) in NEW_BAND_TAG.items():
        if step != forgotten:
            path = project / file
            content = path.read_text(encoding="utf-8")
            assert before in content
            path.write_text(content.replace(before, text + before, 1), encoding="utf-8")


def test_a_new_band_tag_takes_these_steps(project_copy, demo, tmp_path):
    """Nothing else is changed, and every customer has a value, wide and long."""
    add_tag(project_copy)
    build = rebuild(project_copy, demo, tmp_path, *TAGS)
    assert build.returncode == 0, build.output
    wide = build.query("select recent_frequency, count(*) from customer_tags group by all order by 1")
    assert wide == build.query(
        "select case when orders_90d >= 3 then 'often' else 'seldom' end, count(*) from int_customer_metrics "
        "inner join customer_tags using (customer_id) group by all order by 1"
    )
    assert len(wide) == 2
    assert build.query(
        "select distinct evidence_metric from customer_tag_values where tag_code = 'recent_frequency'"
    ) == [("orders_90d",)]
    assert any("recent_frequency" in line for line in missing_cases(project_copy))


@pytest.mark.parametrize("step", NEW_BAND_TAG)
def test_a_forgotten_step_of_a_tag_is_named(step, project_copy, demo, tmp_path):
    """One line names the file and what it lacks; the marts keep what they had."""
    add_tag(project_copy, forgotten=step)
    model = ("int_tags__bands", "int_customer_tags") if step == "line of the model" else ()
    # a missing approval alone is a warning: the whole tag is built, so that nothing else is missing
    chosen = TAGS if step == "approval" else (*REGISTRY, *model)
    build = rebuild(project_copy, demo, tmp_path, *chosen)
    assert build.returncode == (0 if step == "approval" else 1)
    build.line(NEW_BAND_TAG[step][-1])
    assert (content(build) == content(demo)) == (step != "approval")


def test_drifted_score_levels_are_a_warning(project_copy, demo, tmp_path):
    """The build succeeds and says which tag to look at; a data set without frozen shares is told so, too."""
    path = project_copy / SHARES
    lines = path.read_text(encoding="utf-8").splitlines()
    heading, mine = lines[0], [line.split(",") for line in lines if line.startswith("demo,")]
    churn = [cells for cells in mine if cells[1] == "churn_risk"]
    for cells, share in zip(churn, reversed([cells[-1] for cells in churn]), strict=True):
        cells[-1] = share
    path.write_text("\n".join([heading, *(",".join(cells) for cells in churn)]) + "\n", encoding="utf-8")
    build = rebuild(project_copy, demo, tmp_path, *TAGS, "assert_score_levels_have_not_drifted")
    assert build.returncode == 0, build.output
    assert [p for p in build.warnings if "tag churn_risk: customers have moved between its levels, PSI" in p]
    assert [p for p in build.warnings if f"{SHARES}: has no shares of demo for purchase_potential" in p]


def test_seeds_saved_by_a_spreadsheet_are_read(project_copy, demo, tmp_path):
    """A byte order mark, Windows line ends and empty rows at the end change nothing."""
    for file in (VALUES, DEFINITIONS, PARAMETERS, PURPOSES, SYNONYMS):
        path = project_copy / file
        empty_row = b"," * path.read_bytes().splitlines()[0].count(b",") + b"\n"
        path.write_bytes(b"\xef\xbb\xbf" + (path.read_bytes() + 2 * empty_row).replace(b"\n", b"\r\n"))
    build = rebuild(project_copy, demo, tmp_path, *TAGS)
    assert build.returncode == 0, build.output
    assert content(build) == content(demo)


def test_a_priority_of_no_system_is_a_warning(project_copy, demo, tmp_path, note_bad_input):
    """It may be one of another data set, which shares the seed."""
    edit(project_copy / PRIORITIES, "gender,demo_crm,1", "gender,demo_crn,1")
    build = rebuild(project_copy, demo, tmp_path, *REGISTRY)
    assert build.returncode == 0, build.output
    line = (
        f"{PRIORITIES}, row gender/demo_crn: this data set has no system of that name; it has demo_crm, demo_web_shop"
    )
    note_bad_input("seed", "priority of a system that there is not", build.line(line))


def test_a_seed_saved_as_gbk_is_named(project_copy, note_bad_input):
    """`make build` asks this script first, because dbt cannot tell which file it stumbles over."""
    path = project_copy / VALUES
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    script = PROJECT / "scripts/check_seed_encoding.py"
    done = subprocess.run([sys.executable, script], cwd=project_copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    line = f'{VALUES}, row 2: is not UTF-8; save the file as "CSV UTF-8"'
    assert done.stderr.strip() == f"PROBLEM {line}"
    note_bad_input("seed", "saved as GBK", line)
    healthy = subprocess.run([sys.executable, script], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (healthy.returncode, healthy.stderr) == (0, "")


def test_a_changed_threshold_moves_customers(project_copy, demo, tmp_path):
    """Changing one number in two cells of the seed, and the version, is all it takes."""
    edit(project_copy / VALUES, "purchase_frequency,high,高频,High,12", "purchase_frequency,high,高频,High,9")
    edit(project_copy / VALUES, "frequency,medium,中频,Medium,4,12", "frequency,medium,中频,Medium,4,9")
    text = (project_copy / DEFINITIONS).read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith("purchase_frequency,"))
    edit(project_copy / DEFINITIONS, row, row.replace(",active,1,", ",active,2,"))
    build = rebuild(project_copy, demo, tmp_path, *TAGS)
    assert build.returncode == 0, build.output
    sql = "select count(*) from customer_tags where purchase_frequency = 'high'"
    moved = demo.query("select count(*) from int_customer_frequency where orders_365d between 9 and 11")
    assert moved[0][0] > 0
    assert build.query(sql)[0][0] == demo.query(sql)[0][0] + moved[0][0]


def test_a_missing_raw_file_is_named(demo, tmp_path, note_bad_input):
    """The message names the file and what to do."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    (raw / "demo_store/receipts.csv").unlink()
    build = rebuild(PROJECT, demo, tmp_path, raw_dir=str(raw))
    assert build.returncode == 1
    note_bad_input("file", "file that is not there", build.line("demo_store/receipts.csv: is not there; put"))
    assert content(build) == content(demo)


def test_a_raw_file_without_rows_is_no_reason_to_publish(demo, tmp_path):
    """Without any customer the marts keep what they had."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    for path in raw.rglob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    build = rebuild(PROJECT, demo, tmp_path, raw_dir=str(raw))
    assert build.returncode == 1
    assert content(build) == content(demo)


def test_a_column_missing_from_a_raw_file_is_named(demo, tmp_path):
    """The error names the column."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    edit(raw / "demo_store/receipts.csv", "card_no", "card_number")
    build = rebuild(PROJECT, demo, tmp_path, raw_dir=str(raw))
    assert build.returncode == 1
    assert "card_no" in build.output
    assert content(build) == content(demo)


@pytest.mark.parametrize("setting", ["2025-13-01", "2025-02-30", "31.12.2025", "yesterday"])
def test_a_wrong_as_of_date_is_told(demo, tmp_path, setting, note_bad_input):
    """Before anything is built."""
    shutil.copyfile(demo.database, tmp_path / demo.database.name)
    done = run_dbt(tmp_path, "demo", "build", "--select", "int_customer_recency", as_of_date=setting)
    assert done.returncode != 0
    line = f"var as_of_date is '{setting}'; write a real day as YYYY-MM-DD, or today"
    assert f"PROBLEM {line}" in done.stdout
    note_bad_input("var", f"as_of_date {setting}", line)
