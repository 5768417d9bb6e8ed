"""A second implementation of the bank pack, in plain Python, from docs/packs/bank.md and the raw files."""

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from decimal import Decimal

from pack_oracles import EARLIEST, Expected, catalogue, cut, day, latest, number, read, unreadable

CLASSES = {
    "存款": "deposit", "理财": "wealth_product", "基金": "fund", "保险": "insurance", "债券": "bond", "黄金": "gold",
}  # fmt: skip
TRADITIONAL = dict(
    zip(
        "車館費稅療學園兒護業險遊購機務際國樂裝養貴賓錶藝術藏幣郵課輔導嬰寶馬場東爾夫遊艇蘋華為維榮耀",
        "车馆费税疗学园儿护业险游购机务际国乐装养贵宾表艺术藏币邮课辅导婴宝马场东尔夫游艇苹华为维荣耀",
        strict=True,
    )
)


def readings(remark, rules):
    """Return {(tag, value): [rule]} of the rules that hit a remark."""
    text = "".join(TRADITIONAL.get(letter, letter) for letter in unicodedata.normalize("NFKC", remark).lower())
    words = set(re.findall("[a-z0-9]+", text))

    def there(rule):
        keyword = rule["keyword"].lower()
        return keyword in words if rule["match_kind"] == "word" else keyword in text

    excluded = {
        (rule["tag_code"], rule["tag_value"]) for rule in rules if rule["match_kind"] == "excludes" and there(rule)
    }
    found = defaultdict(list)
    for rule in rules:
        pair = rule["tag_code"], rule["tag_value"]
        if rule["match_kind"] != "excludes" and there(rule) and not excluded & {pair, (pair[0], None)}:
            found[pair].append(rule)
    return found


def time_day(text):
    """Return the day of a time."""
    return day(text[:10]) if text else None


def fault(row, key, time, amount, days=(), signed=False, known=()):
    """Return why a record is rejected, or None."""
    when = time_day(row[time])
    if row[key] is None or row["client_no"] is None:
        return "missing_key"
    if (row[time] and when is None) or unreadable(row, days, (amount,)):
        return "unreadable_value"
    if when is None:
        return "missing_date"
    if when < EARLIEST:
        return "implausible_date"
    if row[amount] is None:
        return "missing_amount"
    if not signed and number(row[amount]) < 0:
        return "negative_amount"
    if "class" in row and row["class"] not in CLASSES:
        return "unknown_type"
    return None if row["client_no"] in known else "orphan"


def remark_hits(transactions, rules, as_of):
    """Return {client: {(tag, value): (hits, last day)}}."""
    hits = defaultdict(lambda: defaultdict(list))
    for row in transactions.values():
        paid = time_day(row["paid_at"])
        if number(row["amount"]) > 0 and row["remark"] and paid <= as_of:
            for pair, found in readings(row["remark"], rules).items():
                for rule in found:
                    if (as_of - paid).days < int(rule["window_days"]):
                        hits[row["client_no"]][pair, rule["keyword"], int(rule["min_hits"])].append(paid)
    result = defaultdict(dict)
    for who, by_rule in hits.items():
        for (pair, _, least), days in by_rule.items():
            if len(days) >= least:
                count, last = result[who].get(pair, (0, dt.date.min))
                result[who][pair] = (count + len(days), max(last, *days))
    return result


def expected(raw, as_of, project):
    """Return what the tables must hold."""
    result, (values, numbers) = Expected(), catalogue("bank", project)
    rules = read(project / "seeds/packs/bank/bank__remark_rules.csv")
    erased = {row["client_no"] for row in read(raw / "erasures.csv")}
    known = {row["client_no"] for row in read(raw / "clients.csv")} - erased

    def stage(entity, file, key, time, amount, **more):
        return latest(
            entity, read(raw / f"{file}.csv"), key,
            lambda row: "erased" if row["client_no"] in erased else fault(row, key, time, amount, known=known, **more),
            as_of, result,
        )  # fmt: skip

    balances = stage("balances", "balances", "row_no", "month", "daily_average", days=("updated_at",))
    transactions = stage("card_transactions", "card_transactions", "trace_no", "paid_at", "amount", signed=True)
    holdings = stage("holdings", "holdings", "row_no", "day", "amount")
    hits = remark_hits(transactions, rules, as_of)
    scores = {}
    for row in read(raw / "scores.csv"):
        if row["model"] == "asset_growth_probability" and day(row["scored_on"]) <= as_of:
            scores[row["client_no"]] = row

    # the last month that is over
    last = (as_of + dt.timedelta(days=1)).replace(day=1) - dt.timedelta(days=1)
    assets, spend, active, held = Counter(), Counter(), defaultdict(set), defaultdict(dict)
    for row in balances.values():
        if (day(row["month"]).year, day(row["month"]).month) == (last.year, last.month):
            assets[row["client_no"]] += number(row["daily_average"])
    for row in transactions.values():
        paid = time_day(row["paid_at"])
        if as_of - dt.timedelta(days=365) < paid <= as_of and number(row["amount"]) > 0:
            spend[row["client_no"]] += number(row["amount"])
        if as_of - dt.timedelta(days=90) < paid <= as_of:
            active[row["client_no"]].add(paid)
    statement = {}
    for row in holdings.values():
        if day(row["day"]) <= as_of:
            statement[row["client_no"]] = max(statement.get(row["client_no"], dt.date.min), day(row["day"]))
    for row in holdings.values():
        who, kind = row["client_no"], CLASSES[row["class"]]
        if day(row["day"]) == statement.get(who) and number(row["amount"]) > 0:
            held[who][kind] = held[who].get(kind, 0) + number(row["amount"])

    for client in known:
        amount = assets.get(client)
        tier = cut(amount, values["wealth_tier"])
        rank = sum(other >= spend[client] for other in spend.values()) if spend.get(client) else None
        top = rank is not None and rank <= numbers["high_potential_low_asset", "top_spender_share"] * len(spend)
        kind = min(held[client], key=lambda name: (-held[client][name], name), default=None)
        mine = hits.get(client, {})
        phones = [(last_day, value) for (tag, value), (_, last_day) in mine.items() if tag == "phone_brand"]
        phone = min(phones, key=lambda one: (-one[0].toordinal(), one[1]), default=(None, "none"))
        score = scores.get(client)
        probability = number(score["score"]) if score else None
        who = f"core_bank:{client}"
        result.tags[who] = {
            "wealth_tier": (tier, amount),
            "high_potential_low_asset": (
                "yes" if top and tier in ("ordinary", "none") else "no", spend.get(client, Decimal(0)),
            ),
            "card_activity": (cut(len(active[client]), values["card_activity"]), len(active[client])),
            "investment_preference": (kind or "none", held[client].get(kind)),
            "phone_brand": (phone[1], phone[0]),
            "asset_growth_potential": (cut(probability, values["asset_growth_potential"]), probability),
        }  # fmt: skip
        result.multi[who] = {
            "lifestyle": {value: count for (tag, value), (count, _) in mine.items() if tag == "lifestyle"}
        }
    return result
