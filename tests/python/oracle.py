"""A second, independent implementation of the customer tags, in plain Python, as an oracle for the tests.

It is written from the documents alone (the tag catalogue, the canonical entities and the seeds), shares no code with
the models and reads the raw files itself. Speed and reuse do not matter here; being easy to check by eye does.

Where the documents leave a choice open, the comment beside the code says what was chosen.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

EARLIEST_PLAUSIBLE_DATE = date(1990, 1, 1)
EARLIEST_PLAUSIBLE_BIRTH_DATE = date(1900, 1, 1)

WINDOWS = {"30d": 30, "90d": 90, "180d": 180, "365d": 365, "lifetime": None}
ZERO = Decimal("0.00")
LONG_AGO = datetime(1, 1, 1)  # stands for an unknown time, older than any known one

# R, F and M high (1) or not (0), in this order, as in the catalogue.
RFM_SEGMENTS = {
    (1, 1, 1): "important_value",
    (1, 0, 1): "important_develop",
    (0, 1, 1): "important_keep",
    (0, 0, 1): "important_retain",
    (1, 1, 0): "general_value",
    (1, 0, 0): "general_develop",
    (0, 1, 0): "general_keep",
    (0, 0, 0): "general_retain",
}


@dataclass
class Result:
    """What the pipeline is expected to give for one data set and one as-of date."""

    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    evidence: dict[str, dict[str, str | None]] = field(default_factory=dict)
    metrics: dict[str, dict[str, int | Decimal | None]] = field(default_factory=dict)
    rejected: Counter = field(default_factory=Counter)  # (entity, source_system, reason)
    rejected_values: Counter = field(default_factory=Counter)  # (column_name, source_system, reason)
    duplicates: Counter = field(default_factory=Counter)  # (entity, source_system)


# The canonical entities, with the columns that tags or rejections depend on. `key` is the id of the record.


@dataclass(slots=True)
class Customer:
    """One customer record of a source system."""

    source_system: str
    key: str | None
    member_number: str | None = None
    customer_type: str | None = None
    gender: str | None = None
    birth_date: date | None = None
    age_lower: int | None = None
    age_upper: int | None = None
    resident_id_number: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Order:
    """One order."""

    source_system: str
    key: str | None
    customer_id: str | None
    ordered_at: datetime | None
    order_status: str | None
    cancelled_at: datetime | None = None
    paid_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    refund_amount: Decimal | None = None
    refunded_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """One item of an order."""

    source_system: str
    key: str | None
    order_id: str | None
    product_id: str | None
    quantity: Decimal | None = None
    paid_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    refund_amount: Decimal | None = None
    refunded_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Product:
    """One product."""

    source_system: str
    key: str | None
    product_name: str | None = None
    category: str | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Promotion:
    """One promotion."""

    source_system: str
    key: str | None
    promotion_name: str | None = None
    promotion_type: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class OrderPromotion:
    """One promotion used by one order."""

    source_system: str
    key: str | None
    order_id: str | None
    promotion_id: str | None = None
    promotion_type: str | None = None
    discount_amount: Decimal | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass
class BaseRows:
    """All rows of all source systems, by canonical entity, before staging."""

    customers: list[Customer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    order_items: list[Item] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    promotions: list[Promotion] = field(default_factory=list)
    order_promotions: list[OrderPromotion] = field(default_factory=list)


@dataclass(slots=True)
class CountedOrder:
    """One order that counts for a known customer on the as-of date."""

    source_system: str
    order_id: str
    ordered_at: datetime
    net_spend: Decimal
    discounts: Decimal
    is_promotion_order: bool
    category_net_spend: dict[str, Decimal] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The business date."""
        return self.ordered_at.date()


# Reading raw text


def _clean_map() -> dict[int, str | None]:
    """Return the single-character replacements of clean_text."""
    replacements: dict[int, str | None] = {}
    for first, last in (("0", "9"), ("A", "Z"), ("a", "z")):
        for code in range(ord(first), ord(last) + 1):
            replacements[code + 0xFEE0] = chr(code)  # a full-width form stands 0xFEE0 above its ASCII form
    for mark in "-.:/@_+()":
        replacements[ord(mark) + 0xFEE0] = mark
    for blank in "\u3000\u00a0\u202f\t\r\n":
        replacements[ord(blank)] = " "
    for invisible in "\u200b\u200c\u200d\u2060\ufeff":
        replacements[ord(invisible)] = None
    return replacements


CLEAN_MAP = _clean_map()
MOMENT = re.compile(r"([1-9][0-9]{3})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
AMOUNT = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?")


def clean_text(text: str | None) -> str | None:
    """Return half-width text without outer blanks; None if nothing is left."""
    if text is None:
        return None
    return text.translate(CLEAN_MAP).strip(" ") or None


def read_timestamp(text: str | None) -> datetime | None:
    """Return a real date, with or without a time of day; None for anything else."""
    match = MOMENT.fullmatch(clean_text(text) or "")
    if not match:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))
    except ValueError:  # the 31st of June, 25 o'clock
        return None


