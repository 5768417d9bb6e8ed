"""A second implementation of the insurance pack, in plain Python, from docs/packs/insurance.md and the raw files."""

import datetime as dt
from decimal import Decimal

from pack_oracles import EARLIEST, Expected, catalogue, cut, day, latest, months_before, number, read, unreadable

LINES = {
    "寿险": "life", "年金": "annuity", "健康险": "health", "意外险": "accident", "车险": "motor", "家财险": "home",
    "旅行险": "travel",
}  # fmt: skip
STATES = {"有效": "in_force", "失效": "lapsed", "终止": "ended"}
LEFT_OUT = ("犹豫期退保", "转移", "理赔终止")
ORDER = (
    "in_grace", "renewal_due", "new", "renewed", "in_force", "lapsed_short", "lapsed_medium", "lapsed_long", "ended",
)  # fmt: skip


def policy_fault(row, clients):
    """Return why a policy is rejected, or None."""
    begin, end, changed = day(row["begins_on"]), day(row["ends_on"]), day(row["state_on"])
    if row["policy_no"] is None or row["client_no"] is None:
        return "missing_key"
    if unreadable(row, ("begins_on", "ends_on", "state_on", "updated_at"), ("year_premium",)):
        return "unreadable_value"
    if begin is None or (row["state"] != "有效" and changed is None):
        return "missing_date"
    if begin < EARLIEST:
        return "implausible_date"
    if (end and end < begin) or (changed and changed < begin):
        return "ends_before_start"
    if row["year_premium"] and number(row["year_premium"]) < 0:
        return "negative_amount"
    if row["line"] not in LINES:
        return "unknown_type"
    if row["state"] not in STATES:
        return "unknown_status"
    return None if row["client_no"] in clients else "orphan"


def premium_fault(row, policies):
    """Return why a premium is rejected, or None."""
    due, paid = day(row["due_on"]), day(row["paid_on"])
    if row["bill_no"] is None or row["policy_no"] is None:
        return "missing_key"
    if unreadable(row, ("due_on", "paid_on", "updated_at"), ("amount",)):
        return "unreadable_value"
    if due is None:
        return "missing_date"
    if due < EARLIEST or (paid and paid < EARLIEST):
        return "implausible_date"
    if row["amount"] and number(row["amount"]) < 0:
        return "negative_amount"
    return None if row["policy_no"] in policies else "orphan"


def stage_of(policy, bills, numbers, as_of):
    """Return the stage of a policy, the day that decides it, its renewed years, and whether month 13 was kept."""
    grace = dt.timedelta(days=int(numbers["grace_days"]))
    begin, end = day(policy["begins_on"]), day(policy["ends_on"])
    state, since = STATES[policy["state"]], day(policy["state_on"])
    if since is None or since > as_of:
        state, since = "in_force", None
    first_anniversary = months_before(begin, -12)
    paid = {bill["bill_no"]: day(bill["paid_on"]) for bill in bills}
    paid = {name: when if when and when <= as_of else None for name, when in paid.items()}
    unpaid = sorted(day(bill["due_on"]) for bill in bills if paid[bill["bill_no"]] is None)
    overdue, open_ = [due for due in unpaid if due < as_of], [due for due in unpaid if due >= as_of]
    renewals = [bill for bill in bills if day(bill["due_on"]) >= first_anniversary]
    renewed = [(day(bill["due_on"]), paid[bill["bill_no"]]) for bill in renewals if paid[bill["bill_no"]]]
    years = {due.year - begin.year - ((due.month, due.day) < (begin.month, begin.day)) for due, _ in renewed}
    lapse = since if state == "lapsed" else overdue[0] + grace if overdue and as_of > overdue[0] + grace else None
    coming = min([*open_[:1], *([end] if end else [])], default=None)

    if state == "ended" or (end and end < as_of):
        stage, decided = "ended", min(date for date in (since if state == "ended" else None, since, end) if date)
    elif lapse:
        short, medium = (
            months_before(as_of, int(numbers[f"lapsed_{size}_max_months"])) for size in ("short", "medium")
        )
        stage = "lapsed_short" if lapse >= short else "lapsed_medium" if lapse >= medium else "lapsed_long"
        decided = lapse
    elif overdue:
        stage, decided = "in_grace", overdue[0]
    elif coming and coming <= as_of + dt.timedelta(days=int(numbers["renewal_due_days"])):
        stage, decided = "renewal_due", coming
    elif as_of < first_anniversary:
        stage, decided = "new", begin
    elif renewed:
        stage, decided = "renewed", max(when for _, when in renewed)
    else:
        stage, decided = "in_force", begin

    due = min((day(bill["due_on"]) for bill in renewals), default=first_anniversary)
    paid_on = min(
        (paid[bill["bill_no"]] for bill in renewals if day(bill["due_on"]) == due and paid[bill["bill_no"]]),
        default=None,
    )
    kept = None
    too_short = policy["payment"] == "趸交" or (end and end < first_anniversary)
    gone = since and policy["reason"] in LEFT_OUT and since <= due + grace
    if not too_short and not gone:
        kept = True if paid_on and paid_on <= due + grace else False if as_of > due + grace else None
    return stage, decided, len(years), kept


