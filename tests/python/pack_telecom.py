"""A second implementation of the telecom pack, in plain Python, from docs/packs/telecom.md and the raw files."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

from pack_oracles import EARLIEST, Expected, catalogue, cut, day, latest, number, read, six_places, unreadable

STATES = {"正常": "active", "申请停机": "suspended_by_request", "欠费停机": "suspended_for_debt", "销户": "closed"}
AREAS = {"市区": "city", "县城": "county", "乡镇": "town", "农村": "rural"}
LEVELS = ("high", "medium_high", "medium", "medium_low")
AMOUNTS = ("calls_made", "calls_taken", "minutes", "sms", "mb")


def number_fault(row, known):
    """Return why a number is rejected, or None."""
    opened, changed = day(row["opened_on"]), day(row["state_on"])
    if row["number_no"] is None or row["client_no"] is None:
        return "missing_key"
    if unreadable(row, ("opened_on", "state_on", "updated_at")):
        return "unreadable_value"
    if opened is None or (row["state"] != "正常" and changed is None):
        return "missing_date"
    if opened < EARLIEST:
        return "implausible_date"
    if changed and changed < opened:
        return "ends_before_start"
    if row["document"] not in (None, "身份证", "护照"):
        return "unknown_type"
    if row["state"] not in STATES:
        return "unknown_status"
    return None if row["client_no"] in known else "orphan"


def usage_fault(row, numbers):
    """Return why a day of use is rejected, or None."""
    used = day(row["day"])
    if row["row_no"] is None or row["number_no"] is None:
        return "missing_key"
    if unreadable(row, ("day",), AMOUNTS):
        return "unreadable_value"
    if used is None:
        return "missing_date"
    if used < EARLIEST:
        return "implausible_date"
    if any(row[name] and number(row[name]) < 0 for name in AMOUNTS):
        return "negative_amount"
    if row["area"] is not None and row["area"] not in AREAS:
        return "unknown_type"
    return None if row["number_no"] in numbers else "orphan"


class Places:
    """Names of regions by code."""

    def __init__(self, project):
        """Read the seed."""
        self.by_code = {row["region_code"]: row for row in read(project / "seeds/reference/region_codes.csv")}

    def row(self, code):
        """Return the row of a city, or of its province; None if there is none."""
        return (self.by_code.get(code[:4]) or self.by_code.get(code[:2])) if code else None

    def name(self, code):
        """Return the city, or the province."""
        row = self.row(code)
        return row and (row["city"] or row["province"])

    def province(self, code):
        """Return the province."""
        row = self.row(code)
        return row and row["province"]


def amount(row, name):
    """Return a number of a day of use; 0 if there is none."""
    return number(row[name]) or Decimal(0)


def occupation(held, uses, score, numbers):
    """Return the occupation, and how often the customer was in contact."""
    contacts, by_area, away, abroad = Decimal(0), Counter(), set(), set()
    for row in uses:
        count = amount(row, "calls_made") + amount(row, "calls_taken") + amount(row, "sms")
        contacts += count
        by_area[AREAS.get(row["area"])] += count
        if row["roam_province"]:
            away.add(row["day"])
        if row["roam_country"]:
            abroad.add(row["day"])
    rule = {name: value for (tag, name), value in numbers.items() if tag == "telecom_occupation"}
    if any(row["campus_net"] == "是" or row["is_campus"] for row in held):
        return "student", contacts
    if (
        any(row["group_no"] or row["document"] == "护照" for row in held)
        or len(away) > rule["max_province_roaming_days"]
        or len(abroad) > rule["max_abroad_days"]
    ):
        return "business", contacts
    if score is not None and score >= rule["min_migrant_worker_probability"]:
        return "migrant_worker", contacts
    for area in ("rural", "county", "town"):
        if contacts and by_area[area] >= rule["min_area_share"] * contacts:
            return f"{area}_resident", contacts
    return "other", contacts


def warning(is_open, score, recent, before, numbers):
    """Return the level of the churn warning."""
    rule = {name: value for (tag, name), value in numbers.items() if tag == "telecom_churn_warning"}
    if not is_open:
        return "none"
    if score is not None:
        return next((level for level in LEVELS if score >= rule[f"{level}_min_probability"]), "low")
    if not before:
        return "none"
    return next((level for level in LEVELS if recent * 3 < rule[f"{level}_max_share"] * before), "low")


def expected(raw, as_of, project):
    """Return what the tables must hold."""
    result, (values, numbers), places = Expected(), catalogue("telecom", project), Places(project)
    erased = {row["client_no"] for row in read(raw / "erasures.csv")}
    clients = {row["client_no"]: row for row in read(raw / "clients.csv") if row["client_no"] not in erased}
    plans = {row["plan"]: row for row in read(raw / "plans.csv")}
    lines = read(raw / "numbers.csv")
    gone = {row["number_no"] for row in lines if row["client_no"] in erased} - {None}
    held_numbers = latest(
        "subscriptions", lines, "number_no",
        lambda row: "erased" if row["client_no"] in erased or row["number_no"] in gone else number_fault(row, clients),
        as_of, result,
    )  # fmt: skip
    usage = latest(
        "usage_days", read(raw / "usage.csv"), "row_no",
        lambda row: "erased" if row["number_no"] in gone else usage_fault(row, held_numbers), as_of, result,
    )  # fmt: skip
    scores = {(row["client_no"], row["model"]): number(row["score"]) for row in read(raw / "scores.csv")}

    subscriptions = {}
    for name, row in held_numbers.items():
        if day(row["opened_on"]) <= as_of:
            stopped = day(row["state_on"])
            state = "active" if stopped and stopped > as_of else STATES[row["state"]]
            plan = plans.get(row["plan"])
            subscriptions[name] = row | {
                "state": state, "is_campus": plan["campus"] == "是", "is_family": plan["family"] == "是",
                "fee": number(plan["fee"]), "included": number(plan["mb"]),
            }  # fmt: skip
    open_ones = [row for row in subscriptions.values() if row["state"] != "closed"]
    families = Counter(row["family_no"] for row in open_ones if row["family_no"])
    groups = Counter(row["group_no"] for row in open_ones if row["group_no"])
    month_end = (as_of + dt.timedelta(days=1)).replace(day=1) - dt.timedelta(days=1)
    month_start = month_end.replace(day=1)
    revenue = Counter()
    for row in read(raw / "bills.csv"):
        if month_start <= day(row["day"]) <= month_end:
            revenue[row["client_no"]] += number(row["amount"])
    uses = defaultdict(list)
    for row in usage.values():
        if row["number_no"] in subscriptions and as_of - dt.timedelta(days=120) < day(row["day"]) <= as_of:
            uses[subscriptions[row["number_no"]]["client_no"]].append(row)

    order = list(STATES.values())
    for client, person in clients.items():
        mine = [row for row in subscriptions.values() if row["client_no"] == client]
        main = min(
            mine, key=lambda row: (order.index(row["state"]), day(row["opened_on"]), row["number_no"]), default=None
        )
        held = [row for row in mine if row["state"] != "closed"]
        is_open = bool(held)

        def within(days, rows=uses[client]):
            return [row for row in rows if day(row["day"]) > as_of - dt.timedelta(days=days)]

        def is_used(row):
            return sum(amount(row, name) for name in ("calls_made", "calls_taken", "sms", "mb")) > 0

        calls, last_call = Counter(), {}
        for row in within(90):
            place = places.name(row["cell"])
            made = amount(row, "calls_made") + amount(row, "calls_taken")
            if place and made > 0:
                calls[place] += made
                last_call[place] = max(last_call.get(place, dt.date.min), day(row["day"]))
        common = max(calls, key=lambda place: (calls[place], last_call[place], place), default=None)
        voice = sum(amount(row, "calls_made") + amount(row, "calls_taken") for row in within(30))
        data = sum(amount(row, "mb") for row in within(30))
        in_month = [row for row in uses[client] if month_start <= day(row["day"]) <= month_end]
        minutes = sum(amount(row, "minutes") for row in in_month)
        share = None
        if main and main["included"]:
            used = sum(amount(row, "mb") for row in in_month if row["number_no"] == main["number_no"])
            share = six_places(used / main["included"])
        family = max((families[row["family_no"]] or 1 for row in held if row["is_family"]), default=None)
        group = max((groups[row["group_no"]] for row in held if row["group_no"]), default=None)
        first = min((day(row["opened_on"]) for row in held), default=None)
        months = None
        if first:
            months = (as_of.year - first.year) * 12 + as_of.month - first.month + (as_of.day > first.day)
        numbers_of, devices_of = defaultdict(set), defaultdict(set)
        for row in within(30):
            if row["imei"]:
                numbers_of[row["imei"]].add(row["number_no"])
                devices_of[row["number_no"]].add(row["imei"])
        most_devices = max((len(found) for found in devices_of.values()), default=0)
        shared = any(len(found) > 1 for found in numbers_of.values())
        active = [row for row in within(90) if is_used(row)]
        cities = {places.name(row["cell"]) for row in active} - {None}
        provinces = {row["roam_province"] or places.province(row["cell"]) for row in active} - {None}
        recent = len({row["day"] for row in within(30) if is_used(row)})
        before = len({
            row["day"] for row in uses[client] if is_used(row) and day(row["day"]) <= as_of - dt.timedelta(days=30)
        })  # fmt: skip
        identity = places.name(person["id_number"][:6]) if person["id_number"] else None
        branch = places.name(main["branch"]) if main else None
        score = scores.get((client, "churn_probability"))
        fee = main["fee"] if main else None
        rich = (
            revenue[client] >= numbers["arpu_level", "min_revenue"] and minutes >= numbers["arpu_level", "min_minutes"]
        )
        silence = (
            "not_applicable" if not is_open else "fully_silent" if not voice and not data
            else "voice_silent" if not voice else "data_silent" if not data else "none"
        )  # fmt: skip
        reach = (
            "abroad" if any(row["roam_country"] for row in within(90)) else "several_provinces" if len(provinces) > 1
            else "one_province" if len(cities) > 1 else "one_city" if cities else "none"
        )  # fmt: skip
        state = main["state"] if main else None
        result.tags[f"operator:{client}"] = {
            "identity_region": (identity or "unknown", identity),
            "business_region": (branch or "unknown", branch),
            "common_region": (common or "unknown", common),
            "telecom_occupation": occupation(
                held, within(90), scores.get((client, "migrant_worker_probability")), numbers
            ),
            "family_plan": ("yes" if family else "no", family),
            "group_member": ("yes" if group else "no", group),
            "plan_level": (cut(fee, values["plan_level"]), fee),
            "data_usage_level": (cut(share, values["data_usage_level"]), share),
            "arpu_level": ("none" if not is_open else "mid_high" if rich else "ordinary", revenue[client]),
            "tenure": (cut(months, values["tenure"]), months),
            "silence_type": (silence, voice),
            "user_status": (state or "none", state),
            "dual_device": (
                "two_numbers_one_device" if shared else "one_number_two_devices" if most_devices > 1 else "none",
                most_devices,
            ),
            "activity_range": (reach, len(cities)),
            "telecom_churn_warning": (warning(is_open, score, recent, before, numbers), recent),
        }  # fmt: skip
    return result
