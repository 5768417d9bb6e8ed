"""What all scripts share: tags of which the raw files tell nothing, and the audiences that are counted."""

import importlib
import json
import sys
import time

NO_DATA = {
    "province": "unknown", "city": "unknown", "macro_region": "unknown", "occupation": "unknown",
    "industry": "not_applicable", "company_size": "not_applicable", "membership": "non_member",
    "service_preference": "none", "contact_preference": "none", "decision_role": "not_applicable",
    "sales_stage": "none", "purchase_intent": "none", "follow_up_status": "never",
    "marketing_response": "not_contacted", "email_open_level": "not_contacted", "sms_reply_level": "not_contacted",
    "care_level": "none", "new_product_interest": "no", "potential_buyer": "no",
}  # fmt: skip
AUDIENCES = [
    {"customer_grade": "vip"},
    {"lifecycle_stage": "dormant", "spend_level": "high"},
    {"rfm_segment": "important_retain", "coupon_user": "yes"},
    {"purchase_recency": "within_30d", "promotion_participation": "frequent"},
    {"gender": "female", "age_group": "youth", "engagement_level": "high"},
]

if __name__ == "__main__":
    # python common.py with_duckdb OUT: counts the audiences, prints the counts and the seconds
    module = importlib.import_module(sys.argv[1])
    session = module.open_session()
    started = time.perf_counter()
    counts = module.count_audiences(session, sys.argv[2])
    print(json.dumps({"counts": counts, "seconds": time.perf_counter() - started}))
