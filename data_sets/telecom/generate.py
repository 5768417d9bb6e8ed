"""Generate the raw files of a synthetic telecom company, with dirt. The same files each time; nobody in them is real.

python data_sets/telecom/generate.py
"""

import csv
import datetime as dt
import random
from pathlib import Path

RAW = Path(__file__).parent / "raw"
AS_OF = dt.date(2025, 12, 31)
REGIONS = ["440106", "440305", "440606", "330102", "110105", "310104", "510107"]
PROVINCES = ["广东省", "浙江省", "四川省"]
# plan, fee, minutes, MB, campus, family
PLANS = [
    ("PL1", 38, 100, 0, "否", "否"), ("PL2", 58, 200, 300, "否", "否"), ("PL3", 99, 500, 900, "否", "否"),
    ("PL4", 128, 800, 2000, "否", "否"), ("PL5", 199, 1500, 4000, "否", "是"), ("PL6", 48, 150, 800, "是", "否"),
]  # fmt: skip
COLUMNS = {
    "clients": ["client_no", "sex", "id_number", "mobile", "created_on", "updated_at"],
    "plans": ["plan", "fee", "minutes", "mb", "campus", "family"],
    "numbers": ["number_no", "client_no", "plan", "branch", "group_no", "family_no", "document", "campus_net",
                "opened_on", "state", "state_on", "updated_at"],
    "usage": ["row_no", "number_no", "day", "calls_made", "calls_taken", "minutes", "sms", "mb", "roam_province",
              "roam_country", "cell", "area", "imei"],
    "bills": ["bill_no", "client_no", "day", "amount"],
    "scores": ["score_no", "client_no", "model", "score", "version", "scored_on"],
    "erasures": ["request_no", "client_no", "asked_on"],
}  # fmt: skip
# every RHYTHM-th row gets the next kind of dirt
RHYTHM = {"numbers": 7, "usage": 97}
DIRT = {
    "numbers": ["duplicate", "newer_version", "no_day", "strange_day", "strange_state", "no_client", "stopped_early",
                "no_state_day", "strange_document", "no_key"],
    "usage": ["duplicate", "no_key", "no_day", "strange_day", "negative", "strange_area", "no_number", "long_ago"],
}  # fmt: skip


def id_number(rng, born):
    """Return a resident id number with a valid check digit."""
    body = rng.choice(REGIONS) + f"{born:%Y%m%d}" + f"{rng.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def usage_of(rng, number, home, rows):
    """Add the days on which a number was used."""
    habit, area = rng.choice([0.05, 0.3, 0.5, 0.5, 0.8]), rng.choice(["市区", "市区", "县城", "乡镇", "农村"])
    fades, roams, silent = rng.random() < 0.3, rng.random() < 0.15, rng.choice(["", "", "", "voice", "data"])
    devices = [f"86{number[1:]}0{one}" for one in range(rng.choice([1, 1, 1, 2]))]
    for back in range(130, -2, -1):
        if rng.random() > habit * (0.2 if fades and back < 30 else 1):
            continue
        abroad, away = roams and rng.random() < 0.15, roams and rng.random() < 0.3
        voice, data = silent != "voice" or back >= 30, silent != "data" or back >= 30
        rows.append({
            "row_no": f"U{len(rows) + 1:07}", "number_no": number, "day": AS_OF - dt.timedelta(days=back),
            "calls_made": rng.randrange(5) * voice, "calls_taken": rng.randrange(4) * voice,
            "minutes": rng.randrange(30) * voice,
            "sms": rng.choice(["", 0, 1, 3]), "mb": rng.randrange(80) * data,
            "roam_province": rng.choice(PROVINCES) if away else "", "roam_country": "日本" if abroad else "",
            "cell": rng.choice([home, home, home, rng.choice(REGIONS)]) if roams else home,
            "area": area if rng.random() < 0.8 else "市区", "imei": rng.choice(devices),
        })  # fmt: skip