def expected(raw, as_of, project):
    """Return what the tables must hold."""
    result, (values, parameters) = Expected(), catalogue("insurance", project)
    numbers = {name: value for (tag, name), value in parameters.items() if tag == "policy_stage"}
    erased = {row["client_no"] for row in read(raw / "erasures.csv")}
    clients = {row["client_no"] for row in read(raw / "clients.csv")} - erased

    policies_raw = read(raw / "policies.csv")
    gone = {row["policy_no"] for row in policies_raw if row["client_no"] in erased} - {None}
    policies = latest(
        "policies", policies_raw, "policy_no",
        lambda row: "erased" if row["policy_no"] in gone or row["client_no"] in erased else policy_fault(row, clients),
        as_of, result,
    )  # fmt: skip
    premiums = latest(
        "premiums", read(raw / "premiums.csv"), "bill_no",
        lambda row: "erased" if row["policy_no"] in gone else premium_fault(row, policies), as_of, result,
    )  # fmt: skip
    notes = {}
    for row in read(raw / "agent_notes.csv"):
        if day(row["noted_on"]) <= as_of and (row["until"] is None or day(row["until"]) >= as_of):
            notes[row["client_no"]] = row

    for client in clients:
        held = []
        for policy in policies.values():
            if policy["client_no"] == client and day(policy["begins_on"]) <= as_of:
                bills = [bill for bill in premiums.values() if bill["policy_no"] == policy["policy_no"]]
                held.append((policy, *stage_of(policy, bills, numbers, as_of)))
        first = min(held, key=lambda one: (ORDER.index(one[1]), one[2]), default=None)
        in_force = [one for one in held if one[1] in ORDER[:5]]
        annual = sum((number(one[0]["year_premium"]) or 0 for one in in_force), Decimal(0)) if in_force else None
        renewals = sum(one[3] for one in held) if held else None
        observed = [one[4] for one in held if one[4] is not None]
        kept = Decimal(sum(observed)) / len(observed) if observed else None
        note = notes.get(client)
        who = f"insurer:{client}"
        result.tags[who] = {
            "policy_stage": (first[1], first[2]) if first else ("prospect", None),
            "persistency_13m": (cut(kept, values["persistency_13m"]), kept),
            "renewal_count": (cut(renewals, values["renewal_count"]), renewals),
            "premium_level": (cut(annual, values["premium_level"]), annual),
            "agent_follow_up": (note["value"], f"insurer:{note['note_no']}") if note else ("none", None),
        }
        lines = {}
        for one in in_force:
            line = LINES[one[0]["line"]]
            lines[line] = lines.get(line, 0) + 1
        result.multi[who] = {"cross_sell": lines}
    return result
