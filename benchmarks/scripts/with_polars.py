"""The benchmark's tables by hand in Polars: python with_polars.py RAW OUT AS_OF_DATE."""

import datetime as dt
import sys

import polars as pl
from common import AUDIENCES, NO_DATA
from polars import col, lit, when

FULL, HALF = "０１２３４５６７８９ＵＷＩＶ－：", "0123456789UWIV-:"


def clean(name):
    """Return the column's text, half-width and without outer blanks; null if nothing is left."""
    text = col(name)
    ascii_only = text.str.contains(r"^[ -~]*$")
    text = (
        when(ascii_only).then(text).otherwise(text.str.replace_many(list(FULL), list(HALF))).str.strip_chars(" \u3000")
    )
    return when(text != "").then(text).alias(name)


def amount(name):
    """Return the column as a number of cents, which stay exact."""
    plain = col(name).cast(pl.Decimal(18, 2), strict=False)
    signed = (
        clean(name)
        .str.to_uppercase()
        .str.replace_all("[¥￥元,]|人民币|RMB|CNY", "")
        .cast(pl.Decimal(18, 2), strict=False)
    )
    return when(plain.is_not_null()).then(plain).otherwise(signed).alias(name)


def time(name):
    """Return the column as local time."""
    text = clean(name)
    spellings = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M"]
    read = [text.str.strptime(pl.Datetime("us"), spelling, strict=False) for spelling in spellings]
    return (pl.coalesce(read) + pl.duration(hours=8)).alias(name)


