"""The benchmark's tables by hand in pandas: python with_pandas.py RAW OUT AS_OF_DATE. Amounts are whole cents."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from common import AUDIENCES, NO_DATA

HALF = str.maketrans("０１２３４５６７８９ＵＷＩＶ－：", "0123456789UWIV-:")


def clean(text):
    """Return the text half-width and without outer blanks; null if nothing is left."""
    strange = ~text.str.fullmatch(r"[!-~]+", na=True)
    text = text.copy()
    text[strange] = text[strange].str.translate(HALF).str.strip(" \u3000")
    return text.mask(text == "")


def amount(text):
    """Return the amounts as cents; null if they cannot be read."""
    numbers = pd.to_numeric(text, errors="coerce")
    other = numbers.isna() & text.notna()
    signs = clean(text[other]).str.upper().str.replace("[¥￥元,]|人民币|RMB|CNY", "", regex=True)
    numbers[other] = pd.to_numeric(signs, errors="coerce")
    return (numbers * 100).round().astype("Int64")


def time(text):
    """Return the texts as local times; null if they cannot be read."""
    times = pd.to_datetime(text, format="%Y-%m-%d %H:%M:%S", errors="coerce")
    other = times.isna() & text.notna()
    times[other] = pd.to_datetime(clean(text[other]), format="%Y/%m/%d %H:%M", errors="coerce")
    return times + pd.Timedelta(hours=8)


def first(default, *cases):
    """Return the value of the first case that holds, row by row."""
    conditions = [condition.fillna(False).to_numpy(bool) for condition, _ in cases]
    return np.select(conditions, [value for _, value in cases], default)


def main(raw, out, as_of):
    """Write customer_tags, customer_tag_values and rejected_records as parquet files to `out`."""
    as_of = pd.Timestamp(as_of)
    rejected = []

    def since(days):
        return as_of - pd.Timedelta(days=days)

    def read(name):
        files = sorted(Path(raw).glob(f"demo_web_shop/{name}/*/*.csv"))
        return pd.concat(
            [pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""]) for file in files], ignore_index=True
        )

    def reject(entity, rows, key, *cases):
        """Note the faulty rows and return the others."""
        reasons = pd.Series(first("", *cases), index=rows.index)
        faulty = reasons != ""
        rejected.append(
            pd.DataFrame({"entity": entity, "record_key": rows.loc[faulty, key], "reason": reasons[faulty]})
        )
        return rows[~faulty]

    users = read("users")
    users["updated_at"] = time(users["updated_at"])
    users["user_id"] = clean(users["user_id"])
    users = users.sort_values("updated_at", ascending=False, kind="stable").drop_duplicates("user_id")
    birthday = pd.to_datetime(users["birthday"], format="%Y-%m-%d", errors="coerce")
    sources = {"feed": "paid_feed", "platform": "ecommerce", "invite": "referral", "social": "social", "event": "event"}
    not_yet = (birthday.dt.month * 100 + birthday.dt.day) > as_of.month * 100 + as_of.day
    customers = pd.DataFrame(
        {
            "user_id": users["user_id"],
            "acquisition_source": clean(users["came_from"]).map(sources).fillna("unknown"),
            "gender": clean(users["sex"]).map({"1": "male", "2": "female"}).fillna("unknown"),
            "age": as_of.year - birthday.dt.year - not_yet,
        }
    ).set_index("user_id")
    products = read("products")
    categories = pd.Series(clean(products["category_name"]).to_numpy(), clean(products["sku"]))
    promotions = read("promotions")
    kinds = pd.Series(clean(promotions["kind"]).to_numpy(), clean(promotions["code"]))

    rows = read("orders")
    read_rows = pd.DataFrame(
        {
            "order_no": clean(rows["order_no"]), "user_id": clean(rows["user_id"]), "ordered_at": time(rows["created_at"]),
            "status": clean(rows["status"]), "closed_on": time(rows["closed_at"]).dt.normalize(),
            "paid": amount(rows["total_paid"]), "freight": amount(rows["freight"]).fillna(0) + amount(rows["tax"]).fillna(0),
            "discount": amount(rows["discount"]), "refund": amount(rows["refund_amount"]),
            "refunded_on": time(rows["refunded_at"]).dt.normalize(), "updated_at": time(rows["updated_at"]),
        }
    )  # fmt: skip
    latest = reject(
        "orders", read_rows, "order_no",
        (rows["total_paid"].notna() & read_rows["paid"].isna(), "unreadable_value"),
        (rows["refund_amount"].notna() & read_rows["refund"].isna(), "unreadable_value"),
        (rows["created_at"].notna() & read_rows["ordered_at"].isna(), "unreadable_value"),
        (~read_rows["status"].isin(["paid", "done", "closed", "refunded"]), "unknown_status"),
        (clean(rows["currency"]).fillna("CNY").str.upper() != "CNY", "foreign_currency"),
        (read_rows[["paid", "freight", "discount", "refund"]].min(axis=1) < 0, "negative_amount"),
        (read_rows["refund"] > read_rows["paid"], "refund_above_paid"),
        (read_rows["user_id"].notna() & ~read_rows["user_id"].isin(customers.index), "orphan"),
    )  # fmt: skip
    del rows, read_rows
    latest = latest.assign(
        is_later=latest["updated_at"].dt.normalize() > as_of, ordered_on=latest["ordered_at"].dt.normalize()
    )
    latest = latest.sort_values(["is_later", "updated_at"], ascending=[True, False]).drop_duplicates("order_no")
    accepted = pd.Index(latest["order_no"])

    rows = read("order_promotions")
    rows = pd.DataFrame(
        {
            "id": clean(rows["id"]),
            "order_no": clean(rows["order_no"]),
            "code": clean(rows["code"]),
            "amount": amount(rows["amount"]),
        }
    )
    rows["kind"] = rows["code"].map(kinds)
    promotion_rows = reject("order_promotions", rows, "id", (~rows["order_no"].isin(accepted), "orphan"))
    rows = promotion_rows.assign(
        has_code=promotion_rows["kind"].isin(["coupon", "campaign"]),
        has_coupon=promotion_rows["kind"] == "coupon",
        no_amount=promotion_rows["amount"].isna(),
    )
    promoted = rows.groupby("order_no").agg(
        amount=("amount", "sum"),
        has_code=("has_code", "max"),
        has_coupon=("has_coupon", "max"),
        no_amount=("no_amount", "max"),
    )

    orders = latest[latest["user_id"].notna() & (latest["ordered_on"] <= as_of)].set_index("order_no").join(promoted)
    del latest, rows, promoted
    for flag in ("has_code", "has_coupon", "no_amount"):
        orders[flag] = orders[flag].fillna(False).astype(bool)
    in_force = orders["refunded_on"].fillna(orders["ordered_on"]) <= as_of
    refunded = orders["refund"].fillna(0).where(in_force, 0)
    goods = orders["paid"] - orders["freight"]
    orders["net"] = goods - refunded
    discount = orders["discount"].fillna(orders["amount"]).fillna(0)
    list_value = orders["net"] + discount
    orders["is_promotion"] = (
        orders["has_code"] | orders["no_amount"] | ((list_value > 0) & (discount * 10 >= list_value))
    )
    orders["is_cancelled"] = (orders["status"] == "closed") & (
        orders["closed_on"].fillna(orders["ordered_on"]) <= as_of
    )
    orders["is_fully_returned"] = ((orders["status"] == "refunded") & in_force) | ((refunded > 0) & (refunded >= goods))
    orders["is_counted"] = ~orders["is_cancelled"] & ~orders["is_fully_returned"]
    orders["part"] = (orders["ordered_at"].dt.hour // 6).where(orders["ordered_at"] != orders["ordered_on"], -1)
    orders = orders[
        [
            "user_id",
            "ordered_on",
            "part",
            "net",
            "is_promotion",
            "is_cancelled",
            "is_fully_returned",
            "is_counted",
            "has_coupon",
        ]
    ]
    year = orders["ordered_on"] > since(365)

    raw_items = read("order_items")
    rows = pd.DataFrame(
        {
            "item_id": clean(raw_items["item_id"]), "order_no": clean(raw_items["order_no"]), "sku": clean(raw_items["sku"]),
            "quantity": amount(raw_items["quantity"]).fillna(100), "paid": amount(raw_items["paid"]),
        }
    )  # fmt: skip
    rows = reject(
        "order_items", rows, "item_id",
        (raw_items["paid"].notna() & rows["paid"].isna(), "unreadable_value"),
        (rows["paid"] < 0, "negative_amount"),
        (~rows["order_no"].isin(accepted), "orphan"),
    )  # fmt: skip
    del raw_items
    items = rows.join(orders[year].drop(columns=["part", "net"]), on="order_no", how="inner")
    items["category"] = items["sku"].map(categories)

    raw_events = read("events")
    rows = pd.DataFrame(
        {
            "event_id": clean(raw_events["event_id"]), "user_id": clean(raw_events["user_id"]), "event": clean(raw_events["event"]),
            "sku": clean(raw_events["sku"]), "campaign": clean(raw_events["campaign"]),
            "happened_on": time(raw_events["happened_at"]).dt.normalize(),
        }
    )  # fmt: skip
    events = reject(
        "interactions", rows, "event_id",
        (raw_events["happened_at"].notna() & rows["happened_on"].isna(), "unreadable_value"),
        (~rows["event"].isin(["pv", "view", "click", "share", "join"]), "unknown_type"),
        (rows["user_id"].notna() & ~rows["user_id"].isin(customers.index), "orphan"),
    )  # fmt: skip
    del raw_events, rows
    events = events[(events["happened_on"] <= as_of) & (events["happened_on"] > since(365))]
    pd.concat(rejected).to_parquet(f"{out}/rejected_records.parquet", index=False)

    viewed = events[(events["event"] == "view") & (events["happened_on"] > since(90))][["user_id", "sku"]]
    viewed = viewed.assign(category=viewed["sku"].map(categories)).dropna()[["user_id", "category"]]
    bought = items[items["is_counted"] & items["category"].notna()]
    recent = bought[bought["ordered_on"] > since(90)][["user_id", "order_no", "category"]].drop_duplicates()
    touches = pd.concat([viewed, recent[["user_id", "category"]]]).groupby(["user_id", "category"]).size()
    interests = touches[touches >= 3].reset_index()[["user_id", "category"]].rename(columns={"category": "value"})
    joined = events[(events["event"] == "join") & events["campaign"].notna() & events["user_id"].notna()]
    redeemed = promotion_rows[promotion_rows["kind"] == "campaign"].join(
        orders.loc[orders["is_counted"] & year, ["user_id"]], on="order_no", how="inner"
    )
    campaigns = pd.concat(
        [
            joined[["user_id", "campaign"]].rename(columns={"campaign": "value"}),
            redeemed[["user_id", "code"]].rename(columns={"code": "value"}),
        ]
    ).drop_duplicates()

    counted = orders[orders["is_counted"]]
    in_year = counted["ordered_on"] > since(365)
    counted = counted.assign(
        n=in_year,
        spend=counted["net"].where(in_year, 0),
        promoted=in_year & counted["is_promotion"],
        coupons=counted["has_coupon"] & (counted["ordered_on"] > since(180)),
        **{
            name: in_year & (counted["part"] == part)
            for part, name in enumerate(["night", "morning", "afternoon", "evening"])
        },
    )
    sums = ["n", "spend", "promoted", "coupons", "night", "morning", "afternoon", "evening"]
    buyers = counted.groupby("user_id").agg(
        first_on=("ordered_on", "min"), last_on=("ordered_on", "max"), days=("ordered_on", "nunique"),
        **{name: (name, "sum") for name in sums},
    )  # fmt: skip
    ordered = items[~items["is_cancelled"]]
    ordered = ordered.assign(back=ordered["quantity"].where(ordered["is_fully_returned"], 0))
    order_units = ordered.groupby("order_no").agg(units=("quantity", "sum"), back=("back", "sum"))
    units = orders[year & ~orders["is_cancelled"]].join(order_units)
    units["back"] = units["back"].fillna(units["is_fully_returned"].astype("Int64") * 100)
    units["units"] = units["units"].fillna(100)
    units = units.groupby("user_id").agg(units=("units", "sum"), back=("back", "sum"))
    preferred = bought.groupby(["user_id", "category"]).agg(
        paid=("paid", "sum"), orders=("order_no", "nunique"), last_on=("ordered_on", "max")
    )
    preferred = (
        preferred.reset_index()
        .sort_values(["paid", "orders", "last_on", "category"], ascending=[False, False, False, True])
        .drop_duplicates("user_id")
        .set_index("user_id")[["category"]]
    )
    engaged = events[events["event"].isin(["pv", "click", "share"]) & (events["happened_on"] > since(90))]
    engaged = engaged.groupby("user_id").size().rename("engagements")
    ranked = buyers.loc[buyers["spend"] > 0, ["spend"]].reset_index()
    ranked = ranked.sort_values(["spend", "user_id"], ascending=[False, True]).set_index("user_id")["spend"]
    ranked = pd.DataFrame(
        {"before": (ranked.cumsum() - ranked).groupby(ranked.to_numpy()).transform("min"), "total": ranked.sum()}
    )

    c = customers.join([buyers, units, preferred, engaged, ranked])
    never, n, spend = c["last_on"].isna(), c["n"].fillna(0).astype(int), c["spend"].fillna(0).astype("int64")
    since_last, since_first = (as_of - c["last_on"]).dt.days, (as_of - c["first_on"]).dt.days
    span, gaps = (c["last_on"] - c["first_on"]).dt.days, c["days"] - 1
    parts = c[["night", "morning", "afternoon", "evening"]].fillna(0)
    all_parts = parts.sum(axis=1)
    is_part = {part: 2 * parts[part] >= all_parts for part in parts}
    r = pd.Series(first(1, (never, 0), (since_last <= 30, 5), (since_last <= 90, 3)), c.index)
    f = pd.Series(first(1, (never, 0), (n >= 12, 5), (n >= 4, 3)), c.index)
    m = pd.Series(first(1, (never, 0), (spend >= 500000, 5), (spend >= 100000, 3)), c.index)
    segment = pd.Series(first("general_", (m >= 3, "important_")), c.index).astype("str") + pd.Series(
        first("retain", ((r >= 3) & (f >= 3), "value"), (r >= 3, "develop"), (f >= 3, "keep")), c.index
    ).astype("str")
    tags = pd.DataFrame(
        {
            "customer_id": "demo_web_shop:" + c.index.astype("str"),
            "customer_type": "individual",
            "acquisition_source": c["acquisition_source"],
            "gender": c["gender"],
            "age_group": first("senior", (c["age"].isna(), "unknown"), (c["age"] <= 15, "juvenile"), (c["age"] <= 40, "youth"), (c["age"] <= 65, "middle_aged")),
            "purchase_frequency": first("low", (n >= 12, "high"), (n >= 4, "medium")),
            "purchase_recency": first("over_180d", (never, "never"), (since_last <= 30, "within_30d"), (since_last <= 90, "31_90d"), (since_last <= 180, "91_180d")),
            "spend_level": first("low", (spend >= 500000, "high"), (spend >= 100000, "medium")),
            "order_value_level": first("low", (n == 0, "no_order"), (spend >= 50000 * n, "high"), (spend >= 10000 * n, "medium")),
            "repurchase_cycle": first("longer", (never, "never"), (gaps == 0, "single_purchase"), (span <= 7 * gaps, "weekly"), (span <= 31 * gaps, "monthly"), (span <= 92 * gaps, "quarterly")),
            "product_preference": c["category"].fillna("none"),
            "channel_preference": first("none", (n > 0, "online")),
            "shopping_time": first("night", (all_parts == 0, "none"), (sum(flag.astype(int) for flag in is_part.values()) != 1, "no_pattern"), *((is_part[part], part) for part in ("morning", "afternoon", "evening"))),
            "engagement_level": first("none", (c["engagements"] >= 20, "high"), (c["engagements"] >= 5, "medium"), (c["engagements"] >= 1, "low")),
            "return_level": first("low", (c["units"].isna(), "no_order"), (c["units"] == 0, "unknown"), (c["back"] * 10 > c["units"] * 3, "high"), (c["back"] * 10 >= c["units"], "medium")),
            "rfm_recency_score": r.astype("str"),
            "rfm_frequency_score": f.astype("str"),
            "rfm_monetary_score": m.astype("str"),
            "customer_grade": first("potential", (r + f + m >= 9, "vip"), (r + f + m >= 6, "important"), (r + f + m >= 3, "normal")),
            "rfm_segment": segment.mask(never, "none"),
            "value_contribution": first("low", (c["before"].isna(), "none"), (c["before"] * 10 < c["total"] * 8, "high"), (c["before"] * 100 < c["total"] * 95, "medium")),
            "profit_contribution": first("unknown", (spend == 0, "no_spend")),
            "price_sensitivity": first("low", (n == 0, "no_order"), (10 * c["promoted"] > 8 * n, "high"), (2 * c["promoted"] >= n, "medium")),
            "lifecycle_stage": first("churned", (never, "prospect"), (since_first <= 30, "new"), (since_last <= 90, "active"), (since_last <= 365, "dormant")),
            "promotion_participation": first("none", (c["promoted"] >= 6, "frequent"), (c["promoted"] >= 1, "occasional")),
            "coupon_user": first("no", (c["coupons"] > 0, "yes")),
        }
        | NO_DATA,
        index=c.index,
    ).astype("str")  # fmt: skip

    long = [tags.melt("customer_id", var_name="tag_code", value_name="tag_value")]
    for name, values in (("interests", interests), ("campaigns", campaigns)):
        lists = values.sort_values("value").groupby("user_id")["value"].agg('", "'.join)
        tags[name] = ('["' + lists + '"]').reindex(tags.index).fillna("[]")
        ids = "demo_web_shop:" + values["user_id"].astype("str")
        long.append(pd.DataFrame({"customer_id": ids, "tag_code": name, "tag_value": values["value"]}))
    tags.to_parquet(f"{out}/customer_tags.parquet", index=False)
    pd.concat(long).to_parquet(f"{out}/customer_tag_values.parquet", index=False)


def open_session():
    """Return nothing: pandas needs none."""


def count_audiences(_, out):
    """Return how many customers each audience has."""
    tags = pd.read_parquet(f"{out}/customer_tags.parquet", columns=sorted({tag for each in AUDIENCES for tag in each}))
    return [int((tags[list(audience)] == pd.Series(audience)).all(axis=1).sum()) for audience in AUDIENCES]


if __name__ == "__main__":
    main(*sys.argv[1:])
