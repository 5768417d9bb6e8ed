"""Generate the raw files of a synthetic dental clinic, with dirt. The same files each time; nobody in them is real.

python data_sets/dental/generate.py
"""

import csv
import datetime as dt
import random
from pathlib import Path

RAW = Path(__file__).parent / "raw"
AS_OF = dt.date(2025, 12, 31)
# the clinic's words: kind of treatment, how often, fee
KINDS = [
    ("检查", 30, (50, 200)), ("洁牙", 25, (150, 400)), ("补牙", 18, (300, 1500)), ("根管", 8, (800, 3000)),
    ("拔牙", 8, (200, 1500)), ("正畸", 6, (12000, 40000)), ("种植", 5, (8000, 26000)), ("义齿", 3, (1500, 9000)),
]  # fmt: skip
COLUMNS = {
    "patients": ["patient_no", "sex", "birthday", "job", "mobile", "registered_on", "recall", "family", "family_role",
                 "updated_at"],
    "appointments": ["visit_no", "patient_no", "comes_at", "booked_on", "state", "updated_at"],
    "treatments": ["item_no", "patient_no", "plan_no", "kind", "tooth", "fee", "planned_on", "done_on", "state",
                   "updated_at"],
    "staff_notes": ["note_no", "patient_no", "note", "written_by", "written_on"],
    "erasures": ["request_no", "patient_no", "asked_on"],
}  # fmt: skip
# every RHYTHM-th row gets the next kind of dirt
RHYTHM = 11
DIRT = {
    "patients": ["duplicate", "strange_recall", "wide", "strange_role"],
    "appointments": ["duplicate", "no_key", "no_day", "strange_day", "strange_state", "no_patient", "long_ago",
                     "booked_late", "newer_version"],
    "treatments": ["duplicate", "newer_version", "no_key", "no_done_day", "strange_day", "negative", "strange_kind",
                   "strange_state", "no_patient", "done_early", "wide"],
}  # fmt: skip


def patients(rng, count=300):
    """Return the patients; some of them form families."""
    rows = []
    for number in range(1, count + 1):
        born = dt.date(rng.randrange(1940, 2015), rng.randrange(1, 13), rng.randrange(1, 29))
        registered = AS_OF - dt.timedelta(days=rng.randrange(5, 2500))
        in_family = number % 10 < 3
        rows.append({
            "patient_no": f"D{number:05}", "sex": rng.choice(["男", "女"]), "birthday": born,
            "job": "学生" if born.year > 2002 and rng.random() < 0.8 else rng.choice(["专业人士", "个体户", ""]),
            "mobile": f"137{rng.randrange(10**8):08}", "registered_on": registered,
            "recall": rng.choice(["", "", "", "", 3, 4, 12]), "family": f"F{number // 10}" if in_family else "",
            "family_role": ("负责人" if number % 10 == 0 else "成员") if in_family else "", "updated_at": registered,
        })  # fmt: skip
    return rows


def company(rng):
    """Return {table: rows} without dirt."""
    rows = {table: [] for table in COLUMNS}
    rows["patients"] = patients(rng)
    for patient in rows["patients"]:
        who = patient["patient_no"]
        day = AS_OF - dt.timedelta(days=rng.randrange(-40, 2200))
        for _ in range(rng.choice([0, 1, 2, 2, 3, 4, 6])):
            booked = day - dt.timedelta(days=rng.randrange(0, 30))
            state = "预约" if day > AS_OF else rng.choice(["到诊", "到诊", "到诊", "到诊", "未到", "取消"])
            rows["appointments"].append({
                "visit_no": f"V{len(rows['appointments']) + 1:06}", "patient_no": who, "comes_at": f"{day} 09:30",
                "booked_on": booked, "state": state, "updated_at": booked,
            })  # fmt: skip
            if state == "到诊":
                for _ in range(rng.choice([1, 1, 2])):
                    kind, _, (low, high) = rng.choices(KINDS, [weight for _, weight, _ in KINDS])[0]
                    later = rng.random() < 0.25
                    done = day + dt.timedelta(days=rng.randrange(10, 200)) if later else day
                    is_open = done > AS_OF or (later and rng.random() < 0.4)
                    rows["treatments"].append({
                        "item_no": f"T{len(rows['treatments']) + 1:06}", "patient_no": who,
                        "plan_no": f"PL{len(rows['treatments']) % 40}" if later else "", "kind": kind,
                        "tooth": rng.choice(["", rng.randrange(11, 49)]), "fee": rng.randrange(low, high),
                        "planned_on": day if later else "", "done_on": "" if is_open else done,
                        "state": "待做" if is_open else "完成", "updated_at": day,
                    })  # fmt: skip
                    if rng.random() < 0.04:
                        rows["treatments"][-1] |= {"state": "取消", "done_on": ""}
            day += dt.timedelta(days=rng.randrange(20, 400))
            if day > AS_OF + dt.timedelta(days=60):
                break
        if rng.random() < 0.1:
            rows["staff_notes"].append({
                "note_no": f"N{who}", "patient_no": who, "written_by": "nurse-1",
                "note": rng.choice(["anxious", "allergic_latex", "allergic_anaesthetic", "allergic_penicillin"]),
                "written_on": AS_OF - dt.timedelta(days=rng.randrange(0, 400)),
            })  # fmt: skip
    for number in (30, 77):
        rows["erasures"].append({"request_no": f"E{number}", "patient_no": f"D{number:05}", "asked_on": AS_OF})
    return rows


def soiled(table, rows):
    """Yield the rows, every RHYTHM-th one with the next kind of dirt."""
    kinds = DIRT.get(table, [])
    for number, row in enumerate(rows):
        kind = kinds[number // RHYTHM % len(kinds)] if kinds and number % RHYTHM == RHYTHM - 1 else None
        if kind == "duplicate":
            yield row
        elif kind == "newer_version":
            yield row | {"state": "取消", "updated_at": row["updated_at"] - dt.timedelta(days=30)}
        changes = {
            "no_key": {COLUMNS[table][0]: ""},
            "no_day": {"comes_at": ""},
            "no_done_day": {"state": "完成", "done_on": ""},
            "strange_day": {"comes_at": "2025-02-30"} if table == "appointments" else {"planned_on": "someday"},
            "negative": {"fee": -1},
            "strange_kind": {"kind": "美白"},
            "strange_state": {"state": "?"},
            "strange_recall": {"recall": 0},
            "strange_role": {"family_role": "?"},
            "no_patient": {"patient_no": "D99999"},
            "long_ago": {"comes_at": "1899-12-30 09:30", "booked_on": ""},
            "booked_late": {"booked_on": AS_OF + dt.timedelta(days=300)},
            "done_early": {"planned_on": AS_OF, "done_on": "2001-01-01", "state": "完成"},
            "wide": {COLUMNS[table][0]: str(row[COLUMNS[table][0]]).replace("T", "Ｔ").replace("D", "Ｄ")},
        }
        yield row | changes.get(kind, {})


def main():
    """Write the files."""
    RAW.mkdir(exist_ok=True)
    for table, rows in company(random.Random(11)).items():
        with (RAW / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], lineterminator="\n")
            writer.writeheader()
            writer.writerows(soiled(table, rows))


if __name__ == "__main__":
    main()