def read_amount(text: str | None) -> Decimal | None:
    """Return an amount in cents; None for anything that is no plain number."""
    cleaned = clean_text(text) or ""
    return to_cents(Decimal(cleaned)) if AMOUNT.fullmatch(cleaned) else None


def to_cents(value: Decimal) -> Decimal:
    """Round half up to two decimals."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def local_time(utc: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Turn a naive UTC time into a naive local time."""
    return utc.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if utc else None


class RawRow:
    """One row of a raw text file, which remembers what it could not read."""

    def __init__(self, row: dict[str, str], zone: ZoneInfo | None = None):
        """Wrap the row; with a zone, its times are UTC and are turned into that zone's."""
        self.row = row
        self.zone = zone
        self._unreadable: list[str] = []

    def text(self, column: str) -> str | None:
        """Return cleaned text."""
        return clean_text(self.row[column])

    def code(self, column: str, mapping: dict[str, str]) -> str | None:
        """Return the canonical code; an unknown one passes through, in lower case."""
        text = self.text(column)
        return mapping.get(text, text.lower()) if text else None

    def amount(self, column: str, canonical: str) -> Decimal | None:
        """Return an amount or quantity."""
        return self._noted(column, canonical, read_amount(self.row[column]))

    def timestamp(self, column: str, canonical: str) -> datetime | None:
        """Return a local time."""
        moment = self._noted(column, canonical, read_timestamp(self.row[column]))
        return local_time(moment, self.zone) if self.zone else moment

    def date(self, column: str, canonical: str) -> date | None:
        """Return a date; dates have no time zone."""
        moment = self._noted(column, canonical, read_timestamp(self.row[column]))
        return moment.date() if moment else None

    def _noted(self, column, canonical, value):
        """Return the value, after noting the canonical column if there was text but no value."""
        if value is None and self.text(column) is not None:
            self._unreadable.append(canonical)
        return value

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Canonical columns that could not be read so far; ask after everything was read."""
        return tuple(self._unreadable)


def read_csv(path: Path) -> list[dict[str, str]]:
    """All rows of a CSV file, as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def joined_key(*parts: str | None) -> str | None:
    """Parts of a key joined by a hyphen; None if one is missing."""
    return None if None in parts else "-".join(parts)


# The demo company


def read_demo(raw_dir: Path) -> BaseRows:
    """Read base rows of the demo company: CRM, web shop and stores."""
    base = BaseRows()
    read_demo_crm(raw_dir / "demo_crm", base)
    read_demo_web_shop(raw_dir / "demo_web_shop", base)
    read_demo_store(raw_dir / "demo_store", base)
    return base


