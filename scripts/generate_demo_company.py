"""Generate the demo company: a synthetic Chinese retailer with a CRM, a web shop and stores.

Nobody in it is real: every name, phone, address and id number is drawn from a seeded random generator, and every
e-mail address ends in example.com. The same arguments always give the same files, byte for byte.

The three systems overlap in customers (a shared member number, when the customer gave it) and hold, at a fixed rhythm,
every kind of dirt that staging must catch: see the DIRT_* lists.

    python scripts/generate_demo_company.py --customers 300 --out tests/data/demo_company
"""

import argparse
import csv
import datetime as dt
import random
from pathlib import Path

CATEGORIES = {
    "粮油调味": (12, 90),
    "休闲零食": (5, 60),
    "饮料酒水": (6, 320),
    "生鲜果蔬": (8, 80),
    "个护清洁": (15, 150),
    "家居用品": (20, 600),
    "母婴用品": (30, 500),
    "数码配件": (25, 1500),
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红文"
REGIONS = ["110101", "310104", "440106", "330102", "510107", "420102", "610103", "210102"]
PROMOTIONS = [
    ("NEW20", "新客券", "coupon"),
    ("VIP50", "会员券", "coupon"),
    ("618", "六一八大促", "campaign"),
    ("1111", "双十一", "campaign"),
    ("CUT", "限时折扣", "price_cut"),
]
# name, share of people, orders a year, typical order value, share of orders with a promotion
SEGMENTS = [
    ("never", 0.12, 0, 0, 0.0),
    ("once", 0.15, 0.6, 120, 0.3),
    ("seldom", 0.25, 2.5, 90, 0.5),
    ("regular", 0.25, 8, 130, 0.4),
    ("heavy", 0.13, 22, 260, 0.25),
    ("bargain", 0.10, 9, 70, 0.95),
]
RHYTHM = 23  # every RHYTHM-th row of a table is dirty, each kind of dirt in turn
DIRT_CUSTOMER = [
    "duplicate",
    "newer_version",
    "wrong_gender",
    "synonym_gender",
    "bad_birth_date",
    "invalid_id_number",
    "full_width",
    "missing_key",
    "implausible_birth_date",
    "unreadable_updated_at",
]
DIRT_ORDER = [
    "duplicate",
    "newer_version",
    "bad_date",
    "negative_amount",
    "orphan",
    "wrong_status",
    "full_width",
    "unreadable_amount",
    "missing_key",
    "refund_above_paid",
    "missing_date",
    "missing_amount",
    "implausible_date",
    "charges_above_paid",
    "currency_sign",
    "thousands",
    "spelled_date",
    "compact_date",
    "synonym",
]
DIRT_ITEM = [
    "duplicate",
    "negative_amount",
    "orphan",
    "missing_key",
    "unknown_product",
    "full_width",
    "missing_amount",
    "refund_above_paid",
]
DIRT_RECORD = ["duplicate", "missing_key", "bad_date", "orphan", "strange_code", "full_width", "missing_date", "number"]
# raw word of each column: what the CRM writes
CRM_WORDS = {
    "source_channel": ("信息流", "电商", "转介绍", "社交", "门店", "展会", "其他", ""),
    "job": ("学生", "专业人士", "个体户", "务工", "农村", "县城", "城镇", "其他", ""),
    "industry": ("制造", "零售", "信息技术", "金融", "医疗", "教育", "其他", ""),
    "contact_role": ("决策", "影响", "使用", "采购", ""),
}
CRM_PLACES = [
    ("CN", "北京市", "北京市"), ("CN", "上海", "上海"), ("CN", "广东省", "广州市"), ("CN", "廣東", "深圳"),
    ("CN", "浙江", "杭州市"), ("CN", "四川省", "成都"), ("", "湖北", ""), ("", "", "西安市"), ("CN", "遼寧", "瀋陽"),
    ("CN", "内蒙古", "呼和浩特"), ("", "", ""), ("", "", ""), ("", "", ""), ("HK", "", ""), ("TW", "", ""),
    ("SG", "", ""), ("us", "加州", ""), ("中国", "云南", "大理"), ("CN", "广东", "杭州"), ("CN", "江苏", "不详"),
    ("CN", "未知省", "南京"),
    ("USA", "", ""),
]  # fmt: skip
STAGES = ("待链接", "待唤醒", "待邀约", "待复购", "成交", "未成交")
# fmt: off
FULL_WIDTH = str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-.",
                           "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ－．")
# fmt: on
UTC_OFFSET = dt.timedelta(hours=8)  # the web shop stores UTC, the other systems Asia/Shanghai

TABLES = {
    "demo_crm/customers": "member_no,name,customer_kind,gender,birth_date,id_number,phone,email,registered_at,"
    "updated_at,source_channel,job,industry,employees,contact_role,country,province,city",
    "demo_crm/memberships": "card_id,member_no,level,joined_on,ended_on",
    "demo_crm/follow_ups": "follow_up_id,deal_id,member_no,contacted_at,stage,win_rate",
    "demo_crm/service_calls": "ticket_no,member_no,channel,opened_at",
    "demo_crm/messages": "message_id,member_no,channel,campaign,sent_at",
    "demo_crm/message_events": "event_id,message_id,event,occurred_at",
    "demo_crm/scores": "score_id,member_no,model,score,model_version,scored_at",
    "demo_crm/manual_tags": "tag_id,member_no,tag_code,tag_value,set_by,reason,set_at,valid_until,updated_at,what_for",
    "demo_crm/consents": "consent_id,member_no,purpose,decision,decided_at",
    "demo_crm/erasure_requests": "request_no,member_no,received_at",
    "demo_crm/identity_decisions": "decision_id,verdict,system_a,id_a,system_b,id_b,decided_by,decided_at,updated_at",
    "demo_web_shop/logins": "login_id,user_id,kind,value,first_seen_at",
    "demo_web_shop/users": "user_id,member_no,nickname,sex,birthday,mobile,email,created_at,updated_at,came_from",
    "demo_web_shop/orders": "order_no,user_id,created_at,status,closed_at,currency,total_paid,tax,freight,discount,"
    "refund_amount,refunded_at,updated_at,loaded_date",
    "demo_web_shop/order_items": "item_id,order_no,sku,quantity,paid,discount,refund_amount,refunded_at,loaded_date",
    "demo_web_shop/products": "sku,title,category_name,updated_at",
    "demo_web_shop/promotions": "code,title,kind,start_date,end_date",
    "demo_web_shop/order_promotions": "id,order_no,code,amount,loaded_date",
    "demo_web_shop/events": "event_id,user_id,event,device,sku,campaign,happened_at,loaded_date",
    "demo_web_shop/coupons": "coupon_id,user_id,code,issued_at,used_at",
    "demo_web_shop/order_costs": "order_no,kind,amount,booked_at",
    "demo_web_shop/returns": "return_id,item_id,quantity,returned_at",
    "demo_web_shop/product_attributes": "sku,attribute,value",
    "demo_web_shop/refunds": "refund_id,order_no,item_id,user_id,amount,tax,freight,refunded_at,loaded_date",
    "demo_crm/exchange_rates": "day,from_currency,to_currency,rate",
    "demo_crm/mail_groups": "member_no,mailing,mail_group,drawn_at",
    "demo_crm/tag_reviews": "tag_review_id,customer_id,tag_code,definition_version,tag_value,verdict,correct_value,"
    "reviewed_by,reviewed_at",
    "demo_crm/feed_acknowledgements": "destination,sequence,result,error,done_at",
    "demo_crm/feed_report": "destination,profile_key,payload_hash,last_sequence",
    "demo_store/member_cards": "card_no,member_no,sex,birth_date,opened_at,updated_at",
    "demo_store/card_contacts": "contact_id,card_no,kind,value,added_on",
    "demo_store/receipts": "receipt_no,card_no,sold_at,void,voided_at,amount,discount,return_amount,returned_at",
    "demo_store/receipt_lines": "receipt_no,line_no,sku,quantity,amount,return_amount,returned_at,returned_quantity",
    "demo_store/products": "sku,name,category",
    "demo_store/receipt_promotions": "receipt_no,promotion",
    # who is who: read by tests that measure identity resolution, by no model
    "truth/people": "system,record_id,person",
}
TILL_PHONE = "13800138000"  # what staff enter when a customer tells none


