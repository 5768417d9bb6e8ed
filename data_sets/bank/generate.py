"""Generate the raw files of a synthetic bank, with dirt. The same files each time; nobody in them is real.

python data_sets/bank/generate.py
"""

import csv
import datetime as dt
import random
from pathlib import Path

RAW = Path(__file__).parent / "raw"
AS_OF = dt.date(2025, 12, 31)
# daily average assets in the first month
LEVELS = [(0.5, (0, 45_000)), (0.3, (40_000, 520_000)), (0.15, (450_000, 6_200_000)), (0.05, (5_500_000, 20_000_000))]
REMARKS = {
    None: ["超市购物", "餐饮消费", "话费充值", "水电费", "外卖", "苹果园水果店", "小米粥铺", "停车费退款",
           "玩具汽车模型店", "长途汽车票", "房租", "健身会所", "国际购物中心", "公交充值", "药店", "图书", "咖啡"],
    "car": ["万达广场停车场停车费", "中石化加油站", "ETC通行费", "途虎汽车保养", "机动车交强险", "BMW 4S店保养"],
    "house": ["万科物业费", "住房贷款按揭", "供暖费", "全屋定制橱柜"],
    "abroad": ["日上免税店", "签证服务费", "TOKYO JAPAN 7-11", "国泰航空机票"],
    "other_bank_vip": ["招商银行私人银行服务费", "金葵花年费"],
    "collector": ["嘉德拍卖有限公司", "潘家园古玩城", "邮票公司"],
    "luxury": ["爱马仕国金店", "CHANEL 专柜", "观澜湖高尔夫"],
    "parent": ["金色摇篮幼儿园学费", "飞鹤奶粉", "乐友母婴", "儿科门诊"],
    "phone": ["iPhone 15 Pro 分期", "华为商城", "小米之家", "OPPO专卖店", "vivo 体验店", "荣耀手机旗舰店",
              "ＳＡＭＳＵＮＧ三星手机"],
}  # fmt: skip
CLASSES = ["存款", "理财", "基金", "保险", "债券", "黄金"]
COLUMNS = {
    "clients": ["client_no", "sex", "birthday", "mobile", "opened_on", "updated_at"],
    "balances": ["row_no", "client_no", "month", "daily_average", "loans", "updated_at"],
    "card_transactions": ["trace_no", "client_no", "paid_at", "amount", "remark"],
    "holdings": ["row_no", "client_no", "class", "amount", "day"],
    "scores": ["score_no", "client_no", "model", "score", "version", "scored_on"],
    "erasures": ["request_no", "client_no", "asked_on"],
}  # fmt: skip
# every RHYTHM-th row gets the next kind of dirt
RHYTHM = 41
DIRT = {
    "balances": ["duplicate", "newer_version", "no_key", "no_day", "no_amount", "strange_day", "negative", "no_client"],
    "card_transactions": ["duplicate", "no_key", "no_day", "strange_day", "no_amount", "no_client", "long_ago", "wide"],
    "holdings": ["duplicate", "no_key", "no_day", "strange_day", "negative", "strange_class", "no_client", "no_amount"],
    "scores": ["duplicate", "strange_model"],
}  # fmt: skip
DAYS = {"balances": "month", "card_transactions": "paid_at", "holdings": "day"}
AMOUNTS = {"balances": "daily_average", "card_transactions": "amount", "holdings": "amount"}


def month_ends(count):
    """Return the last days of the last months, oldest first."""
    days, day = [], AS_OF
    for _ in range(count):
        days.append(day)
        day = day.replace(day=1) - dt.timedelta(days=1)
    return days[::-1]