def main(raw, out, as_of):
    """Write customer_tags, customer_tag_values and rejected_records as parquet files to `out`."""
    as_of = dt.date.fromisoformat(as_of)

    def since(days):
        return lit(as_of - dt.timedelta(days=days))

    def read(name):
        return pl.scan_csv(f"{raw}/demo_web_shop/{name}/*/*.csv", infer_schema=False)

    def reason(*cases):
        chain = None
        for fault, name in cases:
            chain = (when(fault) if chain is None else chain.when(fault)).then(lit(name))
        return chain.otherwise(None).alias("reason")

    customers = (
        read("users")
        .with_columns(clean("user_id"), clean("came_from"), clean("sex"), time("updated_at"))
        .sort("updated_at", descending=True)
        .unique("user_id", keep="first", maintain_order=True)
        .with_columns(birthday=col("birthday").str.to_date("%Y-%m-%d", strict=False))
        .select(
            "user_id",
            acquisition_source=col("came_from").replace_strict(
                {
                    "feed": "paid_feed",
                    "platform": "ecommerce",
                    "invite": "referral",
                    "social": "social",
                    "event": "event",
                },
                default="unknown",
            ),
            gender=col("sex").replace_strict({"1": "male", "2": "female"}, default="unknown"),
            age=as_of.year
            - col("birthday").dt.year()
            - ((col("birthday").dt.month() * 100 + col("birthday").dt.day()) > as_of.month * 100 + as_of.day).cast(
                pl.Int32
            ),
        )
        .collect()
    )
    known = customers.lazy().select("user_id", is_known=lit(True))
    products = read("products").select(clean("sku"), clean("category_name").alias("category")).collect().lazy()
    promotions = read("promotions").select(clean("code"), clean("kind")).collect().lazy()

    order_rows = (
        read("orders")
        .with_columns(raw_paid=col("total_paid"), raw_refund=col("refund_amount"), raw_ordered_at=col("created_at"))
        .with_columns(
            clean("order_no"), clean("user_id"), time("created_at"), clean("status"), clean("currency"),
            time("closed_at").dt.date(), amount("total_paid"), amount("freight"), amount("tax"), amount("discount"),
            amount("refund_amount"), time("refunded_at").dt.date(), time("updated_at"),
        )
        .with_columns(freight=col("freight").fill_null(0) + col("tax").fill_null(0))
        .join(known, on="user_id", how="left")
        .with_columns(
            reason(
                (col("raw_paid").is_not_null() & col("total_paid").is_null(), "unreadable_value"),
                (col("raw_refund").is_not_null() & col("refund_amount").is_null(), "unreadable_value"),
                (col("raw_ordered_at").is_not_null() & col("created_at").is_null(), "unreadable_value"),
                (~col("status").is_in(["paid", "done", "closed", "refunded"]).fill_null(False), "unknown_status"),
                (col("currency") != "CNY", "foreign_currency"),
                (pl.min_horizontal("total_paid", "freight", "discount", "refund_amount") < 0, "negative_amount"),
                (col("refund_amount") > col("total_paid"), "refund_above_paid"),
                (col("user_id").is_not_null() & col("is_known").is_null(), "orphan"),
            )
        )
        .drop("raw_paid", "raw_refund", "raw_ordered_at", "is_known")
        .collect(engine="streaming")
    )  # fmt: skip
    rejected = [
        order_rows.filter(col("reason").is_not_null()).select(
            lit("orders").alias("entity"), record_key="order_no", reason="reason"
        )
    ]
    latest = (
        order_rows.lazy()
        .filter(col("reason").is_null())
        .with_columns(is_later=col("updated_at").dt.date() > as_of, ordered_on=col("created_at").dt.date())
        .sort("is_later", "updated_at", descending=[False, True])
        .unique("order_no", keep="first", maintain_order=True)
        .collect(engine="streaming")
    )
    del order_rows
    accepted = latest.lazy().select("order_no", is_accepted=lit(True))

    promotion_rows = (
        read("order_promotions")
        .select(clean("id"), clean("order_no"), clean("code"), amount("amount"))
        .join(promotions, on="code", how="left")
        .join(accepted, on="order_no", how="left")
        .collect(engine="streaming")
    )
    rejected.append(
        promotion_rows.filter(col("is_accepted").is_null())
        .select(lit("order_promotions").alias("entity"), record_key="id", reason=lit("orphan"))
    )  # fmt: skip
    promoted = (
        promotion_rows.lazy()
        .group_by("order_no")
        .agg(
            amount=col("amount").sum(),
            has_code=col("kind").is_in(["coupon", "campaign"]).any(),
            has_coupon=(col("kind") == "coupon").any(),
            no_amount=col("amount").is_null().any(),
        )
    )
    in_force = col("refunded_at").fill_null(col("ordered_on")) <= as_of
    orders = (
        latest.lazy()
        .filter(col("user_id").is_not_null(), col("ordered_on") <= as_of)
        .join(promoted, on="order_no", how="left")
        .with_columns(
            part=when(col("created_at") != col("ordered_on").cast(pl.Datetime("us"))).then(col("created_at").dt.hour() // 6),
            is_cancelled=(col("status") == "closed") & (col("closed_at").fill_null(col("ordered_on")) <= as_of),
            is_returned=(col("status") == "refunded") & in_force,
            goods=col("total_paid") - col("freight"),
            refunded=when(in_force).then(col("refund_amount").fill_null(0)).otherwise(0),
            discount=pl.coalesce("discount", "amount", lit(0)),
        )
        .with_columns(
            is_fully_returned=col("is_returned") | ((col("refunded") > 0) & (col("refunded") >= col("goods"))),
            net=col("goods") - col("refunded"),
        )
        .with_columns(
            is_promotion=col("has_code").fill_null(False)
            | col("no_amount").fill_null(False)
            | ((col("net") + col("discount") > 0) & (col("discount") * 10 >= col("net") + col("discount"))),
            is_counted=~col("is_cancelled") & ~col("is_fully_returned"),
        )
        .select(
            "order_no", "user_id", "ordered_on", "part", "is_cancelled", "is_fully_returned", "is_counted", "is_promotion",
            "net", has_coupon=col("has_coupon").fill_null(False),
        )
        .collect(engine="streaming")
    )  # fmt: skip
    del latest

    item_rows = (
        read("order_items")
        .with_columns(raw_paid=col("paid"))
        .select(
            clean("item_id"),
            clean("order_no"),
            clean("sku"),
            amount("quantity").fill_null(1),
            amount("paid"),
            "raw_paid",
        )
        .join(accepted, on="order_no", how="left")
        .with_columns(
            reason(
                (col("raw_paid").is_not_null() & col("paid").is_null(), "unreadable_value"),
                (col("paid") < 0, "negative_amount"),
                (col("is_accepted").is_null(), "orphan"),
            )
        )
        .drop("raw_paid", "is_accepted")
        .collect(engine="streaming")
    )
    rejected.append(
        item_rows.filter(col("reason").is_not_null()).select(
            lit("order_items").alias("entity"), record_key="item_id", reason="reason"
        )
    )
    items = (
        item_rows.lazy()
        .filter(col("reason").is_null())
        .join(orders.lazy().filter(col("ordered_on") > since(365)), on="order_no")
        .join(products, on="sku", how="left")
        .collect(engine="streaming")
    )
    del item_rows

    event_rows = (
        read("events")
        .with_columns(raw_happened_at=col("happened_at"))
        .select(
            clean("event_id"), clean("user_id"), clean("event"), clean("sku"), clean("campaign"),
            time("happened_at").dt.date().alias("happened_on"), "raw_happened_at",
        )
        .join(known, on="user_id", how="left")
        .with_columns(
            reason(
                (col("raw_happened_at").is_not_null() & col("happened_on").is_null(), "unreadable_value"),
                (~col("event").is_in(["pv", "view", "click", "share", "join"]).fill_null(False), "unknown_type"),
                (col("user_id").is_not_null() & col("is_known").is_null(), "orphan"),
            )
        )
        .collect(engine="streaming")
    )  # fmt: skip
    rejected.append(
        event_rows.filter(col("reason").is_not_null()).select(
            lit("interactions").alias("entity"), record_key="event_id", reason="reason"
        )
    )
    pl.concat(rejected).write_parquet(f"{out}/rejected_records.parquet")
    events = event_rows.filter(col("reason").is_null(), col("happened_on") <= as_of, col("happened_on") > since(365))
    del event_rows

    bought = (
        items.lazy()
        .filter(col("is_counted"), col("ordered_on") > since(90), col("category").is_not_null())
        .select("user_id", "order_no", "category")
        .unique()
        .select("user_id", "category")
    )
    viewed = (
        events.lazy()
        .filter(col("event") == "view", col("happened_on") > since(90))
        .join(products, on="sku")
        .filter(col("category").is_not_null())
        .select("user_id", "category")
    )
    interests = (
        pl.concat([bought, viewed]).group_by("user_id", "category").len().filter(col("len") >= 3)
        .select("user_id", value="category").collect(engine="streaming")
    )  # fmt: skip
    joined = events.lazy().filter(col("event") == "join", col("campaign").is_not_null(), col("user_id").is_not_null())
    redeemed = (
        promotion_rows.lazy()
        .filter(col("kind") == "campaign")
        .join(
            orders.lazy().filter(col("is_counted"), col("ordered_on") > since(365)).select("order_no", "user_id"),
            on="order_no",
        )
    )
    campaigns = (
        pl.concat([joined.select("user_id", value="campaign"), redeemed.select("user_id", value="code")])
        .unique().collect(engine="streaming")
    )  # fmt: skip

    year = col("ordered_on") > since(365)
    counted = orders.lazy().filter(col("is_counted"))
    buyers = counted.group_by("user_id").agg(
        first_on=col("ordered_on").min(),
        last_on=col("ordered_on").max(),
        days=col("ordered_on").n_unique(),
        n=year.sum().cast(pl.Int64),
        spend=when(year).then("net").otherwise(0).sum(),
        promoted=(year & col("is_promotion")).sum().cast(pl.Int64),
        coupons=(col("has_coupon") & (col("ordered_on") > since(180))).sum(),
        **{
            name: (year & (col("part") == part).fill_null(False)).sum().cast(pl.Int64)
            for part, name in enumerate(["night", "morning", "afternoon", "evening"])
        },
    )
    order_units = (
        items.lazy().filter(~col("is_cancelled")).group_by("order_no")
        .agg(units=col("quantity").sum(), back=when("is_fully_returned").then("quantity").otherwise(0).sum())
    )  # fmt: skip
    units = (
        orders.lazy()
        .filter(year, ~col("is_cancelled"))
        .join(order_units, on="order_no", how="left")
        .group_by("user_id")
        .agg(
            units=col("units").fill_null(1).sum(),
            back=col("back").fill_null(when("is_fully_returned").then(1).otherwise(0)).sum(),
        )
    )
    preferred = (
        items.lazy()
        .filter(col("is_counted"), col("category").is_not_null())
        .group_by("user_id", "category")
        .agg(paid=col("paid").sum(), orders=col("order_no").n_unique(), last_on=col("ordered_on").max())
        .sort("paid", "orders", "last_on", "category", descending=[True, True, True, False])
        .unique("user_id", keep="first", maintain_order=True)
        .select("user_id", "category")
    )
    engaged = (
        events.lazy().filter(col("event").is_in(["pv", "click", "share"]), col("happened_on") > since(90))
        .group_by("user_id").agg(engagements=pl.len())
    )  # fmt: skip
    buyers = buyers.collect(engine="streaming")
    ranked = (
        buyers.lazy().filter(col("spend") > 0).select("user_id", "spend").sort("spend", "user_id", descending=[True, False])
        .select("user_id", "spend", before=col("spend").cum_sum() - col("spend"), total=col("spend").sum())
        .select("user_id", col("before").min().over("spend"), "total")
    )  # fmt: skip
    table = customers.lazy().join(buyers.lazy(), on="user_id", how="left")
    for other in (units, preferred, engaged, ranked):
        table = table.join(other, on="user_id", how="left")

    never, n = col("last_on").is_null(), col("n")
    days_since, age_in_days = (
        (lit(as_of) - col("last_on")).dt.total_days(),
        (lit(as_of) - col("first_on")).dt.total_days(),
    )
    span, gaps = (col("last_on") - col("first_on")).dt.total_days(), col("days").cast(pl.Int64) - 1
    parts = ["night", "morning", "afternoon", "evening"]
    all_parts = pl.sum_horizontal(parts)
    is_part = {part: 2 * col(part) >= all_parts for part in parts}
    r, f, m = col("r"), col("f"), col("m")

    def first(default, *cases):
        chain = None
        for condition, value in cases:
            chain = (when(condition) if chain is None else chain.when(condition)).then(
                lit(value) if isinstance(value, str) else value
            )
        return chain.otherwise(lit(default))

    tags = (
        table.with_columns(
            r=first(1, (never, lit(0)), (days_since <= 30, lit(5)), (days_since <= 90, lit(3))),
            f=first(1, (never, lit(0)), (n >= 12, lit(5)), (n >= 4, lit(3))),
            m=first(1, (never, lit(0)), (col("spend") >= 5000, lit(5)), (col("spend") >= 1000, lit(3))),
        )
        .select(
            lit("demo_web_shop:").add(col("user_id")).alias("customer_id"),
            "acquisition_source",
            "gender",
            age_group=first("senior", (col("age").is_null(), "unknown"), (col("age") <= 15, "juvenile"), (col("age") <= 40, "youth"), (col("age") <= 65, "middle_aged")),
            purchase_frequency=first("low", (n >= 12, "high"), (n >= 4, "medium")),
            purchase_recency=first("over_180d", (never, "never"), (days_since <= 30, "within_30d"), (days_since <= 90, "31_90d"), (days_since <= 180, "91_180d")),
            spend_level=first("low", (col("spend") >= 5000, "high"), (col("spend") >= 1000, "medium")),
            order_value_level=first("low", (n.fill_null(0) == 0, "no_order"), (col("spend") >= n * 500, "high"), (col("spend") >= n * 100, "medium")),
            repurchase_cycle=first("longer", (never, "never"), (gaps == 0, "single_purchase"), (span <= 7 * gaps, "weekly"), (span <= 31 * gaps, "monthly"), (span <= 92 * gaps, "quarterly")),
            product_preference=col("category").fill_null("none"),
            channel_preference=first("none", (n > 0, "online")),
            shopping_time=first("night", (all_parts == 0, "none"), (pl.sum_horizontal([is_part[part].cast(pl.Int32) for part in parts]) != 1, "no_pattern"), *((is_part[part], part) for part in parts[1:])),
            engagement_level=first("none", (col("engagements") >= 20, "high"), (col("engagements") >= 5, "medium"), (col("engagements") >= 1, "low")),
            return_level=first("low", (col("units").is_null(), "no_order"), (col("units") == 0, "unknown"), (col("back") * 10 > col("units") * 3, "high"), (col("back") * 10 >= col("units"), "medium")),
            rfm_recency_score=r.cast(pl.String),
            rfm_frequency_score=f.cast(pl.String),
            rfm_monetary_score=m.cast(pl.String),
            customer_grade=first("potential", (r + f + m >= 9, "vip"), (r + f + m >= 6, "important"), (r + f + m >= 3, "normal")),
            rfm_segment=when(never).then(lit("none")).otherwise(
                first("general_", (m >= 3, "important_")) + first("retain", ((r >= 3) & (f >= 3), "value"), (r >= 3, "develop"), (f >= 3, "keep"))
            ),
            value_contribution=first("low", (col("before").is_null(), "none"), (col("before") * 10 < col("total") * 8, "high"), (col("before") * 100 < col("total") * 95, "medium")),
            price_sensitivity=first("low", (n.fill_null(0) == 0, "no_order"), (10 * col("promoted") > 8 * n, "high"), (2 * col("promoted") >= n, "medium")),
            lifecycle_stage=first("churned", (never, "prospect"), (age_in_days <= 30, "new"), (days_since <= 90, "active"), (days_since <= 365, "dormant")),
            promotion_participation=first("none", (col("promoted") >= 6, "frequent"), (col("promoted") >= 1, "occasional")),
            coupon_user=first("no", (col("coupons") > 0, "yes")),
            customer_type=lit("individual"),
            **{name: lit(value) for name, value in NO_DATA.items()},
            profit_contribution=first("unknown", (col("spend").fill_null(0) == 0, "no_spend")),
        )
        .collect(engine="streaming")
    )  # fmt: skip

    wide, long = tags, [tags.unpivot(index="customer_id", variable_name="tag_code", value_name="tag_value")]
    for name, chosen in (("interests", interests), ("campaigns", campaigns)):
        values = chosen.select(lit("demo_web_shop:").add(col("user_id")).alias("customer_id"), "value")
        texts = (lit('["') + col("value").str.join('", "') + lit('"]')).alias(name)
        wide = wide.join(values.sort("value").group_by("customer_id").agg(texts), on="customer_id", how="left")
        wide = wide.with_columns(col(name).fill_null("[]"))
        long.append(values.select("customer_id", tag_code=lit(name), tag_value="value"))
    wide.write_parquet(f"{out}/customer_tags.parquet")
    pl.concat(long).write_parquet(f"{out}/customer_tag_values.parquet")


def open_session():
    """Return nothing: Polars needs none."""


def count_audiences(_, out):
    """Return how many customers each audience has."""
    tags = pl.scan_parquet(f"{out}/customer_tags.parquet")
    counts = [tags.filter(**audience).select(pl.len()) for audience in AUDIENCES]
    return [count.item() for count in pl.collect_all(counts)]


if __name__ == "__main__":
    main(*sys.argv[1:])