class Writer:
    """Writes one raw table and dirties every RHYTHM-th row."""

    def __init__(self, out, table):
        path = Path(out) / f"{table}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("w", encoding="utf-8", newline="")
        self.csv = csv.writer(self.file, lineterminator="\n")
        self.columns = TABLES[table].split(",")
        self.csv.writerow(self.columns)
        self.count = random.Random(table).randrange(RHYTHM)

    def dirt(self, kinds):
        """Return the kind of dirt that the next row gets, or None."""
        self.count += 1
        if self.count % RHYTHM:
            return None
        return kinds[self.count // RHYTHM % len(kinds)]

    def write(self, row):
        """Write one row, a dict of the table's columns."""
        self.csv.writerow([row[column] for column in self.columns])


def resident_id(rng, birth_date, gender):
    """Return a checksum-valid 18-character resident id number (GB 11643)."""
    sequence = rng.randrange(0, 499) * 2 + (1 if gender == "male" else 2)
    body = f"{rng.choice(REGIONS)}{birth_date:%Y%m%d}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def stamp(moment):
    """Return a time as the raw files write it; empty for None."""
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def spelled(moment, pattern):
    """Return a time of the raw files in another spelling: `pattern` takes year, month, day and time of day."""
    day, time = moment.split(" ")
    return pattern.format(*map(int, day.split("-")), time)


def money(cents):
    """Return an amount as the raw files write it; empty for None."""
    return f"{cents // 100}.{cents % 100:02d}" if cents is not None else ""


class DemoCompany:
    """The company: draws people and their orders, one person at a time, and writes them to the raw files."""

    def __init__(self, out, customers, seed, as_of):
        self.rng = random.Random(seed)
        # what is no order draws from a stream of its own, so that a new table does not move the orders
        self.more = random.Random(seed + 1_000_000)
        # and so do identifiers and second accounts
        self.identity = random.Random(seed + 2_000_000)
        self.erasure = random.Random(seed + 3_000_000)
        self.later = random.Random(seed + 4_000_000)
        self.mailing = random.Random(seed + 6_000_000)
        self.reviews = random.Random(seed + 7_000_000)
        self.web_orders = []
        self.people = []
        self.customers = customers
        self.as_of = as_of
        self.start = as_of - dt.timedelta(days=900)
        self.tables = {name: Writer(out, name) for name in TABLES}
        self.next_order = self.next_item = self.next_promotion = 0
        self.numbers = dict.fromkeys(TABLES, 0)
        self.products = self._products()

    def run(self):
        """Write all files."""
        self._promotions()
        for number in range(1, self.customers + 1):
            self._person(number)
        self._identities()
        self._consents()
        self._erasure_requests()
        self._product_attributes()
        self._exchange_rates()
        self._mail_groups()
        self._tag_reviews()
        self._feed()
        self._refunds()
        self._usage()
        for table in self.tables.values():
            table.file.close()

    def _arrival(self, moment, number):
        """Return the day on which a row of the web shop arrives: the next, for every 40th row ten days later.

        It delivers by the day since two months before the as-of date; what is older came on the first day.
        """
        day = moment.date() + dt.timedelta(days=11 if number % 40 == 0 else 1)
        return str(max(day, self.as_of - dt.timedelta(days=60)))

    def _products(self):
        products = []
        for category, (low, high) in CATEGORIES.items():
            for _ in range(8):
                sku = f"SKU{len(products) + 1:04d}"
                products.append((sku, category, self.rng.randint(low * 100, high * 100)))
        for number, (sku, category, _) in enumerate(products):
            shown = "" if number % 31 == 30 else f" {category}　" if number % 13 == 12 else category
            title = f"{category}{number + 1}号"
            self.tables["demo_web_shop/products"].write(
                {"sku": sku, "title": title, "category_name": shown, "updated_at": stamp(dt.datetime(2023, 1, 1))}
            )
            self.tables["demo_store/products"].write({"sku": sku, "name": title, "category": shown})
        # the same product again, later moved to another category, and a row without its key
        self.tables["demo_web_shop/products"].write(
            {"sku": "SKU0001", "title": "粮油调味1号", "category_name": "休闲零食", "updated_at": "2024-01-01 00:00:00"}
        )
        self.tables["demo_web_shop/products"].write({"sku": " ", "title": "?", "category_name": "", "updated_at": ""})
        # the same product under two names, and nothing says which is the later one
        sku, category, _ = products[1]
        self.tables["demo_store/products"].write({"sku": sku, "name": f"{category}旧款", "category": category})
        return products

    def _promotions(self):
        for code, title, kind in PROMOTIONS:
            self.tables["demo_web_shop/promotions"].write(
                {"code": code, "title": title, "kind": kind, "start_date": str(self.start), "end_date": "2027-12-31"}
            )
        write = self.tables["demo_web_shop/promotions"].write
        write({"code": "LOTTERY", "title": "抽奖", "kind": "gift", "start_date": "2024-01-01", "end_date": ""})
        write({"code": "BACK", "title": "倒期", "kind": "coupon", "start_date": "2024-02-02", "end_date": "2024-02-01"})
        write({"code": "OOPS", "title": "日期错", "kind": "coupon", "start_date": "2024-02-30", "end_date": ""})

    def _person(self, number):
        rng = self.rng
        business = rng.random() < 0.1
        gender = rng.choice(("male", "female"))
        age = int(min(88, max(6, rng.gauss(38, 17))))
        birth = dt.date(self.as_of.year - age, rng.randint(1, 12), rng.randint(1, 28))
        in_crm, in_shop, in_store = rng.random() < 0.8, rng.random() < 0.6, rng.random() < 0.6
        if not (in_crm or in_shop or in_store):
            in_crm = True
        member_no = f"M{number:07d}" if in_crm else ""
        joined = dt.datetime.combine(self.start, dt.time(9)) + dt.timedelta(
            days=rng.randrange(0, 925), minutes=rng.randrange(0, 700)
        )
        name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.randint(1, 2)))
        phone = f"1{rng.choice('35789')}{rng.randrange(10**9):09d}"
        if number % 37 == 0:
            phone = f"010-{phone[:8]}"  # a landline joins nobody
        person = {
            "business": business, "gender": gender, "birth": birth, "member_no": member_no, "joined": joined,
            "name": name, "phone": phone, "email": f"user{number}.{rng.randrange(10**5)}@example.com", "number": number,
        }  # fmt: skip
        if in_crm:
            self._crm_customer(person)
        user_id = self._web_user(person) if in_shop else None
        card_no = self._store_card(person) if in_store else None
        if user_id or card_no:
            self._orders(joined, user_id, card_no)
        if in_crm:
            self._crm_records(person)
        if in_shop:
            self._web_records(joined, user_id)
        self.people.append({**person, "user_id": user_id, "card_no": card_no})

    def _identities(self):
        """More identifiers, second accounts, what staff decided about both, and the truth."""
        for person, before in zip(self.people, [self.people[-1], *self.people], strict=False):
            records = [("demo_crm", person["member_no"]), ("demo_store", person["card_no"])]
            accounts = [person["user_id"]] if person["user_id"] else []
            if accounts and person["number"] % 9 == 0:
                # a chain of accounts, each of which shares something with the one before
                accounts += [f"{accounts[0]}-{again}" for again in range(1, 12 if person["number"] % 99 == 0 else 2)]
            for again, account in enumerate(accounts):
                if again:
                    self._second_account(person, account)
                self._logins(person, before, account, again)
            if person["card_no"]:
                self._card_contacts(person, before)
            records = [record for record in records if record[1]]
            records += [("demo_web_shop", account) for account in accounts]
            for system, record in records:
                self.tables["truth/people"].write(
                    {"system": system, "record_id": record, "person": f"P{person['number']}"}
                )
            if person["number"] % 11 == 0:
                self._decision(records[-1], records[0] if person["number"] % 22 == 0 else ("", ""))

    def _consents(self):
        """Write what customers of the CRM agreed to, and what they took back."""
        rng = self.identity
        for person in self.people:
            if not person["member_no"]:
                continue
            for purpose, share, taken_back in (("营销", 0.6, 0.2), ("共享", 0.2, 0.3), ("分析", 0.05, 0.8)):
                if rng.random() >= share:
                    continue
                moment = person["joined"]
                decisions = ("同意", "撤回") if rng.random() < taken_back else ("同意",)
                for decision in decisions:
                    moment += dt.timedelta(days=rng.randrange(0, 300), minutes=rng.randrange(600))
                    row = {
                        "consent_id": self._number("demo_crm/consents", "Z"), "member_no": person["member_no"],
                        "purpose": purpose, "decision": decision, "decided_at": stamp(moment),
                    }  # fmt: skip
                    names = {"key": "consent_id", "owner": "member_no", "date": "decided_at", "code": "purpose"}
                    self._record("demo_crm/consents", row, **names)

    def _erasure_requests(self):
        """Write who asked to be erased; some ask twice."""
        rng = self.erasure
        # in larger companies, also people whose records staff separated, with second accounts
        for person in (*self.people[58::90], *self.people[373::198]):
            for _ in range(rng.choice((1, 1, 2)) if person["member_no"] else 0):
                row = {
                    "request_no": self._number("demo_crm/erasure_requests", "ER"), "member_no": person["member_no"],
                    "received_at": stamp(self.as_of - dt.timedelta(days=rng.randrange(90), minutes=rng.randrange(600))),
                }  # fmt: skip
                names = {"key": "request_no", "owner": "member_no", "date": "received_at"}
                self._record("demo_crm/erasure_requests", row, **names)

    def _product_attributes(self):
        """Colour and brand of products, in several spellings."""
        rng, write = self.later, self.tables["demo_web_shop/product_attributes"].write
        for sku, _, _ in self.products:
            colour = rng.choice(("红", "白", "蓝", " 红　", "ｗｈｉｔｅ", "White"))
            write({"sku": sku, "attribute": "颜色", "value": colour})
            if rng.random() < 0.8:
                name, brand = rng.choice(("品牌", " 品牌")), rng.choice(("Acme", "ACME", "禾木"))
                write({"sku": sku, "attribute": name, "value": brand})
            if rng.random() < 0.3:
                write({"sku": sku, "attribute": "颜色", "value": "黑"})
        write({"sku": "SKU0001", "attribute": "", "value": "红"})
        write({"sku": "SKU0002", "attribute": "品牌", "value": " "})
        write({"sku": "SKU9999", "attribute": "品牌", "value": "禾木"})

    def _exchange_rates(self):
        """Write what a dollar was on the working days of two years, but for one month."""
        rng, write = self.later, self.tables["demo_crm/exchange_rates"].write
        row = {"from_currency": "USD", "to_currency": "CNY"}
        for number in range(720):
            day = self.as_of - dt.timedelta(days=number)
            if day.weekday() < 5 and not 60 < number < 90:
                rate = f"{7 + rng.random() / 2:.4f}"
                spelling = {"from_currency": "usd "} if number % 50 == 0 else {}
                write(row | spelling | {"day": str(day), "rate": rate})
                if number % 100 == 0:
                    write(row | {"day": str(day), "rate": rate})
        faults = [{"rate": "0"}, {"rate": "abc"}, {"rate": ""}, {"day": ""}, {"day": "1970-01-01"}, {"to_currency": ""}]
        for bad in faults:
            write(row | {"day": str(self.as_of - dt.timedelta(days=75)), "rate": "7.2"} | bad)
        write(row | {"day": str(self.as_of), "rate": "0.91", "to_currency": "EUR"})

    def _mail_groups(self):
        """Write who got the autumn mail: half of the members, drawn by the e-mail tool; it changed nothing."""
        write = self.tables["demo_crm/mail_groups"].write
        drawn = {
            "mailing": "autumn_mail",
            "drawn_at": stamp(dt.datetime.combine(self.as_of, dt.time(10)) - dt.timedelta(91)),
        }
        members = [person["member_no"] for person in self.people if person["member_no"]]
        for member in members:
            write(drawn | {"member_no": member, "mail_group": self.mailing.choice(("发送", "对照"))})
        write(drawn | {"member_no": members[0], "mail_group": "测试"})
        write(drawn | {"member_no": members[1], "mail_group": "发送", "drawn_at": "soon"})
        write(drawn | {"member_no": members[2], "mail_group": "发送", "mailing": "spring_mail"})
        write(drawn | {"member_no": "M9999999", "mail_group": "发送"})

    def _tag_reviews(self):
        """Write what staff said of values that were drawn for review: most are right; the last rows are faults."""
        rng, write = self.reviews, self.tables["demo_crm/tag_reviews"].write
        values = {"channel_preference": ("online", "offline", "mixed"), "gender": ("female", "male")}
        members = [person["member_no"] for person in self.people if person["member_no"]]
        noon = dt.datetime.combine(self.as_of, dt.time(12)) - dt.timedelta(20)
        rows = []
        for number, member in enumerate(rng.sample(members, min(90, len(members))), 1):
            tag = "gender" if number % 4 == 0 else "channel_preference"
            value = rng.choice(values[tag])
            others = [other for other in values[tag] if other != value]
            is_right = rng.random() < (0.95 if value in ("online", "female") else 0.75)
            rows.append({
                "tag_review_id": f"R{number:04}", "customer_id": f"demo_crm:{member}", "tag_code": tag,
                "definition_version": "1", "tag_value": value, "verdict": "对" if is_right else "错",
                "correct_value": "" if is_right else rng.choice([*others, ""]), "reviewed_by": "staff-07",
                "reviewed_at": stamp(noon + dt.timedelta(minutes=number)),
            })  # fmt: skip
        rows.append(rows[0] | {"verdict": "错", "reviewed_at": stamp(noon + dt.timedelta(days=1))})
        faults = [
            {"customer_id": ""}, {"verdict": ""}, {"reviewed_at": "soon"}, {"reviewed_at": ""}, {"reviewed_by": "小王"},
            {"verdict": "?"}, {"tag_code": "mood"}, {"tag_value": "blue"}, {"correct_value": "blue"},
            {"definition_version": ""}, {"verdict": "对", "correct_value": "none"},
            {"verdict": "错", "correct_value": "online"}, {"customer_id": "demo_crm:M9999999"},
            {"reviewed_at": "1970-01-01 00:00:00"},
        ]  # fmt: skip
        right = rows[0] | {
            "tag_code": "channel_preference",
            "tag_value": "online",
            "verdict": "对",
            "correct_value": "",
        }
        rows += [right | {"tag_review_id": f"F{number:04}"} | fault for number, fault in enumerate(faults, 1)]
        for row in rows:
            write(row)

    def _feed(self):
        """Write what the campaign tool did with the first rows of its feed, and what it held; some rows are faults."""
        rows = [
            ("1", "成功", ""), ("2", "拒绝", "timeout"), ("2", "拒绝", "Timeout, please call"), ("2", "成功", ""),
            ("3", "跳过", "no_consent_form"), ("4", "拒绝", "too_long"), ("5", "成功", ""), ("5", "成功", ""),
            ("六", "成功", ""), ("6", "done", ""),
        ]  # fmt: skip
        for minute, (sequence, result, error) in enumerate(rows):
            done_at = stamp(dt.datetime.combine(self.as_of, dt.time(9, minute)))
            row = {"destination": "local_marketing", "sequence": sequence, "result": result, "error": error}
            self.tables["demo_crm/feed_acknowledgements"].write(row | {"done_at": done_at})
        for key in (*(f"demo_crm:M{number:07}" for number in range(1, 11)), "demo_crm:nobody", ""):
            row = {"destination": "local_marketing", "profile_key": key, "last_sequence": "5"}
            self.tables["demo_crm/feed_report"].write(row | {"payload_hash": "0" * 32})

    def _refunds(self):
        """Refunds of an order, of an item, or of a customer alone, each with its day; the shop stores UTC."""
        rng = self.later
        for number, user, local, tax, freight, lines in self.web_orders:
            chance = rng.random()
            if chance > 0.06:
                continue
            kind = rng.choice(("order", "order", "item", "item", "customer", "all"))
            item, paid = rng.choice(lines)
            cents = {"order": paid // 3, "item": paid // 2, "customer": 500}.get(kind, sum(line[1] for line in lines))
            for again in range(rng.choice((1, 1, 2))):
                # one in fifteen is older than its order
                days = -3 if rng.random() < 1 / 15 else rng.randrange(60)
                moment = local + dt.timedelta(days=days, hours=1 + again)
                parts = {"tax": money(tax), "freight": money(freight)} if kind == "all" else {"tax": "", "freight": ""}
                row = {
                    "refund_id": self._number("demo_web_shop/refunds", "RF"),
                    "order_no": number if kind in ("order", "all") or (kind == "item" and again) else "",
                    "item_id": item if kind == "item" else "",
                    "user_id": user if kind == "customer" or rng.random() < 0.5 else "",
                    "amount": money(cents + (tax + freight if kind == "all" else 0)),
                    "refunded_at": stamp(moment - UTC_OFFSET), "loaded_date": self._arrival(moment, again + 1),
                }  # fmt: skip
                owner = {"item": "item_id", "customer": "user_id"}.get(kind, "order_no")
                names = {"key": "refund_id", "owner": owner, "date": "refunded_at", "number": "amount"}
                self._record("demo_web_shop/refunds", row | parts, **names)
                if kind == "all":
                    break

    def _usage(self):
        """Days on which web users used the app."""
        rng = self.later
        for person in self.people:
            if not person["user_id"] or rng.random() < 0.5:
                continue
            share = rng.choice((0.03, 0.1, 0.3, 0.8))
            for days in range(-2, 40):
                for _ in range(rng.choice((1, 1, 2)) if rng.random() < share else 0):
                    moment = dt.datetime.combine(self.as_of, dt.time(20)) - dt.timedelta(days=days)
                    row = {
                        "event_id": self._number("demo_web_shop/events", "V"), "user_id": person["user_id"],
                        "event": "use", "device": "app", "sku": "", "campaign": "",
                        "happened_at": stamp(moment - UTC_OFFSET), "loaded_date": self._arrival(moment, days),
                    }  # fmt: skip
                    names = {"key": "event_id", "owner": "user_id", "date": "happened_at", "code": "event"}
                    self._record("demo_web_shop/events", row, **names)

    def _second_account(self, person, account):
        """Register a person at the web shop again, without telling the member number."""
        rng = self.identity
        opened = person["joined"] + dt.timedelta(days=rng.randrange(400), minutes=rng.randrange(600))
        row = {
            "user_id": account, "member_no": "", "nickname": "小号", "sex": "0", "birthday": "",
            "mobile": person["phone"] if rng.random() < 0.3 else "", "email": "",
            "created_at": stamp(opened - UTC_OFFSET), "updated_at": stamp(opened - UTC_OFFSET), "came_from": "",
        }  # fmt: skip
        self._dirty_customer(self.tables["demo_web_shop/users"], row, ("user_id", "sex", "birthday", None))

    def _logins(self, person, before, account, again):
        """WeChat ids and devices of an account; families share a device, second accounts a WeChat id."""
        rng = self.identity
        wechat = f"o{person['number']:06d}_wx"
        logins = [("device", f"{person['number']:08X}-AB{again // 2:02d}")] if rng.random() < 0.8 else []
        if rng.random() < 0.1:
            logins.append(("device", f"{before['number']:08X}-AB00"))
        if rng.random() < 0.05:
            logins.append(("device", "00000000-0000"))
        if again or rng.random() < 0.6:
            logins.append(("wechat", f"{wechat}{again}"))
        if again:
            logins.append(("wechat", f"{wechat}{again - 1}"))
        for kind, value in logins:
            row = {
                "login_id": self._number("demo_web_shop/logins", "L"), "user_id": account, "kind": kind, "value": value,
                "first_seen_at": stamp(person["joined"] + dt.timedelta(days=rng.randrange(500))),
            }  # fmt: skip
            names = {"key": "login_id", "owner": "user_id", "date": "first_seen_at", "code": "kind"}
            self._record("demo_web_shop/logins", row, **names)

    def _card_contacts(self, person, before):
        """Write what stores noted of a card: phones, at times of the family or of the till, and the CRM's number."""
        rng = self.identity
        contacts = [("phone", person["phone"])] if rng.random() < 0.5 else []
        if rng.random() < 0.05:
            contacts.append(("phone", TILL_PHONE))
        if rng.random() < 0.02:
            contacts.append(("phone", before["phone"]))
        if person["member_no"] and rng.random() < 0.2:
            contacts.append(("crm", person["member_no"]))
        for kind, value in contacts:
            row = {
                "contact_id": self._number("demo_store/card_contacts", "A"), "card_no": person["card_no"], "kind": kind,
                "value": value, "added_on": str(person["joined"].date() + dt.timedelta(days=rng.randrange(300))),
            }  # fmt: skip
            names = {"key": "contact_id", "owner": "card_no", "date": "added_on", "code": "kind"}
            self._record("demo_store/card_contacts", row, **names)

    def _decision(self, first, second):
        """Note what staff decided about one record or two, now and then with a word that nobody knows."""
        rng = self.identity
        row = {
            "decision_id": self._number("demo_crm/identity_decisions", "J"),
            "verdict": "同一人" if second[1] else "拆分",
            "system_a": first[0], "id_a": first[1], "system_b": second[0], "id_b": second[1],
            "decided_by": rng.choice(("staff-07", "staff-07", "staff-07", "", "张 三")),
            "decided_at": stamp(dt.datetime.combine(self.as_of, dt.time(10)) - dt.timedelta(days=rng.randrange(300))),
            "updated_at": "",
        }  # fmt: skip
        names = {"key": "decision_id", "owner": "id_a", "date": "decided_at", "code": "verdict"}
        self._record("demo_crm/identity_decisions", row, **names)

    def _dirty_customer(self, table, row, names):
        """Write one customer row, dirtied when its turn has come; `names` maps roles to the table's columns."""
        key, gender, birth, identity = names
        kind = table.dirt(DIRT_CUSTOMER)
        if kind == "wrong_gender":
            row[gender] = "保密？"
        elif kind == "synonym_gender":
            row[gender] = "女士"
        elif kind == "bad_birth_date":
            row[birth] = "1990-02-30"
        elif kind == "implausible_birth_date":
            row[birth] = "1800-01-01"
        elif kind == "invalid_id_number" and identity:
            number = row[identity] or "110101199001011234"
            row[identity] = number[:17] + ("0" if number[17] != "0" else "1")
        elif kind == "full_width":
            row[key] = f" {row[key].translate(FULL_WIDTH)}　"
        elif kind == "missing_key":
            row = {**row, key: ""}
        elif kind == "unreadable_updated_at":
            row["updated_at"] = "last week"
        table.write(row)
        if kind == "duplicate":
            table.write(row)
        elif kind == "newer_version":
            later = dt.datetime.fromisoformat(row["updated_at"]) + dt.timedelta(days=self.rng.randrange(1, 90))
            table.write({**row, birth: "1985-05-05", "updated_at": stamp(later)})

    def _crm_customer(self, p):
        rng = self.rng
        identity = "" if p["business"] or rng.random() < 0.4 else resident_id(rng, p["birth"], p["gender"])
        row = {
            "member_no": p["member_no"],
            "name": p["name"] + ("商贸公司" if p["business"] else ""),
            "customer_kind": rng.choice(("企业", "企业", "其他") if p["business"] else ("个人",) * 9 + ("",)),
            "gender": "" if p["business"] or rng.random() < 0.3 else {"male": "男", "female": "女"}[p["gender"]],
            "birth_date": "" if p["business"] or rng.random() < 0.4 else str(p["birth"]),
            "id_number": identity,
            "phone": p["phone"],
            "email": p["email"] if rng.random() < 0.7 else "",
            "registered_at": stamp(p["joined"]),
            "updated_at": stamp(p["joined"] + dt.timedelta(days=rng.randrange(0, 60))),
            **self._crm_attributes(p["business"]),
        }
        names = ("member_no", "gender", "birth_date", "id_number")
        self._dirty_customer(self.tables["demo_crm/customers"], row, names)

    def _web_user(self, p):
        rng = self.rng
        user_id = f"U{p['number']:07d}"
        row = {
            "user_id": user_id,
            "member_no": p["member_no"] if rng.random() < 0.7 else "",
            "nickname": p["name"][0] + "同学",
            "sex": "0" if rng.random() < 0.4 else {"male": "1", "female": "2"}[p["gender"]],
            "birthday": str(p["birth"]).replace("-", "/") if rng.random() < 0.4 else "",
            "mobile": f"+86 {p['phone']}" if rng.random() < 0.5 else p["phone"],
            "email": p["email"].upper() if rng.random() < 0.3 else p["email"],
            "created_at": stamp(p["joined"] - UTC_OFFSET),
            "updated_at": stamp(p["joined"] - UTC_OFFSET + dt.timedelta(days=rng.randrange(0, 120))),
            "came_from": self.more.choice(("feed", "platform", "invite", "social", "", "", "qr??")),
        }
        self._dirty_customer(self.tables["demo_web_shop/users"], row, ("user_id", "sex", "birthday", None))
        return user_id

    def _store_card(self, p):
        rng = self.rng
        card_no = f"C{p['number']:07d}"
        row = {
            "card_no": card_no,
            "member_no": p["member_no"] if rng.random() < 0.9 else "",
            "sex": "" if rng.random() < 0.2 else {"male": "M", "female": "F"}[p["gender"]],
            "birth_date": str(p["birth"]) if rng.random() < 0.3 else "",
            "opened_at": stamp(p["joined"]),
            "updated_at": stamp(p["joined"]),
        }
        self._dirty_customer(self.tables["demo_store/member_cards"], row, ("card_no", "sex", "birth_date", None))
        return card_no

    def _crm_attributes(self, business):
        """Return the attributes that only the CRM knows, now and then with a word that nobody knows."""
        more = self.more
        words = {column: more.choice(known) for column, known in CRM_WORDS.items()}
        country, province, city = more.choice(CRM_PLACES)
        words |= {"employees": more.choice(("", "8", "99", "100", "260", "500", "501", "12000", "-5", "约200"))}
        if not business:
            words |= {"industry": "", "contact_role": "", "employees": ""}
        self.numbers["demo_crm/customers"] += 1
        if self.numbers["demo_crm/customers"] % RHYTHM == 0:
            columns = tuple(CRM_WORDS)
            words[columns[self.numbers["demo_crm/customers"] // RHYTHM % len(columns)]] = "？"
        return words | {"country": country, "province": province, "city": city}

    def _record(self, table, row, *, key, owner, date, code=None, number=None):
        """Write one row of a table, dirtied when its turn has come; the names map roles to the table's columns."""
        writer = self.tables[table]
        kind = writer.dirt(DIRT_RECORD)
        changes = {
            "missing_key": {key: " "},
            "bad_date": {date: "2025-13-01"},
            "missing_date": {date: ""},
            "orphan": {owner: "X404"},
            "strange_code": {code: "??"} if code else {},
            "full_width": {key: f"\u200b{row[key].translate(FULL_WIDTH)}　"},
            "number": {number: "-9"} if number else {},
        }
        writer.write(row | changes.get(kind, {}))
        if kind == "duplicate":
            writer.write(row)

    def _number(self, table, letter):
        """Return the next id of a table."""
        self.numbers[table] += 1
        return f"{letter}{self.numbers[table]:08d}"

    def _moment(self, since, days_back=None):
        """Return a time between `since`, or so many days before the as-of date, and ten days after that date."""
        end = dt.datetime.combine(self.as_of + dt.timedelta(days=10), dt.time(0))
        start = max(since, end - dt.timedelta(days=days_back)) if days_back else since
        seconds = int((end - start).total_seconds())
        return start + dt.timedelta(seconds=self.more.randrange(max(1, seconds)))

    def _crm_records(self, p):
        """Memberships, follow-ups, service calls, messages, scores and manual tags of a CRM customer."""
        more, member, joined = self.more, p["member_no"], p["joined"]
        if more.random() < 0.6:
            ended = self._moment(joined) if more.random() < 0.2 else None
            row = {
                "card_id": self._number("demo_crm/memberships", "K"), "member_no": member, "level": more.choice("123"),
                "joined_on": str(joined.date()), "ended_on": str(ended.date()) if ended else "",
            }  # fmt: skip
            self._record("demo_crm/memberships", row, key="card_id", owner="member_no", date="joined_on")
        for _ in range(more.choice((0, 0, 1, 2))):
            self._deal(member, joined)
        for _ in range(more.choice((0, 0, 0, 1, 2, 5))):
            row = {
                "ticket_no": self._number("demo_crm/service_calls", "T"), "member_no": member,
                "channel": more.choice(("电话", "电话", "在线", "客户经理")),
                "opened_at": stamp(self._moment(joined, 600)),
            }  # fmt: skip
            self._record(
                "demo_crm/service_calls", row, key="ticket_no", owner="member_no", date="opened_at", code="channel"
            )
        openness = more.choice((0.02, 0.1, 0.3, 0.4))
        for _ in range(more.choice((0, 2, 6, 14))):
            self._message(member, joined, openness)
        if more.random() < 0.15:
            model, score = more.choice(
                (("churn", more.random()), ("buy90", more.random()), ("value3y", more.random() * 2e5))
            )
            row = {
                "score_id": self._number("demo_crm/scores", "S"), "member_no": member, "model": model,
                "score": f"{score:.6f}", "model_version": f"{model}-2025",
                "scored_at": stamp(self._moment(joined, 400)),
            }  # fmt: skip
            self._record(
                "demo_crm/scores",
                row,
                key="score_id",
                owner="member_no",
                date="scored_at",
                code="model",
                number="score",
            )
        for _ in range(more.choice((0, 0, 0, 1, 2))):
            self._manual_tag(member, joined)

    def _deal(self, member, joined):
        """Follow-ups of one deal, up to its end."""
        more = self.more
        deal = f"D{self.numbers['demo_crm/follow_ups'] + 1:08d}"
        moment = self._moment(joined, 500)
        for step in range(more.choice((1, 2, 3, 4))):
            stage = more.choice(STAGES[:4]) if step < 2 else more.choice(STAGES)
            rate = more.choice(("95", "90", "89.5", "60", "45", "40", "35.25", "10", "", "0"))
            row = {
                "follow_up_id": self._number("demo_crm/follow_ups", "F"), "deal_id": deal, "member_no": member,
                "contacted_at": stamp(moment), "stage": stage, "win_rate": rate if stage not in STAGES[4:] else "",
            }  # fmt: skip
            names = {"key": "follow_up_id", "owner": "member_no", "date": "contacted_at", "code": "stage"}
            self._record("demo_crm/follow_ups", row, **names, number="win_rate")
            if stage in STAGES[4:]:
                return
            moment += dt.timedelta(days=more.randrange(1, 60), hours=more.randrange(24))

    def _message(self, member, joined, openness):
        """One message, and what the customer did with it."""
        more = self.more
        message = self._number("demo_crm/messages", "N")
        channel = more.choice(("email", "email", "sms", "sms", "wechat", "phone", "app"))
        sent = self._moment(joined, 400)
        row = {
            "message_id": message, "member_no": member, "channel": channel,
            "campaign": more.choice(("", "", "618", "1111")), "sent_at": stamp(sent),
        }  # fmt: skip
        self._record("demo_crm/messages", row, key="message_id", owner="member_no", date="sent_at", code="channel")
        answers = {"email": ("open", "click"), "app": ("open", "click")}.get(channel, ("reply",))
        for answer in answers:
            if more.random() >= openness:
                return
            sent += dt.timedelta(minutes=more.randrange(1, 10_000))
            row = {
                "event_id": self._number("demo_crm/message_events", "E"), "message_id": message, "event": answer,
                "occurred_at": stamp(sent),
            }  # fmt: skip
            names = {"key": "event_id", "owner": "message_id", "date": "occurred_at", "code": "event"}
            self._record("demo_crm/message_events", row, **names)

    def _manual_tag(self, member, joined):
        """Write a tag that somebody set, now and then one that the catalogue does not know, or that has run out."""
        more = self.more
        moment = self._moment(joined, 300)
        tag, value = more.choice((
            ("care_level", "vip_care"), ("care_level", "complaint_watch"), ("care_level", "none"),
            ("new_product_interest", "yes"), ("potential_buyer", "yes"), ("gender", "female"),
                ("customer_grade", "vip"),
            ("interests", "母婴用品"), ("product_preference", "母婴用品"), ("care_level", "gold"), ("mood", "good"),
        ))  # fmt: skip
        until = moment.date() + dt.timedelta(days=more.choice((-3, 0, 5, 60, 365)))
        row = {
            "tag_id": self._number("demo_crm/manual_tags", "G"), "member_no": member, "tag_code": tag,
            "tag_value": value,
            "set_by": more.choice(("staff-07", "staff-11", "import-2025", "")) if more.random() < 0.3 else "staff-07",
            "reason": "电话确认", "set_at": stamp(moment), "valid_until": str(until) if more.random() < 0.5 else "",
            "updated_at": stamp(moment),
        }  # fmt: skip
        number = int(row["tag_id"][1:])
        row["what_for"] = "取消" if tag in ("interests", "care_level") and number % 3 == 0 else ("", "设置", "改?")[
            1 if number % 5 == 0 else 2 if number % 40 == 1 else 0
        ]  # fmt: skip
        self._record("demo_crm/manual_tags", row, key="tag_id", owner="member_no", date="set_at")

    def _web_records(self, joined, user_id):
        """Events and coupons of a web user; the shop stores UTC."""
        more = self.more
        liked = more.sample(self.products, 3)
        busy = more.choice((0, 2, 8, 8, 70))
        for number in range(busy + busy // 3):
            moment = self._moment(joined, 120 if number < busy else None)
            event = more.choice(("pv", "pv", "view", "view", "view", "view", "click", "share", "join"))
            row = {
                "event_id": self._number("demo_web_shop/events", "V"),
                "user_id": user_id if more.random() < 0.97 else "",
                "event": event, "device": more.choice(("web", "app", "mini")),
                "sku": more.choice(liked)[0] if event == "view" else "",
                "campaign": more.choice(("618", "1111", "SPRING")) if event == "join" else "",
                "happened_at": stamp(moment - UTC_OFFSET),
                "loaded_date": self._arrival(moment, self.numbers["demo_web_shop/events"]),
            }  # fmt: skip
            names = {"key": "event_id", "owner": "user_id", "date": "happened_at", "code": "event"}
            self._record("demo_web_shop/events", row, **names)
        for _ in range(more.choice((0, 0, 1, 3))):
            issued = self._moment(joined, 500) - UTC_OFFSET
            used = issued + dt.timedelta(days=more.randrange(0, 40)) if more.random() < 0.5 else None
            row = {
                "coupon_id": self._number("demo_web_shop/coupons", "Q"), "user_id": user_id,
                "code": more.choice(("NEW20", "VIP50", "618", "GONE")), "issued_at": stamp(issued),
                "used_at": stamp(used),
            }  # fmt: skip
            self._record("demo_web_shop/coupons", row, key="coupon_id", owner="user_id", date="issued_at")

    def _web_costs(self, number, utc, lines):
        """Write what an order cost, for nine of ten orders; booked a few days later."""
        more = self.more
        if more.random() < 0.1:
            return
        goods = sum(int(line[2] * more.choice((0.45, 0.6, 0.75, 0.95))) for line in lines)
        for kind, amount in (("goods", goods), ("shipping", 600)):
            booked = stamp(utc + dt.timedelta(days=more.randrange(0, 9))) if more.random() < 0.9 else ""
            row = {"order_no": number, "kind": kind, "amount": money(amount), "booked_at": booked}
            names = {"key": "kind", "owner": "order_no", "date": "booked_at", "number": "amount"}
            self._record("demo_web_shop/order_costs", row, **names)

    def _orders(self, joined, user_id, card_no):
        rng = self.rng
        _, _, rate, value, promoted = rng.choices(SEGMENTS, weights=[segment[1] for segment in SEGMENTS])[0]
        if not rate:
            return
        # customers leave: the last order falls anywhere between joining and a month after the as-of date
        end = dt.datetime.combine(self.as_of + dt.timedelta(days=31), dt.time(0))
        if rng.random() < 0.4:
            end = joined + (end - joined) * rng.random()
        moment = joined
        while True:
            moment += dt.timedelta(days=rng.expovariate(rate / 365))
            if moment >= end:
                return
            local = moment.replace(hour=rng.choice((0, 8, 10, 12, 15, 18, 20, 21, 23)), minute=rng.randrange(60))
            local = local.replace(second=rng.randrange(60), microsecond=0)
            online = user_id and (not card_no or rng.random() < 0.5)
            self._order(local, user_id if online else card_no, online, value, promoted)

    def _order(self, local, customer, online, value, promoted):
        """One order with its lines; amounts in cents."""
        rng = self.rng
        self.next_order += 1
        number = f"{'W' if online else 'R'}{self.next_order:09d}"
        lines = []
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
            sku, _, price = rng.choice(self.products)
            listed = int(price * rng.choice((1, 1, 2)) * value / 130)
            lines.append([sku, rng.choice((1, 1, 2)), listed, 0, None])
        on_promotion = rng.random() < promoted
        discount_share = rng.choice((0.05, 0.1, 0.1, 0.15, 0.3)) if on_promotion else rng.choice((0, 0, 0.02))
        for line in lines:
            line[3] = int(line[2] * discount_share)
        paid = sum(line[2] - line[3] for line in lines)
        discount = sum(line[3] for line in lines)
        outcome = rng.choices(("kept", "cancelled", "returned", "part_returned"), (0.9, 0.03, 0.03, 0.04))[0]
        ended = local + dt.timedelta(days=rng.randrange(0, 40), hours=1) if outcome != "kept" else None
        if outcome == "returned":
            for line in lines:
                line[4] = line[2] - line[3]
        elif outcome == "part_returned":
            lines[0][4] = (lines[0][2] - lines[0][3]) // 2
        refund = sum(line[4] or 0 for line in lines) if "returned" in outcome else None
        order = (number, customer, local, outcome, ended, paid, discount, refund)
        if online:
            self._web_order(order, lines, on_promotion)
        else:
            self._receipt(order, lines, on_promotion)

    def _dirty_order(self, table, row, names):
        """Write one order row, dirtied when its turn has come; `names` maps roles to the table's columns."""
        key, customer, date, status, amount, refund, refunded = names
        kind = table.dirt(DIRT_ORDER)
        changes = {
            "bad_date": {date: "2025-02-30 10:00:00"},
            "implausible_date": {date: "1970-01-01 00:00:00"},
            "missing_date": {date: ""},
            "negative_amount": {amount: "-" + row[amount]},
            "missing_amount": {amount: " "},
            "unreadable_amount": {amount: "12,5元"},
            "orphan": {customer: "X9999999"},
            "wrong_status": {status: "??"},
            "full_width": {key: f"{row[key].translate(FULL_WIDTH)}　", amount: row[amount].translate(FULL_WIDTH)},
            "missing_key": {key: ""},
            "refund_above_paid": {refund: "999999.00", refunded: row[date]},
            "currency_sign": {amount: f"￥ {row[amount]}"},
            "thousands": {amount: f"{float(row[amount]):,.2f}元"},
            "spelled_date": {date: spelled(row[date], "{}年{}月{}日 {}")},
            "compact_date": {date: spelled(row[date], "{:04}{:02}{:02} {}")},
            "synonym": {status: "已完成"} if "updated_at" in row else {date: spelled(row[date], "{}.{}.{} {}")},
            "charges_above_paid": {"freight": "99999.00"} if "freight" in row else {},
        }
        if kind == "newer_version" and "updated_at" in row:
            table.write(row)
            later = dt.datetime.fromisoformat(row["updated_at"]) + dt.timedelta(days=3)
            row = {**row, "status": "closed", "closed_at": stamp(later), "updated_at": stamp(later)}
            row["loaded_date"] = self._arrival(later, table.count)
        table.write({**row, **changes.get(kind, {})})
        if kind == "duplicate":
            table.write(row)

    def _web_order(self, order, lines, on_promotion):
        number, customer, local, outcome, ended, paid, discount, refund = order
        rng = self.rng
        freight = rng.choice((0, 0, 0, 800, 1200))
        tax = paid * 6 // 100 if rng.random() < 0.1 else 0
        status = {"kept": "done", "cancelled": "closed", "returned": "refunded", "part_returned": "done"}[outcome]
        utc = local - UTC_OFFSET
        ended_utc = ended - UTC_OFFSET if ended else None
        row = {
            "order_no": number,
            "user_id": customer,
            "created_at": stamp(utc),
            "status": status if rng.random() < 0.95 or status != "done" else "paid",
            # some cancellations carry no date: they are true from the order date on
            "closed_at": stamp(ended_utc) if outcome == "cancelled" and rng.random() < 0.8 else "",
            "currency": "USD" if self.next_order % 173 == 0 else "cny" if self.next_order % 7 == 0 else "",
            "total_paid": money(paid + freight + tax),
            "tax": money(tax) if tax else "",
            "freight": money(freight),
            "discount": money(discount),
            "refund_amount": money(refund),
            "refunded_at": stamp(ended_utc) if refund is not None and rng.random() < 0.9 else "",
            "updated_at": stamp(ended_utc or utc),
            "loaded_date": self._arrival(ended or local, self.next_order),
        }
        names = ("order_no", "user_id", "created_at", "status", "total_paid", "refund_amount", "refunded_at")
        self._dirty_order(self.tables["demo_web_shop/orders"], row, names)
        first = self.next_item + 1
        items = [(f"I{first + place:09d}", line[2] - line[3]) for place, line in enumerate(lines)]
        if outcome in ("kept", "cancelled"):
            self.web_orders.append((number, customer, local, tax, freight, items))
        self._web_costs(number, utc, lines)
        for sku, quantity, listed, reduced, returned in lines:
            self.next_item += 1
            if returned is not None:
                units = quantity if outcome == "returned" else 1
                returned_row = {
                    "return_id": self._number("demo_web_shop/returns", "B"), "item_id": f"I{self.next_item:09d}",
                    "quantity": str(units) if self.more.random() < 0.9 else "", "returned_at": row["refunded_at"],
                }  # fmt: skip
                names = {"key": "return_id", "owner": "item_id", "date": "returned_at", "number": "quantity"}
                self._record("demo_web_shop/returns", returned_row, **names)
            self._dirty_item(
                self.tables["demo_web_shop/order_items"],
                {
                    "item_id": f"I{self.next_item:09d}", "order_no": number, "sku": sku, "quantity": str(quantity),
                    "paid": money(listed - reduced), "discount": money(reduced), "refund_amount": money(returned),
                    "refunded_at": row["refunded_at"] if returned is not None else "",
                    "loaded_date": self._arrival(ended if returned is not None else local, self.next_item),
                },
                "item_id", "order_no", "paid",
            )  # fmt: skip
        if on_promotion:
            self.next_promotion += 1
            code = rng.choice(("CUT", "CUT", "NEW20", "VIP50", "618", "1111", "GONE"))
            row = {
                "id": str(self.next_promotion), "order_no": number, "code": code, "amount": money(discount),
                "loaded_date": self._arrival(local, self.next_promotion),
            }  # fmt: skip
            self.tables["demo_web_shop/order_promotions"].write(row)
            if self.next_promotion % RHYTHM == 0:
                orphan = row | {"id": f"{self.next_promotion}b", "order_no": "W0", "amount": "1.00"}
                negative = row | {"id": f"{self.next_promotion}c", "amount": "-1.00"}
                for dirty in (orphan, negative):
                    self.tables["demo_web_shop/order_promotions"].write(dirty)

    def _receipt(self, order, lines, on_promotion):
        number, customer, local, outcome, ended, paid, discount, refund = order
        rng = self.rng
        row = {
            "receipt_no": number,
            "card_no": customer if rng.random() < 0.97 else "",  # a guest
            "sold_at": stamp(local),
            "void": "Y" if outcome == "cancelled" else "N",
            "voided_at": stamp(ended) if outcome == "cancelled" else "",
            "amount": money(paid),
            "discount": money(discount) if rng.random() < 0.7 else "",
            "return_amount": money(refund),
            "returned_at": stamp(ended) if refund is not None else "",
        }
        names = ("receipt_no", "card_no", "sold_at", "void", "amount", "return_amount", "returned_at")
        self._dirty_order(self.tables["demo_store/receipts"], row, names)
        for line_no, (sku, quantity, listed, reduced, returned) in enumerate(lines, 1):
            self._dirty_item(
                self.tables["demo_store/receipt_lines"],
                {
                    "receipt_no": number, "line_no": str(line_no), "sku": sku, "quantity": str(quantity),
                    "amount": money(listed - reduced), "return_amount": money(returned),
                    "returned_at": row["returned_at"] if returned is not None else "",
                    "returned_quantity": "" if returned is None else str(quantity if outcome == "returned" else 1),
                },
                "line_no", "receipt_no", "amount",
            )  # fmt: skip
        if on_promotion and rng.random() < 0.6:
            self.tables["demo_store/receipt_promotions"].write({"receipt_no": number, "promotion": "会员日"})

    def _dirty_item(self, table, row, key, order, amount):
        kind = table.dirt(DIRT_ITEM)
        changes = {
            "negative_amount": {amount: "-" + row[amount]},
            "missing_amount": {amount: ""},
            "orphan": {order: "X000"},
            "missing_key": {key: ""},
            "unknown_product": {"sku": "SKU9999"},
            "refund_above_paid": {"refund_amount" if "refund_amount" in row else "return_amount": "99999.00"},
            "full_width": {amount: row[amount].translate(FULL_WIDTH), order: f"\u200b{row[order]} "},
        }
        table.write({**row, **changes.get(kind, {})})
        if kind == "duplicate":
            table.write(row)


def main():
    """Read the command line and generate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=300, help="number of people (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random generator (default 1)")
    parser.add_argument("--as-of", type=dt.date.fromisoformat, default=dt.date(2025, 12, 31), help="YYYY-MM-DD")
    parser.add_argument("--out", default="data/raw", help="folder that gets one folder a system (default data/raw)")
    args = parser.parse_args()
    DemoCompany(args.out, args.customers, args.seed, args.as_of).run()


if __name__ == "__main__":
    main()