def company(rng, clients=300):
    """Return {table: rows} without dirt."""
    rows = {table: [] for table in COLUMNS}
    for number in range(1, clients + 1):
        who = f"B{number:05}"
        opened = AS_OF - dt.timedelta(days=rng.randrange(400, 4000))
        rows["clients"].append({
            "client_no": who, "sex": rng.choice(["男", "女"]),
            "birthday": dt.date(rng.randrange(1945, 2004), rng.randrange(1, 13), rng.randrange(1, 29)),
            "mobile": f"136{rng.randrange(10**8):08}", "opened_on": opened, "updated_at": opened,
        })  # fmt: skip
        ((low, high),) = rng.choices([span for _, span in LEVELS], [share for share, _ in LEVELS])
        assets = rng.randrange(low, high)
        if rng.random() < 0.92:
            for day in month_ends(6):
                assets = max(0, round(assets * rng.choice([0.6, 0.9, 1, 1, 1.05, 1.3])))
                rows["balances"].append({
                    "row_no": f"{who}-{day:%Y%m}", "client_no": who, "month": day, "daily_average": assets,
                    "loans": rng.choice(["", 0, 300000]), "updated_at": day,
                })  # fmt: skip
        ways = rng.sample([way for way in REMARKS if way], rng.choice([0, 0, 1, 2, 3]))
        for _ in range(rng.choice([0, 1, 4, 12, 30])):
            way = rng.choice([None, None, None, *ways])
            paid = AS_OF - dt.timedelta(days=rng.randrange(0, 500))
            rows["card_transactions"].append({
                "trace_no": f"X{len(rows['card_transactions']) + 1:07}", "client_no": who,
                "paid_at": f"{paid} {rng.randrange(24):02}:15:00",
                "amount": f"{rng.choice([-1, 1, 1, 1, 1, 1, 1, 1]) * rng.randrange(500, 900000) / 100:.2f}",
                "remark": rng.choice(REMARKS[way]),
            })  # fmt: skip
        for day in (AS_OF - dt.timedelta(days=91), AS_OF - dt.timedelta(days=1)):
            for kind in rng.sample(CLASSES, rng.choice([0, 1, 2, 3])):
                rows["holdings"].append({
                    "row_no": f"H{len(rows['holdings']) + 1:06}", "client_no": who, "class": kind,
                    "amount": rng.choice([0, 10000, 10000, rng.randrange(100, 900000)]), "day": day,
                })  # fmt: skip
        if rng.random() < 0.7:
            rows["scores"].append({
                "score_no": f"S{number}", "client_no": who, "model": "asset_growth_probability",
                "score": rng.choice([0.1, 0.25, 0.4, 0.6, 0.75, 0.9, round(rng.random(), 4)]), "version": "v3",
                "scored_on": AS_OF - dt.timedelta(days=rng.randrange(0, 60)),
            })  # fmt: skip
    for number in (8, 120):
        rows["erasures"].append({"request_no": f"E{number}", "client_no": f"B{number:05}", "asked_on": AS_OF})
    return rows


def soiled(table, rows):
    """Yield the rows, every RHYTHM-th one with the next kind of dirt."""
    kinds, day, amount = DIRT.get(table, []), DAYS.get(table), AMOUNTS.get(table)
    for number, row in enumerate(rows):
        kind = kinds[number // RHYTHM % len(kinds)] if kinds and number % RHYTHM == RHYTHM - 1 else None
        if kind == "duplicate":
            yield row
        elif kind == "newer_version":
            yield row | {amount: 1, "updated_at": row["updated_at"] - dt.timedelta(days=30)}
        changes = {
            "no_key": {COLUMNS[table][0]: ""},
            "no_day": {day: ""},
            "no_amount": {amount: ""},
            "strange_day": {day: "2025-13-45"},
            "negative": {amount: -5},
            "no_client": {"client_no": "B99999"},
            "long_ago": {day: "1899-12-30 00:00:00"},
            "wide": {"remark": "ＢＭＷ　４Ｓ店"},
            "strange_class": {"class": "期货"},
            "strange_model": {"model": "mood"},
        }
        yield row | changes.get(kind, {})


def main():
    """Write the files."""
    RAW.mkdir(exist_ok=True)
    for table, rows in company(random.Random(5)).items():
        with (RAW / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], lineterminator="\n")
            writer.writeheader()
            writer.writerows(soiled(table, rows))


if __name__ == "__main__":
    main()
