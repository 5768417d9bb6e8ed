"""A second implementation of the dental pack, in plain Python, from docs/packs/dental.md and the raw files."""

import datetime as dt
from collections import Counter
from decimal import Decimal

from pack_oracles import EARLIEST, Expected, catalogue, day, latest, number, read, unreadable

KINDS = {
    "检查": "checkup", "洁牙": "hygiene", "补牙": "restoration", "根管": "endodontics", "拔牙": "extraction",
    "正畸": "orthodontics", "种植": "implant", "义齿": "prosthesis",
}  # fmt: skip
NEEDS = ("orthodontics", "implant", "restoration", "hygiene")


def patient_fault(row):
    """Return why a patient is rejected, or None."""
    if row["patient_no"] is None:
        return "missing_key"
    if unreadable(row, ("updated_at",), ("recall",)):
        return "unreadable_value"
    if row["recall"] and number(row["recall"]) <= 0:
        return "unknown_value"
    return None if row["family_role"] in (None, "负责人", "成员") else "unknown_type"


def appointment_fault(row, patients):
    """Return why an appointment is rejected, or None."""
    comes = day(row["comes_at"][:10]) if row["comes_at"] else None
    booked = day(row["booked_on"])
    if row["visit_no"] is None or row["patient_no"] is None:
        return "missing_key"
    if (row["comes_at"] and comes is None) or unreadable(row, ("booked_on", "updated_at")):
        return "unreadable_value"
    if comes is None:
        return "missing_date"
    if comes < EARLIEST:
        return "implausible_date"
    if booked and booked > comes:
        return "ends_before_start"
    if row["state"] not in ("预约", "到诊", "未到", "取消"):
        return "unknown_status"
    return None if row["patient_no"] in patients else "orphan"


def treatment_fault(row, patients):
    """Return why a treatment is rejected, or None."""
    planned, done = day(row["planned_on"]), day(row["done_on"])
    if row["item_no"] is None or row["patient_no"] is None:
        return "missing_key"
    if unreadable(row, ("planned_on", "done_on", "updated_at"), ("fee",)):
        return "unreadable_value"
    if (row["state"] == "完成" and done is None) or (row["state"] == "待做" and planned is None):
        return "missing_date"
    if any(one and one < EARLIEST for one in (planned, done)):
        return "implausible_date"
    if planned and done and done < planned:
        return "ends_before_start"
    if row["fee"] and number(row["fee"]) < 0:
        return "negative_amount"
    if row["kind"] not in KINDS:
        return "unknown_type"
    if row["state"] not in ("待做", "完成", "取消"):
        return "unknown_status"
    return None if row["patient_no"] in patients else "orphan"


def service_plan(segment, needs, project):
    """Return the plan of the first row that fits."""
    rows = sorted(read(project / "seeds/packs/dental/dental__service_plans.csv"), key=lambda row: int(row["priority"]))
    for row in rows:
        if row["patient_segment"] in (None, segment) and (
            row["treatment_need"] is None or row["treatment_need"] in needs
        ):
            return row["service_plan"]
    return "none"


def expected(raw, as_of, project):
    """Return what the tables must hold."""
    result, (_, numbers) = Expected(), catalogue("dental", project)
    erased = {row["patient_no"] for row in read(raw / "erasures.csv")}
    everybody = {row["patient_no"]: row for row in read(raw / "patients.csv")}
    known = everybody.keys() - erased

    def stage(entity, rows, key, fault):
        return latest(
            entity, rows, key, lambda row: "erased" if row["patient_no"] in erased else fault(row), as_of, result
        )

    patients = stage("patients", read(raw / "patients.csv"), "patient_no", patient_fault)
    appointments = stage(
        "appointments", read(raw / "appointments.csv"), "visit_no", lambda row: appointment_fault(row, known)
    )
    treatments = stage("treatments", read(raw / "treatments.csv"), "item_no", lambda row: treatment_fault(row, known))
    families = Counter(row["family"] for row in patients.values() if row["family"])
    notes = {}
    for row in read(raw / "staff_notes.csv"):
        if day(row["written_on"]) <= as_of:
            notes.setdefault(row["patient_no"], {})[row["note"]] = f"clinic:{row['note_no']}"

    for who in known:
        visits, coming, done, needs = [], [], {}, Counter()
        for row in appointments.values():
            if row["patient_no"] != who or row["state"] == "取消":
                continue
            comes, booked = day(row["comes_at"][:10]), day(row["booked_on"])
            if booked and booked > as_of:
                continue
            if row["state"] == "到诊" and comes <= as_of:
                visits.append(comes)
            if comes > as_of or (comes == as_of and row["state"] == "预约"):
                coming.append(comes)
        fees, open_count = Decimal(0), 0
        for row in treatments.values():
            if row["patient_no"] != who or row["state"] == "取消":
                continue
            treated, planned, kind = day(row["done_on"]), day(row["planned_on"]), KINDS[row["kind"]]
            if treated and treated <= as_of:
                visits.append(treated)
                done[kind] = max(done.get(kind, treated), treated)
                if treated > as_of - dt.timedelta(days=365):
                    fees += number(row["fee"]) or 0
            elif planned and planned <= as_of:
                open_count += 1
                if kind in NEEDS:
                    needs[kind] += 1
        profile, person = patients.get(who), everybody[who]
        own = number(profile["recall"]) if profile else None
        usual = numbers["recall_status", "interval_months"]
        last = max(visits, default=None)
        if coming:
            status = "scheduled"
        elif last is None:
            status = "none"
        else:
            months = (as_of.year - last.year) * 12 + as_of.month - last.month - (as_of.day < last.day)
            months += usual - (own or usual)
            steps = ("not_due", "due", "late", "very_late", "lapsed", "lost")
            passed = [step for step in steps[1:] if months >= numbers["recall_status", f"{step}_from_months"]]
            status = passed[-1] if passed else "not_due"
        born = day(person["birthday"])
        age = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
        segment = (
            "senior" if age >= numbers["patient_segment", "senior_min_age"]
            else "student" if person["job"] == "学生"
            else "high_end" if fees >= numbers["patient_segment", "high_end_min_fees"]
            else "ordinary"
        )  # fmt: skip
        heads = bool(profile) and profile["family_role"] == "负责人"
        result.tags[f"clinic:{who}"] = {
            "recall_status": (status, min(coming, default=last)),
            "patient_segment": (segment, fees),
            "family_head": ("yes", families[profile["family"]]) if heads else ("no", None),
            "service_plan": (service_plan(segment, needs, project), open_count),
        }
        result.multi[f"clinic:{who}"] = {
            "treatment_need": dict(needs), "treatment_history": done, "care_notes": notes.get(who, {}),
        }  # fmt: skip
    return result