def company(rng, clients=110):
    """Return {table: rows} without dirt."""
    rows = {table: [] for table in COLUMNS}
    rows["plans"] = [dict(zip(COLUMNS["plans"], plan, strict=True)) for plan in PLANS]
    for index in range(1, clients + 1):
        who, born = f"T{index:05}", dt.date(rng.randrange(1950, 2007), rng.randrange(1, 13), rng.randrange(1, 29))
        created = AS_OF - dt.timedelta(days=rng.randrange(700, 3000))
        rows["clients"].append({
            "client_no": who, "sex": rng.choice(["男", "女"]),
            "id_number": id_number(rng, born) if rng.random() < 0.8 else "", "mobile": f"135{rng.randrange(10**8):08}",
            "created_on": created, "updated_at": created,
        })  # fmt: skip
        for _ in range(rng.choice([0, 1, 1, 1, 1, 2, 2])):
            number = f"N{len(rows['numbers']) + 1:06}"
            opened = AS_OF - dt.timedelta(
                days=rng.choice([-10, 60, 365, 366, 1095, 1096, 1826, rng.randrange(10, 4000)])
            )
            state = rng.choice(["正常", "正常", "正常", "正常", "申请停机", "欠费停机", "销户"])
            stopped = max(opened, AS_OF - dt.timedelta(days=rng.randrange(-5, 200)))
            rows["numbers"].append({
                "number_no": number, "client_no": who, "plan": rng.choice(PLANS)[0], "branch": rng.choice(REGIONS),
                "group_no": f"G{rng.randrange(6)}" if rng.random() < 0.15 else "",
                "family_no": f"FA{index // 3}" if rng.random() < 0.4 else "",
                "document": "护照" if rng.random() < 0.05 else "身份证", "campus_net": rng.choice(["否"] * 12 + ["是"]),
                "opened_on": opened, "state": state, "state_on": "" if state == "正常" else stopped,
                "updated_at": opened,
            })  # fmt: skip
            if state != "销户":
                usage_of(rng, number, rng.choice(REGIONS), rows["usage"])
        for back in (5, 35, 65):
            if rng.random() < 0.8:
                rows["bills"].append({
                    "bill_no": f"{who}-{back}", "client_no": who, "day": AS_OF - dt.timedelta(days=back),
                    "amount": rng.choice([38, 99, 120, 150, 260]),
                })  # fmt: skip
        for model in ("migrant_worker_probability", "churn_probability"):
            if rng.random() < 0.3:
                rows["scores"].append({
                    "score_no": f"S{who}-{model}", "client_no": who, "model": model,
                    "score": rng.choice([0.2, 0.4, 0.5, 0.6, 0.8, round(rng.random(), 3)]), "version": "v1",
                    "scored_on": AS_OF - dt.timedelta(days=20),
                })  # fmt: skip
    # some clients have both numbers in one device
    owners = {row["number_no"]: row["client_no"] for row in rows["numbers"]}
    for row in rows["usage"]:
        if owners[row["number_no"]].endswith(("3", "7")):
            row["imei"] = f"87{owners[row['number_no']][1:]}"
    rows["erasures"].append({"request_no": "E1", "client_no": "T00014", "asked_on": AS_OF})
    return rows


def soiled(table, rows):
    """Yield the rows, every RHYTHM-th one with the next kind of dirt."""
    kinds, rhythm = DIRT.get(table, []), RHYTHM.get(table, 1)
    day = {"numbers": "opened_on", "usage": "day"}.get(table)
    for number, row in enumerate(rows):
        kind = kinds[number // rhythm % len(kinds)] if kinds and number % rhythm == rhythm - 1 else None
        if kind == "duplicate":
            yield row
        elif kind == "newer_version":
            yield row | {"plan": "PL1", "updated_at": row["updated_at"] - dt.timedelta(days=30)}
        changes = {
            "no_key": {COLUMNS[table][0]: ""},
            "no_day": {day: ""},
            "strange_day": {day: "2025-13-45"},
            "long_ago": {day: "1899-12-30"},
            "negative": {"mb": -5},
            "no_client": {"client_no": "T99999"},
            "no_number": {"number_no": "N999999"},
            "strange_state": {"state": "?"},
            "strange_area": {"area": "海上"},
            "strange_document": {"document": "?"},
            "stopped_early": {"state": "销户", "state_on": "2001-01-01"},
            "no_state_day": {"state": "欠费停机", "state_on": ""},
        }
        yield row | changes.get(kind, {})


def main():
    """Write the files."""
    RAW.mkdir(exist_ok=True)
    for table, rows in company(random.Random(3)).items():
        with (RAW / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], lineterminator="\n")
            writer.writeheader()
            writer.writerows(soiled(table, rows))


if __name__ == "__main__":
    main()
