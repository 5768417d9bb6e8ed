"""A second, independent telling of why a tag changed: from the raw rows and the daily tables, in plain Python."""

from collections import defaultdict

# entities whose rows are input of tags, with the places of the customer and of the day
DATED = {"orders": (1, 2), "model_scores": (1, 5)}


class Causes:
    """What was known on each of the days, and what follows from it.

    rows:       (first day, day on which it is gone again, entity, text) of the raw files; days are numbers
    days:       the published days, YYYY-MM-DD
    published:  of each day `links`, `sources` and `tags`, as test_history.tables_of has them
    """

    def __init__(self, rows, days, published):
        self.days = days
        self.owner = [dict(published[day]["links"]) for day in days]
        self.sources = [{row[:3]: row[3:] for row in published[day]["sources"]} for day in days]
        self.tags = [{row[0]: row[1:] for row in published[day]["tags"]} for day in days]
        self.rows = [
            [(entity, text.split(",")) for first, gone, entity, text in rows if first <= number < gone]
            for number in range(len(days))
        ]
        self.dated = [self._dated(number) for number in range(len(days))]
        self.people = [self._people(number) for number in range(len(days))]

    def _dated(self, number):
        """Return {customer: [(day of the record, its text)]} as known on a day."""
        found = defaultdict(list)
        for entity, cells in self.rows[number]:
            if entity in DATED:
                who, day = DATED[entity]
                customer = self.owner[number].get(f"shop:{cells[who]}")
                if cells[day] <= self.days[number]:
                    found[customer].append((cells[day], entity, *cells))
        return found

    def _people(self, number):
        """Return {customer: its customer records}."""
        found = defaultdict(list)
        for entity, cells in self.rows[number]:
            if entity == "customers":
                found[self.owner[number].get(f"shop:{cells[0]}")].append(cells)
        return {customer: sorted(records) for customer, records in found.items()}

    def arrived(self, customer, number, *, late):
        """Whether a record of the customer came or changed on a day; late: one dated up to the published day before."""
        last = self.days[number - 1]
        before, now = self.dated[number - 1][customer], self.dated[number][customer]
        if late:
            return sorted(row for row in now if row[0] <= last) != sorted(before)
        people = [known.get(customer) for known in (self.people[number - 1], self.people[number])]
        return any(row[0] > last for row in now) or people[0] != people[1]

    def manual_rows(self, number, customer, tag, value, operation=""):
        """Return the last valid day ('' is for good) of the rows that are there by which people set this value."""
        return [
            cells[6] for entity, cells in self.rows[number]
            if entity == "manual_tags" and cells[2:4] == [tag, value] and cells[7] == operation
            and self.owner[number].get(f"shop:{cells[1]}") == customer and cells[5] <= self.days[number]
        ]  # fmt: skip

    def regrouped(self, customer, number):
        """Return merged if a record came from another customer, split if one went to another; None if neither."""
        before, now = self.owner[number - 1], self.owner[number]
        both = before.keys() & now.keys()
        moved = {(before[record], now[record]) for record in both if before[record] != now[record]}
        if any(to == customer for _, to in moved):
            return "merged"
        return "split" if any(source == customer for source, _ in moved) else None

    def since_refresh(self, tag, number):
        """Return the numbers of the days since the tag was computed last, before this one."""
        refreshed = self.tags[number - 1][tag][1]
        return [day for day in range(number + 1) if self.days[day] > refreshed]

    def cause(self, customer, tag, old, new, number):
        """Return the first cause that applies."""
        before, now = self.owner[number - 1] if number else {}, self.owner[number]
        was_there, is_there = customer in before.values(), customer in now.values()
        went_into_another = now.get(customer, customer) != customer
        regrouped = self.regrouped(customer, number) if number else None
        if not was_there:
            return "split" if regrouped else "first_seen"
        version, version_before = self.tags[number][tag][4], self.tags[number - 1][tag][4]
        source, source_before = (
            self.sources[day].get((customer, tag, value), ("",))[0] for day, value in ((number, new), (number - 1, old))
        )
        ends = self.manual_rows(number, customer, tag, old)
        rules = (
            ("merged", not is_there and went_into_another),
            (regrouped, regrouped),
            ("definition", version != version_before),
            ("manual_set", source == "manual"),
            ("manual_expired", source_before == "manual" and any(day and day < self.days[number] for day in ends)),
            ("manual_removed", source_before == "manual" or self.is_taken_away(number, customer, tag, old)),
            ("model", self.tags[number][tag][3] == "model" and self.was_scored(customer, tag, number)),
            ("new_data", not is_there or self.arrived_since_refresh(customer, tag, number, late=False)),
            ("late_data", self.arrived_since_refresh(customer, tag, number, late=True)),
            ("time", True),
        )
        return next(cause for cause, applies in rules if applies)

    def is_taken_away(self, number, customer, tag, value):
        """Whether a row takes this value away from the customer."""
        return bool(self.manual_rows(number, customer, tag, value, "remove"))

    def was_scored(self, customer, tag, number):
        """Whether a score came since the tag was computed last."""
        last = self.days[self.since_refresh(tag, number)[0] - 1]
        return any(
            entity == "model_scores" and last < day <= self.days[number]
            for day, entity, *_ in self.dated[number][customer]
        )

    def arrived_since_refresh(self, customer, tag, number, *, late):
        """Whether a record of the customer came or changed since the tag was computed last."""
        return any(self.arrived(customer, day, late=late) for day in self.since_refresh(tag, number))