def read_demo_crm(folder: Path, base: BaseRows) -> None:
    """Read the CRM: customers only, in local time."""
    for raw in map(RawRow, read_csv(folder / "customers.csv")):
        customer = Customer(
            source_system="demo_crm",
            key=raw.text("member_no"),
            member_number=raw.text("member_no"),
            customer_type=raw.code("customer_kind", {"个人": "individual", "企业": "business"}),
            gender=raw.code("gender", {"男": "male", "女": "female"}),
            birth_date=raw.date("birth_date", "birth_date"),
            resident_id_number=raw.text("id_number"),
            created_at=raw.timestamp("registered_at", "created_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        customer.unreadable = raw.unreadable
        base.customers.append(customer)


def read_demo_web_shop(folder: Path, base: BaseRows) -> None:
    """Read the web shop: its times are UTC."""
    system = "demo_web_shop"
    zone = ZoneInfo("Asia/Shanghai")

    def rows(table: str) -> list[RawRow]:
        """Raw rows of a table."""
        return [RawRow(row, zone) for row in read_csv(folder / f"{table}.csv")]

    for raw in rows("users"):
        sex = raw.code("sex", {"1": "male", "2": "female"})
        customer = Customer(
            source_system=system,
            key=raw.text("user_id"),
            member_number=raw.text("member_no"),
            customer_type="individual",
            gender=None if sex == "0" else sex,
            birth_date=raw.date("birthday", "birth_date"),
            created_at=raw.timestamp("created_at", "created_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        customer.unreadable = raw.unreadable
        base.customers.append(customer)

    statuses = {"paid": "open", "done": "completed", "closed": "cancelled", "refunded": "returned"}
    for raw in rows("orders"):
        order = Order(
            source_system=system,
            key=raw.text("order_no"),
            customer_id=raw.text("user_id"),
            ordered_at=raw.timestamp("created_at", "ordered_at"),
            order_status=raw.code("status", statuses),
            cancelled_at=raw.timestamp("closed_at", "cancelled_at"),
            paid_amount=raw.amount("total_paid", "paid_amount"),
            tax_amount=raw.amount("tax", "tax_amount"),
            freight_amount=raw.amount("freight", "freight_amount"),
            discount_amount=raw.amount("discount", "discount_amount"),
            refund_amount=raw.amount("refund_amount", "refund_amount"),
            refunded_at=raw.timestamp("refunded_at", "refunded_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        order.unreadable = raw.unreadable
        base.orders.append(order)

    for raw in rows("order_items"):
        item = Item(
            source_system=system,
            key=raw.text("item_id"),
            order_id=raw.text("order_no"),
            product_id=raw.text("sku"),
            quantity=raw.amount("quantity", "quantity"),
            paid_amount=raw.amount("paid", "paid_amount"),
            discount_amount=raw.amount("discount", "discount_amount"),
            refund_amount=raw.amount("refund_amount", "refund_amount"),
            refunded_at=raw.timestamp("refunded_at", "refunded_at"),
        )
        item.unreadable = raw.unreadable
        base.order_items.append(item)

    for raw in rows("products"):
        product = Product(
            source_system=system,
            key=raw.text("sku"),
            product_name=raw.text("title"),
            category=raw.text("category_name"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        product.unreadable = raw.unreadable
        base.products.append(product)

    for raw in rows("promotions"):
        promotion = Promotion(
            source_system=system,
            key=raw.text("code"),
            promotion_name=raw.text("title"),
            promotion_type=raw.code("kind", {"price_cut": "discount"}),
            start_date=raw.date("start_date", "start_date"),
            end_date=raw.date("end_date", "end_date"),
        )
        promotion.unreadable = raw.unreadable
        base.promotions.append(promotion)

    for raw in rows("order_promotions"):
        use = OrderPromotion(
            source_system=system,
            key=raw.text("id"),
            order_id=raw.text("order_no"),
            promotion_id=raw.text("code"),
            discount_amount=raw.amount("amount", "discount_amount"),
        )
        use.unreadable = raw.unreadable
        base.order_promotions.append(use)


def read_demo_store(folder: Path, base: BaseRows) -> None:
    """Read the stores: local time, no versions but of member cards, no promotions table."""
    system = "demo_store"

    def rows(table: str) -> list[RawRow]:
        """Raw rows of a table."""
        return [RawRow(row) for row in read_csv(folder / f"{table}.csv")]

    for raw in rows("member_cards"):
        customer = Customer(
            source_system=system,
            key=raw.text("card_no"),
            member_number=raw.text("member_no"),
            customer_type="individual",
            gender=raw.code("sex", {"M": "male", "F": "female"}),
            birth_date=raw.date("birth_date", "birth_date"),
            created_at=raw.timestamp("opened_at", "created_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        customer.unreadable = raw.unreadable
        base.customers.append(customer)

    for raw in rows("receipts"):
        order = Order(
            source_system=system,
            key=raw.text("receipt_no"),
            customer_id=raw.text("card_no"),
            ordered_at=raw.timestamp("sold_at", "ordered_at"),
            order_status=raw.code("void", {"N": "completed", "Y": "cancelled"}),
            cancelled_at=raw.timestamp("voided_at", "cancelled_at"),
            paid_amount=raw.amount("amount", "paid_amount"),
            discount_amount=raw.amount("discount", "discount_amount"),
            refund_amount=raw.amount("return_amount", "refund_amount"),
            refunded_at=raw.timestamp("returned_at", "refunded_at"),
        )
        order.unreadable = raw.unreadable
        base.orders.append(order)

    for raw in rows("receipt_lines"):
        item = Item(
            source_system=system,
            key=joined_key(raw.text("receipt_no"), raw.text("line_no")),
            order_id=raw.text("receipt_no"),
            product_id=raw.text("sku"),
            quantity=raw.amount("quantity", "quantity"),
            paid_amount=raw.amount("amount", "paid_amount"),
            refund_amount=raw.amount("return_amount", "refund_amount"),
            refunded_at=raw.timestamp("returned_at", "refunded_at"),
        )
        item.unreadable = raw.unreadable
        base.order_items.append(item)

    for raw in rows("products"):
        base.products.append(
            Product(
                source_system=system, key=raw.text("sku"), product_name=raw.text("name"), category=raw.text("category")
            )
        )

    for raw in rows("receipt_promotions"):
        base.order_promotions.append(
            OrderPromotion(
                source_system=system,
                key=joined_key(raw.text("receipt_no"), raw.text("promotion")),
                order_id=raw.text("receipt_no"),
            )
        )


# Complete Journey


def read_parquet(path: Path, columns: str) -> list[tuple]:
    """Read the named columns of a parquet file, row by row."""
    return duckdb.sql(f"select {columns} from '{path}'").fetchall()


def read_complete_journey(raw_dir: Path) -> BaseRows:
    """Read base rows of Complete Journey: baskets are orders, households are customers."""
    system = "complete_journey"
    folder = raw_dir / system
    zone = ZoneInfo("America/New_York")
    base = BaseRows()

    for product_id, product_type, product_category in read_parquet(
        folder / "products.parquet", "product_id, product_type, product_category"
    ):
        category = "FUEL" if (product_type or "").startswith("GASOLINE") else clean_text(product_category)
        base.products.append(Product(source_system=system, key=str(product_id), category=category))

    # Money comes as binary floating point that means whole cents; few values repeat often.
    cents: dict[float, Decimal] = {}

    def money(value: float) -> Decimal:
        """Return the amount in cents."""
        if value not in cents:
            cents[value] = to_cents(Decimal(str(value)))
        return cents[value]

    orders: dict[int, Order] = {}
    promotions: dict[int, dict[str, Decimal]] = {}
    households: dict[int, None] = {}
    basket_keys: dict[int, str] = {}
    for household, basket, product, sales, retail, coupon, match, moment in read_parquet(
        folder / "transactions.parquet",
        "household_id, basket_id, product_id, sales_value, retail_disc, coupon_disc, coupon_match_disc, "
        "transaction_timestamp",
    ):
        order = orders.get(basket)
        if order is None:
            # All lines of a basket have one household and one time.
            basket_keys[basket] = str(basket)
            order = orders[basket] = Order(
                source_system=system,
                key=basket_keys[basket],
                customer_id=str(household),
                ordered_at=local_time(moment, zone),
                order_status="completed",
                paid_amount=ZERO,
                discount_amount=ZERO,
            )
            promotions[basket] = {"retail_discount": ZERO, "manufacturer_coupon": ZERO, "coupon_match": ZERO}
            households[household] = None
        paid = money(sales)
        order.paid_amount += paid
        # Manufacturer coupons are paid back to the retailer, so they are no discount of his.
        order.discount_amount += money(retail) + money(match)
        used = promotions[basket]
        used["retail_discount"] += money(retail)
        used["manufacturer_coupon"] += money(coupon)
        used["coupon_match"] += money(match)
        base.order_items.append(
            Item(
                source_system=system,
                key=f"{basket}-{product}",
                order_id=basket_keys[basket],
                product_id=str(product),
                paid_amount=paid,
            )
        )
    base.orders.extend(orders.values())

    types = {"retail_discount": "discount", "manufacturer_coupon": "coupon", "coupon_match": "coupon"}
    for basket, used in promotions.items():
        for promotion, amount in used.items():
            if amount != 0:
                base.order_promotions.append(
                    OrderPromotion(
                        source_system=system,
                        key=f"{basket}-{promotion}",
                        order_id=basket_keys[basket],
                        promotion_id=promotion,
                        promotion_type=types[promotion],
                        discount_amount=amount,
                    )
                )

    ages = dict(read_parquet(folder / "demographics.parquet", "household_id, age"))
    for household in households | dict.fromkeys(ages):
        lower, upper = age_bracket(ages.get(household))
        base.customers.append(
            Customer(
                source_system=system,
                key=str(household),
                customer_type="individual",
                age_lower=lower,
                age_upper=upper,
            )
        )
    return base


def age_bracket(text: str | None) -> tuple[int | None, int | None]:
    """Return ends of '25-34' or '65+'; the latter has no upper one."""
    if text is None:
        return None, None
    if text.endswith("+"):
        return int(text[:-1]), None
    lower, upper = text.split("-")
    return int(lower), int(upper)


# Staging


def latest_version(versions: list, as_of: date):
    """Return the version of a record that holds on the as-of date."""

    def age(row) -> tuple:
        """Greater for the version to prefer: known with a time, known without one, then from the future."""
        if row.updated_at is None:
            return 1, LONG_AGO
        # Of several versions from the future the documents prefer none: the latest, as always, is taken.
        return (2 if row.updated_at.date() <= as_of else 0), row.updated_at

    if len(versions) == 1:
        return versions[0]
    return max(versions, key=lambda row: (age(row), repr(astuple(row))))


def stage(entity: str, rows: list, faults_of, as_of: date, result: Result) -> dict[tuple[str, str], object]:
    """Clean records by (source_system, key); the rejected and the duplicate ones are counted in the result.

    Every row is judged for itself; the versions of a record are chosen among the rows that are left.
    """
    base = Counter(row.source_system for row in rows)
    gone = Counter()
    groups: dict[tuple[str, str], list] = defaultdict(list)
    for row in rows:
        reason = "missing_key" if row.key is None else next(faults_of(row), None)
        if reason:
            result.rejected[entity, row.source_system, reason] += 1
            gone[row.source_system] += 1
        else:
            groups[row.source_system, row.key].append(row)
    clean = {key: latest_version(versions, as_of) for key, versions in groups.items()}
    kept = Counter(system for system, _ in clean)
    for system, count in base.items():
        if count - kept[system] - gone[system]:
            result.duplicates[entity, system] = count - kept[system] - gone[system]
    return clean


def blank_bad_values(row: Customer) -> list[tuple[str, str]]:
    """Blank what no customer can have, and tell the (column, reason) of each."""
    bad = [(column, f"unreadable_{column}") for column in row.unreadable]
    if row.customer_type not in (None, "individual", "business"):
        row.customer_type = None
        bad.append(("customer_type", "unknown_customer_type"))
    if row.gender not in (None, "male", "female"):
        row.gender = None
        bad.append(("gender", "unknown_gender"))
    if row.birth_date and row.birth_date < EARLIEST_PLAUSIBLE_BIRTH_DATE:
        row.birth_date = None
        bad.append(("birth_date", "implausible_birth_date"))
    if row.resident_id_number and resident_id_facts(row.resident_id_number) is None:
        row.resident_id_number = None
        bad.append(("resident_id_number", "invalid_resident_id_number"))
    return bad


def resident_id_facts(number: str) -> tuple[str, date] | None:
    """Gender and birth date of a resident id number (GB 11643); None if it is not valid."""
    number = number.upper()  # a small x is the same check character
    if not re.fullmatch(r"[0-9]{6}[1-9][0-9]{10}[0-9X]", number):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    # ISO 7064 MOD 11-2: with X as 10 at the end, the weighted sum leaves 1.
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    total += 10 if number[17] == "X" else int(number[17])
    if total % 11 != 1:
        return None
    return ("male" if int(number[16]) % 2 else "female"), born


def order_faults(order: Order, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject an order, the first one first; only that one is taken."""
    charges = (order.tax_amount or ZERO) + (order.freight_amount or ZERO)
    amounts = (order.paid_amount, order.tax_amount, order.freight_amount, order.discount_amount, order.refund_amount)
    if order.unreadable:
        yield "unreadable_value"
    if order.ordered_at is None:
        yield "missing_date"
    if order.ordered_at.date() < EARLIEST_PLAUSIBLE_DATE:
        yield "implausible_date"
    if order.order_status not in ("open", "completed", "cancelled", "returned"):
        yield "unknown_status"
    if order.paid_amount is None:
        yield "missing_amount"
    if any(amount is not None and amount < 0 for amount in amounts):
        yield "negative_amount"
    if charges > order.paid_amount:
        yield "charges_above_paid"
    if (order.refund_amount or ZERO) > order.paid_amount:
        yield "refund_above_paid"
    if order.customer_id is not None and (order.source_system, order.customer_id) not in customers:
        yield "orphan"


def item_faults(item: Item, orders: dict) -> Iterator[str]:
    """Yield the reasons to reject an item, the first one first; only that one is taken."""
    amounts = (item.quantity, item.paid_amount, item.discount_amount, item.refund_amount)
    if item.order_id is None:
        yield "missing_key"
    if item.unreadable:
        yield "unreadable_value"
    if item.paid_amount is None:
        yield "missing_amount"
    if any(amount is not None and amount < 0 for amount in amounts):
        yield "negative_amount"
    if (item.refund_amount or ZERO) > item.paid_amount:
        yield "refund_above_paid"
    if (item.source_system, item.order_id) not in orders:
        yield "orphan"


def product_faults(product: Product) -> Iterator[str]:
    """Yield the reasons to reject a product, the first one first; only that one is taken."""
    if product.unreadable:
        yield "unreadable_value"


def promotion_faults(promotion: Promotion) -> Iterator[str]:
    """Yield the reasons to reject a promotion, the first one first; only that one is taken."""
    if promotion.unreadable:
        yield "unreadable_value"
    if promotion.promotion_type not in ("coupon", "campaign", "discount"):
        yield "unknown_type"
    if promotion.start_date and promotion.end_date and promotion.end_date < promotion.start_date:
        yield "ends_before_start"


def order_promotion_faults(use: OrderPromotion, orders: dict) -> Iterator[str]:
    """Yield the reasons to reject a promotion record of an order, the first one first; only that one is taken."""
    if use.order_id is None:
        yield "missing_key"
    if use.unreadable:
        yield "unreadable_value"
    if use.promotion_type not in (None, "coupon", "campaign", "discount"):
        yield "unknown_type"
    if use.discount_amount is not None and use.discount_amount < 0:
        yield "negative_amount"
    if (use.source_system, use.order_id) not in orders:
        yield "orphan"


# Orders


def counted_orders(clean: dict[str, dict], min_discount_share: Decimal, as_of: date) -> dict[tuple, CountedOrder]:
    """Return the orders that count on the as-of date, by (source_system, order_id)."""
    uses: dict[tuple, list[OrderPromotion]] = defaultdict(list)
    for use in clean["order_promotions"].values():
        uses[use.source_system, use.order_id].append(use)

    counted = {}
    for key, order in clean["orders"].items():
        if order.customer_id is None or order.ordered_at.date() > as_of:
            continue
        goods = order.paid_amount - (order.tax_amount or ZERO) - (order.freight_amount or ZERO)
        refund = refund_by(order.refund_amount, order.refunded_at, as_of)
        if order.order_status == "cancelled" and happened(order.cancelled_at, as_of):
            continue
        if order.order_status == "returned" and happened(order.refunded_at, as_of):
            continue
        if refund > 0 and refund >= goods:  # an order that was free and never refunded still counts
            continue
        net_spend = goods - refund
        discounts = order.discount_amount
        if discounts is None:
            discounts = sum((use.discount_amount or ZERO for use in uses[key]), ZERO)
        counted[key] = CountedOrder(
            source_system=order.source_system,
            order_id=order.key,
            ordered_at=order.ordered_at,
            net_spend=net_spend,
            discounts=discounts,
            is_promotion_order=is_promotion_order(
                net_spend, discounts, uses[key], clean["promotions"], min_discount_share
            ),
        )
    return counted


def happened(moment: datetime | None, as_of: date) -> bool:
    """Whether it was so by the as-of date; without a day it was so from the order date on."""
    return moment is None or moment.date() <= as_of


def refund_by(amount: Decimal | None, moment: datetime | None, as_of: date) -> Decimal:
    """Return what was refunded by the as-of date."""
    return amount if amount is not None and happened(moment, as_of) else ZERO


def is_promotion_order(net_spend, discounts, uses, promotions, min_discount_share) -> bool:
    """Whether the order used a promotion."""
    for use in uses:
        promotion = promotions.get((use.source_system, use.promotion_id))
        promotion_type = use.promotion_type or (promotion.promotion_type if promotion else None)
        if promotion_type in ("coupon", "campaign") or use.discount_amount is None:
            return True
    list_value = net_spend + discounts
    return list_value > 0 and discounts >= min_discount_share * list_value


def add_categories(counted: dict[tuple, CountedOrder], clean: dict[str, dict], as_of: date) -> None:
    """Give each counted order its net spend by product category."""
    for item in clean["order_items"].values():
        order = counted.get((item.source_system, item.order_id))
        product = clean["products"].get((item.source_system, item.product_id))
        if order is None or product is None or product.category is None:
            continue
        spend = item.paid_amount - refund_by(item.refund_amount, item.refunded_at, as_of)
        order.category_net_spend[product.category] = order.category_net_spend.get(product.category, ZERO) + spend


def in_window(day: date, days: int | None, as_of: date) -> bool:
    """Whether the day lies in the last so many days; None is all time."""
    return day <= as_of and (days is None or day > as_of - timedelta(days=days))


def order_metrics(orders: list[CountedOrder], as_of: date) -> dict[str, int | Decimal | None]:
    """Return the order metrics of one customer, for every window."""
    metrics: dict[str, int | Decimal | None] = {}
    for window, days in WINDOWS.items():
        within = [order for order in orders if in_window(order.day, days, as_of)]
        count = len(within)
        spend = sum((order.net_spend for order in within), ZERO)
        promoted = sum(order.is_promotion_order for order in within)
        metrics[f"orders_{window}"] = count
        metrics[f"net_spend_{window}"] = spend
        metrics[f"mean_order_value_{window}"] = ratio(spend, count)
        metrics[f"promotion_orders_{window}"] = promoted
        metrics[f"promotion_order_share_{window}"] = ratio(Decimal(promoted), count)
        metrics[f"discount_amount_{window}"] = sum((order.discounts for order in within), ZERO)
    return metrics


def ratio(total: Decimal, count: int) -> Decimal | None:
    """Total by count, rounded half up to six decimals; None without a count."""
    return (total / count).quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP) if count else None


def preferred_category(orders: list[CountedOrder], as_of: date) -> tuple[str | None, Decimal | None]:
    """Return the category with the largest net spend in 365 days, and that spend."""
    spend: dict[str, Decimal] = defaultdict(lambda: ZERO)
    count: Counter = Counter()
    latest: dict[str, date] = {}
    for order in orders:
        if not in_window(order.day, 365, as_of):
            continue
        for category, amount in order.category_net_spend.items():
            spend[category] += amount
            count[category] += 1
            latest[category] = max(latest.get(category, order.day), order.day)
    if not spend:
        return None, None
    names = sorted(spend)  # the first name wins what is still a tie, as max keeps the first
    best = max(names, key=lambda name: (spend[name], count[name], latest[name]))
    return best, spend[best]


# Customers


def customer_id(record: Customer) -> str:
    """Return the company-wide id of the customer that the record belongs to."""
    return f"member:{record.member_number}" if record.member_number else f"{record.source_system}:{record.key}"


def existing(record: Customer, as_of: date) -> bool:
    """Whether the record was there on the as-of date."""
    return record.created_at is None or record.created_at.date() <= as_of


def newest_first(records: list[Customer], as_of: date) -> list[Customer]:
    """Return records in the order in which their attributes win."""

    def updated(record: Customer) -> datetime:
        """Return the last known update; one from after the as-of date is unknown."""
        if record.updated_at is None or record.updated_at.date() > as_of:
            return LONG_AGO
        return record.updated_at

    by_name = sorted(records, key=lambda record: (record.source_system, record.key))
    return sorted(by_name, key=updated, reverse=True)  # stable, so ties stay ordered by name


def profile_of(records: list[Customer], as_of: date) -> dict:
    """Return what the records together say about the customer."""
    profile = dict.fromkeys(("customer_type", "customer_type_source", "gender", "gender_source", "born", "bracket"))
    declared_gender = declared_birth = id_facts = None
    for record in newest_first(records, as_of):
        if profile["customer_type"] is None and record.customer_type:
            profile["customer_type"] = record.customer_type
            profile["customer_type_source"] = record.source_system
        declared_gender = declared_gender or record.gender
        if declared_birth is None and record.birth_date and record.birth_date <= as_of:
            declared_birth = record.birth_date
        if id_facts is None and record.resident_id_number:
            id_facts = resident_id_facts(record.resident_id_number)
        if profile["bracket"] is None and record.age_lower is not None:
            profile["bracket"] = (record.age_lower, record.age_upper)
    id_gender, id_birth = id_facts or (None, None)
    if declared_gender:
        profile["gender"], profile["gender_source"] = declared_gender, "declared"
    elif id_gender:
        profile["gender"], profile["gender_source"] = id_gender, "resident_id_number"
    if declared_birth:
        profile["born"] = declared_birth
    elif id_birth and id_birth <= as_of:
        profile["born"] = id_birth
    return profile


def whole_years(born: date, as_of: date) -> int:
    """Age in whole years; a birthday on 29 February comes on 1 March in other years."""
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


# Tags


@dataclass
class Catalogue:
    """The seeds: values by tag, parameters by (tag, name), metric by tag."""

    values: dict[str, list[dict[str, str]]]
    parameters: dict[tuple[str, str], Decimal]
    metric: dict[str, str]

    def absent(self, tag: str) -> str:
        """Return the value that stands for an absent metric."""
        return next(row["tag_value"] for row in self.values[tag] if row["absent_reason"])

    def band_row(self, tag: str, number) -> dict[str, str]:
        """Return the row of the band that holds the number."""
        rows = [row for row in self.values[tag] if (row["min_value"] or row["max_value"]) and holds(row, number)]
        if len(rows) != 1:
            raise ValueError(f"{len(rows)} bands of {tag} hold {number}")
        return rows[0]

    def band(self, tag: str, number) -> str:
        """Return the value of a band tag."""
        return self.absent(tag) if number is None else self.band_row(tag, number)["tag_value"]

    def score(self, tag: str, value: str) -> int:
        """Return the score of a tag's value."""
        return next(int(row["score"]) for row in self.values[tag] if row["tag_value"] == value)


def holds(row: dict[str, str], number) -> bool:
    """Whether the band of the row holds the number."""
    if row["min_value"]:
        low = Decimal(row["min_value"])
        if number < low or (number == low and row["closed"] not in ("left", "both")):
            return False
    if row["max_value"]:
        high = Decimal(row["max_value"])
        if number > high or (number == high and row["closed"] not in ("right", "both")):
            return False
    return True


def read_catalogue(seeds_dir: Path) -> Catalogue:
    """Read the tag catalogue from its seeds."""
    values = defaultdict(list)
    for row in read_csv(seeds_dir / "tag_values.csv"):
        values[row["tag_code"]].append(row)
    parameters = {
        (row["tag_code"], row["parameter"]): Decimal(row["value"]) for row in read_csv(seeds_dir / "tag_parameters.csv")
    }
    metric = {row["tag_code"]: row["metric"] for row in read_csv(seeds_dir / "tag_definitions.csv")}
    return Catalogue(dict(values), parameters, metric)


def age_tag(profile: dict, catalogue: Catalogue, as_of: date) -> tuple[str, str | None]:
    """Return the age group and the age, or the age bracket, that it comes from."""
    if profile["born"]:
        years = whole_years(profile["born"], as_of)
        return catalogue.band("age_group", years), str(years)
    if profile["bracket"] is None:
        return catalogue.absent("age_group"), None
    lower, upper = profile["bracket"]
    row = catalogue.band_row("age_group", lower)
    if upper is None:
        fits, span = not row["max_value"], f"{lower}+"
    else:
        fits, span = holds(row, upper), f"{lower}-{upper}"
    return (row["tag_value"] if fits else catalogue.absent("age_group")), span


def lifecycle_stage(days_since_first: int | None, days_since_last: int | None, catalogue: Catalogue) -> str:
    """Return the stage of the customer; the first match wins."""

    def limit(name: str) -> Decimal:
        """Return a parameter of the tag."""
        return catalogue.parameters["lifecycle_stage", name]

    if days_since_last is None:
        return "prospect"
    if days_since_first <= limit("new_max_days"):
        return "new"
    if days_since_last <= limit("active_max_days"):
        return "active"
    if days_since_last <= limit("dormant_max_days"):
        return "dormant"
    return "churned"


def tags_of(profile: dict, orders: list[CountedOrder], metrics: dict, catalogue: Catalogue, as_of: date) -> tuple:
    """Return the tags of one customer, and the text of the metric behind each."""
    days = [(as_of - order.day).days for order in orders]
    days_since_first = max(days, default=None)
    days_since_last = min(days, default=None)
    category, category_spend = preferred_category(orders, as_of)
    age_group, age_span = age_tag(profile, catalogue, as_of)

    tags = {
        "customer_type": profile["customer_type"] or catalogue.absent("customer_type"),
        "gender": profile["gender"] or catalogue.absent("gender"),
        "age_group": age_group,
        "purchase_frequency": catalogue.band("purchase_frequency", metrics["orders_365d"]),
        "purchase_recency": catalogue.band("purchase_recency", days_since_last),
        "spend_level": catalogue.band("spend_level", metrics["net_spend_365d"]),
        "order_value_level": catalogue.band("order_value_level", metrics["mean_order_value_365d"]),
        "product_preference": category or catalogue.absent("product_preference"),
        "price_sensitivity": catalogue.band("price_sensitivity", metrics["promotion_order_share_365d"]),
        "lifecycle_stage": lifecycle_stage(days_since_first, days_since_last, catalogue),
        "promotion_participation": catalogue.band("promotion_participation", metrics["promotion_orders_365d"]),
    }

    # Who never bought scores 0 throughout, though no orders and no spend stand in the lowest bands, which score 1.
    scores = [
        catalogue.score(tag, tags[tag]) if orders else 0
        for tag in ("purchase_recency", "purchase_frequency", "spend_level")
    ]
    tags["rfm_recency_score"], tags["rfm_frequency_score"], tags["rfm_monetary_score"] = map(str, scores)
    tags["customer_grade"] = catalogue.band("customer_grade", sum(scores))
    high = catalogue.parameters["rfm_segment", "high_score_min"]
    segment = RFM_SEGMENTS[tuple(int(score >= high) for score in scores)]
    tags["rfm_segment"] = segment if orders else catalogue.absent("rfm_segment")

    known = metrics | {
        "customer_type_source": profile["customer_type_source"],
        "gender_source": profile["gender_source"],
        "age_span": age_span,
        "days_since_last_order": days_since_last,
        "preferred_category_net_spend_365d": category_spend,
        "rfm_total_score": sum(scores),
        "rfm_scores": "-".join(map(str, scores)),
        "days_since_first_and_last_order": f"{days_since_first}/{days_since_last}" if orders else None,
    }
    evidence = {}
    for tag in tags:
        metric = known[catalogue.metric[tag]]
        # Amounts carry two decimals and ratios six, so their text does too.
        evidence[tag] = None if metric is None else f"{metric:f}" if isinstance(metric, Decimal) else str(metric)
    return tags, evidence


def expected_tags(data_set: str, raw_dir: Path, as_of: date, seeds_dir: Path) -> Result:
    """Everything that the pipeline should give for 'complete_journey' or 'demo' on the as-of date."""
    base = {"complete_journey": read_complete_journey, "demo": read_demo}[data_set](Path(raw_dir))
    catalogue = read_catalogue(Path(seeds_dir))
    result = Result()

    for record in base.customers:
        bad = blank_bad_values(record)
        if record.key is not None:  # a record without its key is rejected as a whole
            result.rejected_values.update((column, record.source_system, reason) for column, reason in bad)

    clean = {
        "customers": stage("customers", base.customers, lambda _: iter(()), as_of, result),
        "products": stage("products", base.products, product_faults, as_of, result),
        "promotions": stage("promotions", base.promotions, promotion_faults, as_of, result),
    }
    clean["orders"] = stage("orders", base.orders, lambda order: order_faults(order, clean["customers"]), as_of, result)
    clean["order_items"] = stage(
        "order_items", base.order_items, lambda item: item_faults(item, clean["orders"]), as_of, result
    )
    clean["order_promotions"] = stage(
        "order_promotions",
        base.order_promotions,
        lambda use: order_promotion_faults(use, clean["orders"]),
        as_of,
        result,
    )

    records: dict[str, list[Customer]] = defaultdict(list)
    owner: dict[tuple[str, str], str] = {}
    for key, record in clean["customers"].items():
        if existing(record, as_of):
            records[customer_id(record)].append(record)
            owner[key] = customer_id(record)

    min_discount_share = catalogue.parameters["promotion_participation", "min_discount_share"]
    counted = counted_orders(clean, min_discount_share, as_of)
    add_categories(counted, clean, as_of)
    orders_of: dict[str, list[CountedOrder]] = defaultdict(list)
    for key, order in counted.items():
        # An order of a customer record that does not exist yet has no known customer and counts for nobody.
        who = owner.get((order.source_system, clean["orders"][key].customer_id))
        if who is not None:
            orders_of[who].append(order)

    for who, their_records in records.items():
        orders = orders_of[who]
        metrics = order_metrics(orders, as_of)
        profile = profile_of(their_records, as_of)
        result.metrics[who] = metrics
        result.tags[who], result.evidence[who] = tags_of(profile, orders, metrics, catalogue, as_of)
    return result
