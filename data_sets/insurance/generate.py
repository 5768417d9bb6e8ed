"""Generate the raw files of a synthetic insurer, with dirt. The same files each time; nobody in them is real.

python data_sets/insurance/generate.py
"""

import csv
import datetime as dt
import random
from pathlib import Path

RAW = Path(__file__).parent / "raw"
AS_OF = dt.date(2025, 12, 31)
# the insurer's words: line of business, share of customers who hold it, premium of a year, whether for a year only
LINES = [
    ("寿险", 0.45, (3000, 24000), False), ("年金", 0.12, (8000, 50000), False), ("健康险", 0.35, (500, 6000), False),
    ("意外险", 0.25, (100, 600), True), ("车险", 0.30, (2000, 9000), True), ("家财险", 0.08, (200, 900), True),
    ("旅行险", 0.05, (80, 300), True),
]  # fmt: skip
COLUMNS = {
    "clients": ["client_no", "kind", "sex", "birthday", "mobile", "created_on", "updated_at"],
    "policies": ["policy_no", "client_no", "line", "payment", "year_premium", "begins_on", "ends_on", "state", "reason",
                 "state_on", "updated_at"],
    "premiums": ["bill_no", "policy_no", "amount", "due_on", "paid_on", "updated_at"],
    "agent_notes": ["note_no", "client_no", "tag", "value", "agent", "noted_on", "until"],
    "erasures": ["request_no", "client_no", "asked_on"],
}  # fmt: skip
# every RHYTHM-th row gets the next kind of dirt
RHYTHM = 13
DIRT = {
    "policies": ["duplicate", "newer_version", "no_key", "no_day", "strange_day", "ends_early", "negative",
                 "strange_line", "strange_state", "no_client", "long_ago", "no_state_day", "wide"],
    "premiums": ["duplicate", "newer_version", "no_key", "no_day", "strange_day", "negative", "no_policy", "long_ago"],
}  # fmt: skip


def years_later(day, years):
    """Return the same day of a later year; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def policy_of(rng, number, client, line, premium, is_short):
    """Return a policy and its premiums, as they are known on AS_OF; some of it is still to come."""
    begin = AS_OF - dt.timedelta(days=rng.randrange(-20, 2600))
    single = not is_short and rng.random() < 0.1
    policy = {
        "policy_no": f"P{number:06}", "client_no": client, "line": line, "payment": "趸交" if single else "期交",
        "year_premium": premium, "begins_on": begin, "ends_on": "", "state": "有效", "reason": "", "state_on": "",
        "updated_at": begin,
    }  # fmt: skip
    if is_short:
        policy["ends_on"] = years_later(begin, 1) - dt.timedelta(days=1)
    years = 1 if is_short or single else 8
    bills, stops = [], rng.choice([None, None, None, rng.randrange(1, 5)])
    for year in range(years):
        due = years_later(begin, year)
        if due > AS_OF + dt.timedelta(days=60):
            break
        paid = due + dt.timedelta(days=rng.choice([-20, -3, 0, 0, 0, 5, 30, 59, 60, 61, 75]))
        bill = {"bill_no": f"{policy['policy_no']}-{year + 1}", "policy_no": policy["policy_no"], "amount": premium,
                "due_on": due, "paid_on": paid, "updated_at": due}  # fmt: skip
        if stops is not None and year >= stops:
            bill["paid_on"] = ""
        bills.append(bill)
        if stops is not None and year >= stops:
            if rng.random() < 0.5:
                policy |= {"state": "失效", "state_on": due + dt.timedelta(days=60), "updated_at": due}
            break
    if rng.random() < 0.15 and policy["state"] == "有效":
        ended = begin + dt.timedelta(days=rng.randrange(1, 900))
        policy |= {"state": "终止", "state_on": ended, "updated_at": begin,
                   "reason": rng.choice(["犹豫期退保", "转移", "理赔终止", "满期", "退保", ""])}  # fmt: skip
    return policy, bills


def company(rng, clients=320):
    """Return {table: rows} without dirt."""
    rows = {table: [] for table in COLUMNS}
    for number in range(1, clients + 1):
        client = f"C{number:05}"
        created = AS_OF - dt.timedelta(days=rng.randrange(1, 3000))
        rows["clients"].append({
            "client_no": client, "kind": "个人", "sex": rng.choice(["男", "女", ""]),
            "birthday": dt.date(rng.randrange(1950, 2004), rng.randrange(1, 13), rng.randrange(1, 28)),
            "mobile": f"139{rng.randrange(10**8):08}", "created_on": created, "updated_at": created,
        })  # fmt: skip
        for line, share, span, is_short in LINES:
            if rng.random() < share:
                for _ in range(rng.choice([1, 1, 1, 2])):
                    premium = rng.randrange(span[0] // 10, span[1] // 10) * 10
                    policy, bills = policy_of(rng, len(rows["policies"]) + 1, client, line, premium, is_short)
                    rows["policies"].append(policy)
                    rows["premiums"].extend(bills)
        if rng.random() < 0.15:
            noted = AS_OF - dt.timedelta(days=rng.randrange(0, 200))
            rows["agent_notes"].append({
                "note_no": f"N{number}", "client_no": client, "tag": "agent_follow_up",
                "value": rng.choice(["visit_planned", "considering", "declined"]), "agent": f"agent-{number % 7}",
                "noted_on": noted, "until": rng.choice(["", noted + dt.timedelta(days=90)]),
            })  # fmt: skip
    for number in (17, 99, 200):
        rows["erasures"].append({"request_no": f"E{number}", "client_no": f"C{number:05}", "asked_on": AS_OF})
    return rows


def soiled(table, rows):
    """Yield the rows, every RHYTHM-th one with the next kind of dirt."""
    kinds = DIRT.get(table, [])
    for number, row in enumerate(rows):
        kind = kinds[number // RHYTHM % len(kinds)] if kinds and number % RHYTHM == RHYTHM - 1 else None
        day = {"policies": "begins_on", "premiums": "due_on"}.get(table)
        amount = {"policies": "year_premium", "premiums": "amount"}.get(table)
        if kind == "duplicate":
            yield row
        elif kind == "newer_version":
            yield row | {amount: 1, "updated_at": row["updated_at"] - dt.timedelta(days=30)}
        changes = {
            "no_key": {COLUMNS[table][0]: ""},
            "no_day": {day: ""},
            "strange_day": {day: "2025-13-45"},
            "ends_early": {"ends_on": "2001-01-01"},
            "negative": {amount: -5},
            "strange_line": {"line": "宠物险"},
            "strange_state": {"state": "?"},
            "no_client": {"client_no": "C99999"},
            "no_policy": {"policy_no": "P999999"},
            "long_ago": {day: "1899-12-30"},
            "no_state_day": {"state": "失效", "state_on": ""},
            "wide": {"policy_no": row.get("policy_no", "").replace("P", "Ｐ")},
        }
        yield row | changes.get(kind, {})


def main():
    """Write the files."""
    RAW.mkdir(exist_ok=True)
    for table, rows in company(random.Random(7)).items():
        with (RAW / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], lineterminator="\n")
            writer.writeheader()
            writer.writerows(soiled(table, rows))


if __name__ == "__main__":
    main()
