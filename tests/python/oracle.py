"""A second, independent implementation of the customer tags, in plain Python, as an oracle for the tests.

It is written from the documents alone (the tag catalogue, the canonical entities and the seeds), shares no code with
the models and reads the raw files itself. Speed and reuse do not matter here; being easy to check by eye does.

Where the documents leave a choice open, the comment beside the code says what was chosen.
"""

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import phonenumbers
from scipy.special import expit, hyp2f1

EARLIEST_PLAUSIBLE_DATE = date(1990, 1, 1)
EARLIEST_PLAUSIBLE_BIRTH_DATE = date(1900, 1, 1)

WINDOWS = {"30d": 30, "90d": 90, "180d": 180, "365d": 365, "lifetime": None}
ZERO = Decimal("0.00")
LONG_AGO = datetime(1, 1, 1)  # stands for an unknown time, older than any known one

# The codes of the canonical entities.
ACQUISITION_SOURCES = ("paid_feed", "ecommerce", "referral", "social", "offline_store", "event", "other")
OCCUPATIONS = (
    "student", "professional", "self_employed", "migrant_worker", "rural_resident", "county_resident", "town_resident",
    "other",
)  # fmt: skip
INDUSTRIES = ("manufacturing", "retail", "it_services", "finance", "healthcare", "education", "other")
DECISION_ROLES = ("decision_maker", "influencer", "user", "purchaser")
UNCOUNTED_STATUSES = ("unpaid", "draft", "test")  # orders have no type at the demo company
INTERACTION_TYPES = ("visit", "view", "click", "open", "social", "send", "reply", "campaign", "use")
INTERACTION_CHANNELS = (
    "email", "sms", "wechat", "phone", "app_push", "mail", "web", "app", "store", "social",
)  # fmt: skip
SERVICE_CHANNELS = ("phone", "online", "account_manager")
CONTACT_CHANNELS = ("email", "sms", "wechat", "phone", "app_push")
SALES_STAGES = ("to_connect", "to_wake", "to_invite", "to_repurchase", "won", "not_won")
PROBABILITIES = ("churn_probability", "purchase_probability_90d")
SCORE_NAMES = (*PROBABILITIES, "predicted_value_3y")
IDENTIFIER_TYPES = ("phone", "email", "wechat_id", "member_number", "device_id", "system_id")
DECISIONS = ("same", "separate")
PURPOSES = ("analytics", "marketing", "sharing")
CONSENT_DECISIONS = ("granted", "withdrawn")
PARTS_OF_DAY = ("morning", "afternoon", "evening", "night")
OVERSEAS = ("overseas", "overseas", "overseas")  # province, city, macro-region of who lives abroad
# Region codes of the countries (as ISO 3166 has them) that are provinces of the seed.
PROVINCES_BY_COUNTRY = {"HK": "81", "MO": "82", "TW": "71"}

# How amounts may name the company's currency. Complete Journey has no amounts in text, so it needs no signs here.
DEMO_ZONE = ZoneInfo("Asia/Shanghai")
DEMO_CURRENCY_SIGNS = ("¥", "￥", "元", "人民币", "RMB", "CNY")

# Columns in which a word of seeds/cleaning/synonyms.csv becomes its code, by canonical entity.
SYNONYM_COLUMNS = {
    "customers": ("customer_type", "gender", "acquisition_source", "occupation", "industry", "decision_role"),
    "orders": ("order_status", "order_type", "channel"),
    "interactions": ("interaction_type", "channel"),
    "service_contacts": ("channel",),
    "opportunities": ("sales_stage",),
    "promotions": ("promotion_type",),
    "consents": ("purpose", "decision"),
}

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
    source: dict[str, dict[str, str]] = field(default_factory=dict)  # computed, model or manual
    multi: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)  # customer, tag, value: evidence
    metrics: dict[str, dict[str, int | Decimal | None]] = field(default_factory=dict)
    owner: dict[tuple[str, str], str] = field(default_factory=dict)  # (source_system, id): customer
    aliases: dict[str, str] = field(default_factory=dict)  # every other record's <system>:<id>: customer
    permissions: dict[str, tuple[bool, date | None, bool, date | None, bool, date | None]] = field(
        default_factory=dict
    )  # customer: whether, and since which decision's day, for each of PURPOSES; has everybody
    rejected: Counter = field(default_factory=Counter)  # (entity, source_system, reason)
    rejected_values: Counter = field(default_factory=Counter)  # (column_name, source_system, reason)
    duplicates: Counter = field(default_factory=Counter)  # (entity, source_system)
    erasures: Counter = field(default_factory=Counter)  # customer records by (source_system, id) of the request


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
    acquisition_source: str | None = None
    occupation: str | None = None
    industry: str | None = None
    employee_count: Decimal | None = None
    decision_role: str | None = None
    country: str | None = None
    province: str | None = None
    city: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()  # columns whose value means nothing


@dataclass(slots=True)
class Order:
    """One order."""

    source_system: str
    key: str | None
    customer_id: str | None
    ordered_at: datetime | None
    order_status: str | None
    channel: str | None = None
    cancelled_at: datetime | None = None
    currency: str | None = None
    paid_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    refund_amount: Decimal | None = None
    refunded_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    loaded_date: date | None = None  # day of arrival
    order_type: str | None = None


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
    loaded_date: date | None = None  # day of arrival


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
    loaded_date: date | None = None  # day of arrival


@dataclass(slots=True)
class Identifier:
    """One identifier of a customer: a phone number, a device, an id in another system."""

    source_system: str
    key: str | None
    customer_id: str | None
    identifier_type: str | None
    identifier_value: str | None
    first_seen_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    is_placeholder: bool = False  # whether it identifies nobody


@dataclass(slots=True)
class IdentityDecision:
    """What a person decided about which records are one customer."""

    source_system: str
    key: str | None
    decision: str | None
    first_system: str | None
    first_id: str | None
    second_system: str | None
    second_id: str | None
    decided_by: str | None
    decided_at: datetime | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[str | None, str | None]:
        """The first customer record."""
        return self.first_system, self.first_id

    @property
    def second(self) -> tuple[str | None, str | None]:
        """The second customer record; nothing but None if none is named."""
        return self.second_system, self.second_id


@dataclass(slots=True)
class Interaction:
    """One thing that a customer did, or one message that he was sent."""

    source_system: str
    key: str | None
    customer_id: str | None
    occurred_at: datetime | None
    interaction_type: str | None
    channel: str | None = None
    product_id: str | None = None
    campaign_id: str | None = None
    send_id: str | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    loaded_date: date | None = None  # day of arrival


@dataclass(slots=True)
class ServiceContact:
    """One contact with the service."""

    source_system: str
    key: str | None
    customer_id: str | None
    contacted_at: datetime | None
    channel: str | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class SalesRecord:
    """One follow-up of an opportunity."""

    source_system: str
    key: str | None
    opportunity_id: str | None
    customer_id: str | None
    contacted_at: datetime | None
    sales_stage: str | None
    win_probability: Decimal | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class ModelScore:
    """One score by one of the company's own models."""

    source_system: str
    key: str | None
    customer_id: str | None
    score_name: str | None
    score: Decimal | None
    scored_at: datetime | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Membership:
    """One membership."""

    source_system: str
    key: str | None
    customer_id: str | None
    joined_at: datetime | None
    ended_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Coupon:
    """One coupon given to a customer."""

    source_system: str
    key: str | None
    customer_id: str | None
    promotion_id: str | None = None
    issued_at: datetime | None = None
    redeemed_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Cost:
    """One cost of an order."""

    source_system: str
    key: str | None
    order_id: str | None
    cost_amount: Decimal | None
    incurred_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class ItemReturn:
    """One return of units of an order item."""

    source_system: str
    key: str | None
    item_id: str | None
    quantity: Decimal | None = None
    returned_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Refund:
    """One refund of an order, of one of its items, or of a customer alone."""

    source_system: str
    key: str | None
    order_id: str | None
    item_id: str | None
    customer_id: str | None
    amount: Decimal | None
    tax_amount: Decimal | None = None
    freight_amount: Decimal | None = None
    refunded_at: datetime | None = None
    currency: str | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    loaded_date: date | None = None  # day of arrival


@dataclass(slots=True)
class ExchangeRate:
    """What one unit of a currency was in another one on a day."""

    source_system: str
    key: str | None
    day: date | None
    from_currency: str | None
    to_currency: str | None
    rate: Decimal | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class ProductAttribute:
    """One value of an attribute of a product, such as its colour."""

    source_system: str
    key: str | None
    product_id: str | None
    name: str | None
    value: str | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class ManualTag:
    """One tag value set by people or by an import."""

    source_system: str
    key: str | None
    customer_id: str | None
    tag_code: str | None
    tag_value: str | None
    set_by: str | None
    set_at: datetime | None
    valid_until: date | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    operation: str = "set"
    origin: str = "manual"


@dataclass(slots=True)
class Consent:
    """What a customer decided about one purpose that the tags may be used for."""

    source_system: str
    key: str | None
    customer_id: str | None
    purpose: str | None
    decision: str | None
    decided_at: datetime | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class ErasureRequest:
    """A customer record whose person asked to be erased."""

    source_system: str
    key: str | None
    customer_id: str | None
    requested_at: datetime | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()
    request_id: str | None = None


@dataclass(slots=True)
class TagReview:
    """What staff said of a value that a customer had."""

    source_system: str
    key: str | None
    customer: tuple[str, ...] | None
    tag_code: str | None
    version: Decimal | None
    tag_value: str | None
    verdict: str | None
    correct_value: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class Assignment:
    """Which arm of a campaign another tool put a customer into."""

    source_system: str
    key: str | None
    campaign: str | None
    customer_id: str | None
    arm: str | None
    assigned_at: datetime | None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass(slots=True)
class FeedRow:
    """What a destination says of one change of its feed, or of one profile that it holds."""

    source_system: str
    key: str | None
    sequence: Decimal | None
    status: str | None = None
    updated_at: datetime | None = None
    unreadable: tuple[str, ...] = ()


@dataclass
class BaseRows:
    """All rows of all source systems, by canonical entity, before staging."""

    currency: str  # the company's
    customers: list[Customer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    order_items: list[Item] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    promotions: list[Promotion] = field(default_factory=list)
    order_promotions: list[OrderPromotion] = field(default_factory=list)
    customer_identifiers: list[Identifier] = field(default_factory=list)
    identity_decisions: list[IdentityDecision] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    service_contacts: list[ServiceContact] = field(default_factory=list)
    opportunities: list[SalesRecord] = field(default_factory=list)
    model_scores: list[ModelScore] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    coupons: list[Coupon] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)
    returns: list[ItemReturn] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    exchange_rates: list[ExchangeRate] = field(default_factory=list)
    product_attributes: list[ProductAttribute] = field(default_factory=list)
    manual_tags: list[ManualTag] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    erasure_requests: list[ErasureRequest] = field(default_factory=list)
    campaign_assignments: list[Assignment] = field(default_factory=list)
    tag_reviews: list[TagReview] = field(default_factory=list)
    cdp_acknowledgements: list[FeedRow] = field(default_factory=list)
    cdp_reported_profiles: list[FeedRow] = field(default_factory=list)


@dataclass(slots=True)
class CountedOrder:
    """One order that counts for a known customer on the as-of date."""

    source_system: str
    order_id: str
    ordered_at: datetime
    channel: str | None
    net_spend: Decimal
    discounts: Decimal
    is_promotion_order: bool
    has_coupon: bool
    campaigns: set[str]
    category_net_spend: dict[str, Decimal] = field(default_factory=dict)
    products: list[tuple[str, str | None]] = field(default_factory=list)  # (source_system, product_id) of its items

    @property
    def day(self) -> date:
        """The business date."""
        return self.ordered_at.date()


# Reading raw text


# soft hyphen, zero-width characters, and marks of the direction of writing
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


def _clean_map() -> dict[int, str | None]:
    """Return the single-character replacements of clean_text."""
    replacements: dict[int, str | None] = {}
    for first, last in (("0", "9"), ("A", "Z"), ("a", "z")):
        for code in range(ord(first), ord(last) + 1):
            replacements[code + 0xFEE0] = chr(code)  # a full-width form stands 0xFEE0 above its ASCII form
    for mark in "-.:/@_+()":
        replacements[ord(mark) + 0xFEE0] = mark
    for (
        blank
    ) in "\u3000\u00a0\u202f\t\r\n\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f":
        replacements[ord(blank)] = " "
    for invisible in INVISIBLE:
        replacements[ord(invisible)] = None
    return replacements


CLEAN_MAP = _clean_map()
TIME_OF_DAY = r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
# The spellings of a time, each with year, month, day, hour, minute and second as its groups.
MOMENTS = (
    # A fraction of a second follows nothing but this spelling with seconds. Chosen: `-` and `/` may be mixed.
    re.compile(
        r"([1-9][0-9]{3})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
        r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.][0-9]{1,9})?)?)?"
    ),
    re.compile(r"([1-9][0-9]{3})[.]([0-9]{1,2})[.]([0-9]{1,2})" + TIME_OF_DAY),
    re.compile(r"([1-9][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日" + TIME_OF_DAY),
    # Chosen: what needs two digits here is the month and the day; the hour may have one, as everywhere.
    re.compile(r"([1-9][0-9]{3})([0-9]{2})([0-9]{2})" + TIME_OF_DAY),
)
SIGN = "(?:" + "|".join(map(re.escape, DEMO_CURRENCY_SIGNS)) + ")"
# Chosen: one blank, and only beside the sign, on the side of the digits (`¥ -5`, `-¥ 5`); one minus at most.
AMOUNT = re.compile(
    rf"(?P<before>[-+]?|[-+]?{SIGN} ?|{SIGN} ?-)"
    r"(?P<digits>[0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?P<decimals>[.][0-9]{1,20})?"
    rf"(?: ?{SIGN})?",
    re.IGNORECASE,
)


# a program's number below 10 billion
EXPONENTIAL = r"-?[0-9](?:[.][0-9]{1,17})?[Ee](?:[+]?0?[0-9]|-[0-9]{1,2})"


def clean_text(text: str | None) -> str | None:
    """Return half-width text without outer blanks; None if nothing is left."""
    if text is None:
        return None
    return re.sub("[\x00-\x1f\x7f]", "", text.translate(CLEAN_MAP)).strip(" ") or None


def simplified(place: str | None) -> str | None:
    """Return a place name with the traditional characters of the demo company's places as simplified ones."""
    return place and place.translate(str.maketrans("廣東遼寧瀋陽", "广东辽宁沈阳"))


def read_timestamp(text: str | None) -> datetime | None:
    """Return a real date, with or without a time of day; None for anything else."""
    cleaned = clean_text(text) or ""
    if offset := re.fullmatch(r"(.+:.+?) ?(Z|[+-][0-9]{2}:?[0-9]{2})", cleaned):
        moment = read_timestamp(offset[1])
        if moment is None or not re.match(r"[0-9]{4}[-/]", offset[1]):
            return None
        hours, minutes = (0, 0) if offset[2] == "Z" else (int(offset[2][1:3]), int(offset[2][3:].strip(":")))
        ahead = timedelta(hours=hours, minutes=minutes) * (-1 if offset[2][0] == "-" else 1)
        return local_time(moment - ahead, DEMO_ZONE)
    match = next(filter(None, (spelling.fullmatch(cleaned) for spelling in MOMENTS)), None)
    if not match:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))
    except ValueError:  # the 31st of June, 25 o'clock
        return None


def read_number(text: str | None, decimals: int = 6) -> Decimal | None:
    """Return a plain number, or one with an exponent; None for anything else."""
    cleaned = clean_text(text) or ""
    plain = re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,20})?", cleaned) or re.fullmatch(EXPONENTIAL, cleaned)
    return Decimal(cleaned).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) if plain else None


def read_amount(text: str | None) -> Decimal | None:
    """Return an amount in cents; None for anything that is no number, or in another currency than the company's."""
    cleaned = (clean_text(text) or "").translate({0xFF0C: ",", 0xFF04: "$"})
    if re.fullmatch(EXPONENTIAL, cleaned):
        return to_cents(Decimal(cleaned))
    # accountants write negative amounts in brackets, some systems with the minus behind
    inner = re.fullmatch(r"\((.+)\)|(.+)-", cleaned)
    if inner:
        positive = inner[1] or inner[2]
        return None if set("-+") & set(positive) or not read_amount(positive) else -read_amount(positive)
    match = AMOUNT.fullmatch(cleaned)
    if not match:
        return None
    value = Decimal(match["digits"].replace(",", "") + (match["decimals"] or ""))
    return to_cents(-value if "-" in match["before"] else value)


def to_cents(value: Decimal) -> Decimal:
    """Round half up to two decimals."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def to_millionths(value: Decimal) -> Decimal:
    """Round half up to six decimals."""
    return value.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)


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

    def number(self, column: str, canonical: str) -> Decimal | None:
        """Return a number with all its decimals."""
        return self._noted(column, canonical, read_number(self.row[column]))

    def rate(self, column: str, canonical: str) -> Decimal | None:
        """Return an exchange rate."""
        return self._noted(column, canonical, read_number(self.row[column], 8))

    def timestamp(self, column: str, canonical: str) -> datetime | None:
        """Return a local time."""
        moment = self._noted(column, canonical, read_timestamp(self.row[column]))
        # a day without a time stays that day
        return local_time(moment, self.zone) if self.zone and ":" in self.row[column] else moment

    def arrival(self, column: str) -> date | None:
        """Return the day of arrival; one that is no ISO date is unknown."""
        try:
            return date.fromisoformat(self.row[column])
        except ValueError:
            return None

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
    base = BaseRows(currency="CNY")
    read_demo_crm(raw_dir / "demo_crm", base)
    read_demo_web_shop(raw_dir / "demo_web_shop", base)
    read_demo_store(raw_dir / "demo_store", base)
    return base


def read_identifiers(system: str, raw: RawRow, id_column: str, columns: dict[str, str], base: BaseRows) -> None:
    """Read the identifiers of one raw customer record: a record for every column that holds something."""
    for identifier_type, column in columns.items():
        if raw.text(column) is None:
            continue
        identifier = Identifier(
            source_system=system,
            key=joined_key(raw.text(id_column), identifier_type),
            customer_id=raw.text(id_column),
            identifier_type=identifier_type,
            identifier_value=raw.text(column),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        # The raw record may have other unreadable columns, but they are none of the identifier's.
        identifier.unreadable = ("updated_at",) if "updated_at" in raw.unreadable else ()
        base.customer_identifiers.append(identifier)


def read_demo_crm(folder: Path, base: BaseRows) -> None:
    """Read the CRM: customers and what people of the company did with them, in local time."""
    system = "demo_crm"

    def rows(table: str) -> list[RawRow]:
        """Raw rows of a table."""
        return [RawRow(row) for row in read_csv(folder / f"{table}.csv")]

    acquisition_sources = {
        "信息流": "paid_feed", "电商": "ecommerce", "转介绍": "referral", "社交": "social", "门店": "offline_store",
        "展会": "event", "其他": "other",
    }  # fmt: skip
    occupations = {
        "学生": "student", "专业人士": "professional", "个体户": "self_employed", "务工": "migrant_worker",
        "农村": "rural_resident", "县城": "county_resident", "城镇": "town_resident", "其他": "other",
    }  # fmt: skip
    industries = {
        "制造": "manufacturing", "零售": "retail", "信息技术": "it_services", "金融": "finance", "医疗": "healthcare",
        "教育": "education", "其他": "other",
    }  # fmt: skip
    roles = {"决策": "decision_maker", "影响": "influencer", "使用": "user", "采购": "purchaser"}
    for raw in rows("customers"):
        customer = Customer(
            source_system=system,
            key=raw.text("member_no"),
            member_number=raw.text("member_no"),
            customer_type=raw.code("customer_kind", {"个人": "individual", "企业": "business"}),
            gender=raw.code("gender", {"男": "male", "女": "female"}),
            birth_date=raw.date("birth_date", "birth_date"),
            resident_id_number=raw.text("id_number"),
            acquisition_source=raw.code("source_channel", acquisition_sources),
            occupation=raw.code("job", occupations),
            industry=raw.code("industry", industries),
            employee_count=raw.amount("employees", "employee_count"),
            decision_role=raw.code("contact_role", roles),
            country=raw.code("country", {"中国": "CN"}),
            province=simplified(raw.text("province")),
            city=simplified(raw.text("city")),
            created_at=raw.timestamp("registered_at", "created_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        customer.unreadable = raw.unreadable
        base.customers.append(customer)
        read_identifiers(system, raw, "member_no", {"phone": "phone", "email": "email"}, base)

    for raw in rows("memberships"):
        membership = Membership(
            source_system=system,
            key=raw.text("card_id"),
            customer_id=raw.text("member_no"),
            joined_at=raw.timestamp("joined_on", "joined_at"),
            ended_at=raw.timestamp("ended_on", "ended_at"),
        )
        membership.unreadable = raw.unreadable
        base.memberships.append(membership)

    stages = {
        "待链接": "to_connect", "待唤醒": "to_wake", "待邀约": "to_invite", "待复购": "to_repurchase", "成交": "won",
        "未成交": "not_won",
    }  # fmt: skip
    for raw in rows("follow_ups"):
        percent = raw.number("win_rate", "win_probability")
        record = SalesRecord(
            source_system=system,
            key=raw.text("follow_up_id"),
            opportunity_id=raw.text("deal_id"),
            customer_id=raw.text("member_no"),
            contacted_at=raw.timestamp("contacted_at", "contacted_at"),
            sales_stage=raw.code("stage", stages),
            win_probability=None if percent is None else to_millionths(percent * Decimal("0.01")),
        )
        record.unreadable = raw.unreadable
        base.opportunities.append(record)

    service_channels = {"电话": "phone", "在线": "online", "客户经理": "account_manager"}
    for raw in rows("service_calls"):
        contact = ServiceContact(
            source_system=system,
            key=raw.text("ticket_no"),
            customer_id=raw.text("member_no"),
            contacted_at=raw.timestamp("opened_at", "contacted_at"),
            channel=raw.code("channel", service_channels),
        )
        contact.unreadable = raw.unreadable
        base.service_contacts.append(contact)

    members_of_message: dict[str, set[str]] = defaultdict(set)
    for raw in rows("messages"):
        send = Interaction(
            source_system=system,
            key=raw.text("message_id"),
            customer_id=raw.text("member_no"),
            occurred_at=raw.timestamp("sent_at", "occurred_at"),
            interaction_type="send",
            channel=raw.code("channel", {"app": "app_push"}),
            campaign_id=raw.text("campaign"),
        )
        send.unreadable = raw.unreadable
        base.interactions.append(send)
        if send.key is not None and send.customer_id is not None:
            members_of_message[send.key].add(send.customer_id)
    for raw in rows("message_events"):
        message = raw.text("message_id")
        answer = Interaction(
            source_system=system,
            key=raw.text("event_id"),
            customer_id=min(members_of_message.get(message, ()), default=None),
            occurred_at=raw.timestamp("occurred_at", "occurred_at"),
            interaction_type=raw.code("event", {}),
            send_id=message,
        )
        answer.unreadable = raw.unreadable
        base.interactions.append(answer)

    models = {"churn": "churn_probability", "buy90": "purchase_probability_90d", "value3y": "predicted_value_3y"}
    for raw in rows("scores"):
        score = ModelScore(
            source_system=system,
            key=raw.text("score_id"),
            customer_id=raw.text("member_no"),
            score_name=raw.code("model", models),
            score=raw.number("score", "score"),
            scored_at=raw.timestamp("scored_at", "scored_at"),
        )
        score.unreadable = raw.unreadable
        base.model_scores.append(score)

    for raw in rows("manual_tags"):
        manual = ManualTag(
            source_system=system,
            key=raw.text("tag_id"),
            customer_id=raw.text("member_no"),
            tag_code=raw.code("tag_code", {}),
            tag_value=raw.text("tag_value"),
            set_by=raw.text("set_by"),
            set_at=raw.timestamp("set_at", "set_at"),
            valid_until=raw.date("valid_until", "valid_until"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
            operation=raw.code("what_for", {"设置": "set", "取消": "remove"}) or "set",
            origin="imported" if (raw.text("set_by") or "").startswith("import-") else "manual",
        )
        manual.unreadable = raw.unreadable
        base.manual_tags.append(manual)

    for raw in rows("identity_decisions"):
        decision = IdentityDecision(
            source_system=system,
            key=raw.text("decision_id"),
            decision=raw.code("verdict", {"同一人": "same", "拆分": "separate"}),
            first_system=raw.text("system_a"),
            first_id=raw.text("id_a"),
            second_system=raw.text("system_b"),
            second_id=raw.text("id_b"),
            decided_by=raw.text("decided_by"),
            decided_at=raw.timestamp("decided_at", "decided_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        decision.unreadable = raw.unreadable
        base.identity_decisions.append(decision)
    for raw in rows("exchange_rates"):
        rate = ExchangeRate(
            source_system=system,
            key=None,
            day=raw.date("day", "rate_date"),
            from_currency=(raw.text("from_currency") or "").upper() or None,
            to_currency=(raw.text("to_currency") or "").upper() or None,
            rate=raw.rate("rate", "rate"),
        )
        rate.unreadable = raw.unreadable
        rate.key = f"{rate.from_currency}/{rate.to_currency}/{rate.day}"
        base.exchange_rates.append(rate)

    read_demo_crm_wishes(rows, base)
    read_demo_crm_feed(rows, base)


def read_demo_crm_wishes(rows, base: BaseRows) -> None:
    """Read what customers agreed to, and who asked to be erased; `rows` gives the raw rows of a table."""
    system = "demo_crm"
    purposes = {"分析": "analytics", "营销": "marketing", "共享": "sharing"}
    for raw in rows("consents"):
        consent = Consent(
            source_system=system,
            key=raw.text("consent_id"),
            customer_id=raw.text("member_no"),
            purpose=raw.code("purpose", purposes),
            decision=raw.code("decision", {"同意": "granted", "撤回": "withdrawn"}),
            decided_at=raw.timestamp("decided_at", "decided_at"),
        )
        consent.unreadable = raw.unreadable
        base.consents.append(consent)

    for raw in rows("erasure_requests"):
        request = ErasureRequest(
            source_system=system,
            key=raw.text("request_no"),
            customer_id=raw.text("member_no"),
            requested_at=raw.timestamp("received_at", "requested_at"),
        )
        request.unreadable = raw.unreadable
        base.erasure_requests.append(request)


def read_demo_crm_feed(rows, base: BaseRows) -> None:
    """Read what the campaign tool said of its feed; `rows` gives the raw rows of a table."""
    system = "demo_crm"
    for raw in rows("mail_groups"):
        campaign, member = raw.text("mailing"), raw.text("member_no")
        row = Assignment(
            source_system=system,
            key=f"{campaign}/{member}" if campaign and member else None,
            campaign=campaign,
            customer_id=member,
            arm=raw.code("mail_group", {"发送": "treatment", "对照": "holdout"}),
            assigned_at=raw.timestamp("drawn_at", "assigned_at"),
        )
        row.unreadable = raw.unreadable
        base.campaign_assignments.append(row)
    for raw in rows("tag_reviews"):
        customer = raw.text("customer_id")
        row = TagReview(
            source_system=system,
            key=raw.text("tag_review_id"),
            customer=tuple(customer.split(":", 1)) if customer else None,
            tag_code=raw.text("tag_code"),
            version=raw.number("definition_version", "definition_version"),
            tag_value=raw.text("tag_value"),
            verdict=raw.code("verdict", {"对": "right", "错": "wrong"}),
            correct_value=raw.text("correct_value"),
            reviewed_by=raw.text("reviewed_by"),
            reviewed_at=raw.timestamp("reviewed_at", "reviewed_at"),
        )
        row.unreadable = raw.unreadable
        base.tag_reviews.append(row)
    for raw in rows("feed_acknowledgements"):
        sequence = raw.number("sequence", "sequence")
        row = FeedRow(
            source_system=system,
            key=f"{raw.text('destination')}-{sequence}" if raw.text("destination") else None,
            sequence=sequence,
            status=raw.code("result", {"成功": "applied", "拒绝": "rejected", "跳过": "skipped"}),
            updated_at=raw.timestamp("done_at", "acknowledged_at"),
        )
        row.unreadable = raw.unreadable
        base.cdp_acknowledgements.append(row)
    for raw in rows("feed_report"):
        key = raw.text("profile_key")
        row = FeedRow(
            system, key and f"{raw.text('destination')}/{key}", raw.number("last_sequence", "reported_sequence")
        )
        row.unreadable = raw.unreadable
        base.cdp_reported_profiles.append(row)


def read_demo_web_shop(folder: Path, base: BaseRows) -> None:
    """Read the web shop: its times are UTC."""
    system = "demo_web_shop"
    zone = ZoneInfo("Asia/Shanghai")

    def rows(table: str) -> list[RawRow]:
        """Raw rows of a table."""
        return [RawRow(row, zone) for row in read_csv(folder / f"{table}.csv")]

    acquisition_sources = {"feed": "paid_feed", "platform": "ecommerce", "invite": "referral"}
    for raw in rows("users"):
        sex = raw.code("sex", {"1": "male", "2": "female"})
        customer = Customer(
            source_system=system,
            key=raw.text("user_id"),
            member_number=raw.text("member_no"),
            customer_type="individual",
            gender=None if sex == "0" else sex,
            birth_date=raw.date("birthday", "birth_date"),
            acquisition_source=raw.code("came_from", acquisition_sources),
            created_at=raw.timestamp("created_at", "created_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        customer.unreadable = raw.unreadable
        base.customers.append(customer)
        read_identifiers(system, raw, "user_id", {"phone": "mobile", "email": "email"}, base)

    for raw in rows("logins"):
        login = Identifier(
            source_system=system,
            key=raw.text("login_id"),
            customer_id=raw.text("user_id"),
            identifier_type=raw.code("kind", {"wechat": "wechat_id", "device": "device_id"}),
            identifier_value=raw.text("value"),
            first_seen_at=raw.timestamp("first_seen_at", "first_seen_at"),
        )
        login.unreadable = raw.unreadable
        base.customer_identifiers.append(login)

    statuses = {"paid": "open", "done": "completed", "closed": "cancelled", "refunded": "returned"}
    for raw in rows("orders"):
        order = Order(
            source_system=system,
            key=raw.text("order_no"),
            customer_id=raw.text("user_id"),
            ordered_at=raw.timestamp("created_at", "ordered_at"),
            order_status=raw.code("status", statuses),
            channel="online",
            cancelled_at=raw.timestamp("closed_at", "cancelled_at"),
            currency=raw.text("currency"),
            paid_amount=raw.amount("total_paid", "paid_amount"),
            tax_amount=raw.amount("tax", "tax_amount"),
            freight_amount=raw.amount("freight", "freight_amount"),
            discount_amount=raw.amount("discount", "discount_amount"),
            refund_amount=raw.amount("refund_amount", "refund_amount"),
            refunded_at=raw.timestamp("refunded_at", "refunded_at"),
            updated_at=raw.timestamp("updated_at", "updated_at"),
        )
        order.unreadable = raw.unreadable
        order.loaded_date = raw.arrival("loaded_date")
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
        item.loaded_date = raw.arrival("loaded_date")
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
        use.loaded_date = raw.arrival("loaded_date")
        base.order_promotions.append(use)

    events = {"pv": "visit", "share": "social", "join": "campaign"}
    for raw in rows("events"):
        interaction = Interaction(
            source_system=system,
            key=raw.text("event_id"),
            customer_id=raw.text("user_id"),
            occurred_at=raw.timestamp("happened_at", "occurred_at"),
            interaction_type=raw.code("event", events),
            channel=raw.code("device", {"mini": "wechat"}),
            product_id=raw.text("sku"),
            campaign_id=raw.text("campaign"),
        )
        interaction.unreadable = raw.unreadable
        interaction.loaded_date = raw.arrival("loaded_date")
        base.interactions.append(interaction)

    for raw in rows("coupons"):
        coupon = Coupon(
            source_system=system,
            key=raw.text("coupon_id"),
            customer_id=raw.text("user_id"),
            promotion_id=raw.text("code"),
            issued_at=raw.timestamp("issued_at", "issued_at"),
            redeemed_at=raw.timestamp("used_at", "redeemed_at"),
        )
        coupon.unreadable = raw.unreadable
        base.coupons.append(coupon)

    for raw in rows("order_costs"):
        cost = Cost(
            source_system=system,
            key=joined_key(raw.text("order_no"), raw.text("kind")),
            order_id=raw.text("order_no"),
            cost_amount=raw.amount("amount", "cost_amount"),
            incurred_at=raw.timestamp("booked_at", "incurred_at"),
        )
        cost.unreadable = raw.unreadable
        base.costs.append(cost)

    for raw in rows("returns"):
        returned = ItemReturn(
            source_system=system,
            key=raw.text("return_id"),
            item_id=raw.text("item_id"),
            quantity=raw.amount("quantity", "quantity"),
            returned_at=raw.timestamp("returned_at", "returned_at"),
        )
        returned.unreadable = raw.unreadable
        base.returns.append(returned)
    read_demo_web_shop_refunds(rows, base)


def read_demo_web_shop_refunds(rows, base: BaseRows) -> None:
    """Read refunds, and what products are like."""
    system = "demo_web_shop"
    for raw in rows("refunds"):
        refund = Refund(
            source_system=system,
            key=raw.text("refund_id"),
            order_id=raw.text("order_no"),
            item_id=raw.text("item_id"),
            customer_id=raw.text("user_id"),
            amount=raw.amount("amount", "refund_amount"),
            tax_amount=raw.amount("tax", "tax_amount"),
            freight_amount=raw.amount("freight", "freight_amount"),
            refunded_at=raw.timestamp("refunded_at", "refunded_at"),
        )
        refund.unreadable = raw.unreadable
        refund.loaded_date = raw.arrival("loaded_date")
        base.refunds.append(refund)

    for raw in rows("product_attributes"):
        name = raw.text("attribute")
        attribute = ProductAttribute(
            source_system=system,
            key=None,
            product_id=raw.text("sku"),
            name=name and name.lower(),
            value=raw.text("value"),
        )
        base.product_attributes.append(attribute)


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

    for raw in rows("card_contacts"):
        # A note of kind crm is the customer's number in the CRM.
        value = f"demo_crm:{raw.row['value']}" if raw.text("kind") == "crm" else raw.row["value"]
        contact = Identifier(
            source_system=system,
            key=raw.text("contact_id"),
            customer_id=raw.text("card_no"),
            identifier_type=raw.code("kind", {"crm": "system_id"}),
            identifier_value=clean_text(value),
            first_seen_at=raw.timestamp("added_on", "first_seen_at"),
        )
        contact.unreadable = raw.unreadable
        base.customer_identifiers.append(contact)

    for raw in rows("receipts"):
        order = Order(
            source_system=system,
            key=raw.text("receipt_no"),
            customer_id=raw.text("card_no"),
            ordered_at=raw.timestamp("sold_at", "ordered_at"),
            order_status=raw.code("void", {"N": "completed", "Y": "cancelled"}),
            channel="offline",
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

    for raw in rows("receipt_lines"):
        if raw.text("returned_quantity") is None:
            continue
        returned = ItemReturn(
            source_system=system,
            key=joined_key(raw.text("receipt_no"), raw.text("line_no")),
            item_id=joined_key(raw.text("receipt_no"), raw.text("line_no")),
            quantity=raw.amount("returned_quantity", "quantity"),
            returned_at=raw.timestamp("returned_at", "returned_at"),
        )
        returned.unreadable = raw.unreadable
        base.returns.append(returned)

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
    base = BaseRows(currency="USD")

    fuel: set[int] = set()
    for product_id, product_type, product_category in read_parquet(
        folder / "products.parquet", "product_id, product_type, product_category"
    ):
        if (product_type or "").startswith("GASOLINE"):
            fuel.add(product_id)
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
    units: dict[int, Decimal] = {}
    for household, basket, product, quantity, sales, retail, coupon, match, moment in read_parquet(
        folder / "transactions.parquet",
        "household_id, basket_id, product_id, quantity, sales_value, retail_disc, coupon_disc, coupon_match_disc, "
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
                channel="offline",
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
        if quantity not in units:
            units[quantity] = Decimal(quantity)
        base.order_items.append(
            Item(
                source_system=system,
                key=f"{basket}-{product}",
                order_id=basket_keys[basket],
                product_id=str(product),
                quantity=None if product in fuel else units[quantity],  # of fuel it is a volume, no count of units
                paid_amount=paid,
            )
        )
    base.orders.extend(orders.values())

    types = {"retail_discount": "discount", "manufacturer_coupon": "coupon", "coupon_match": "coupon"}
    for promotion, promotion_type in types.items():
        base.promotions.append(Promotion(source_system=system, key=promotion, promotion_type=promotion_type))
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
    read_complete_journey_campaigns(folder, base)
    return base


def read_complete_journey_campaigns(folder: Path, base: BaseRows) -> None:
    """Read the mailed campaigns and the coupons redeemed; the days are local."""
    system = "complete_journey"
    started: dict[int, datetime] = {}
    for campaign, start, end in read_parquet(
        folder / "campaign_descriptions.parquet", "campaign_id, start_date, end_date"
    ):
        started[campaign] = start
        base.promotions.append(
            Promotion(
                source_system=system,
                key=f"campaign-{campaign}",
                promotion_type="campaign",
                start_date=start.date() if start else None,
                end_date=end.date() if end else None,
            )
        )
    for campaign, household in read_parquet(folder / "campaigns.parquet", "campaign_id, household_id"):
        base.interactions.append(
            Interaction(
                source_system=system,
                key=f"mail-{household}-{campaign}",
                customer_id=str(household),
                occurred_at=started.get(campaign),
                interaction_type="send",
                channel="mail",
                campaign_id=f"campaign-{campaign}",
            )
        )
    for household, upc, campaign, moment in read_parquet(
        folder / "coupon_redemptions.parquet", "household_id, coupon_upc, campaign_id, redemption_date"
    ):
        base.interactions.append(
            Interaction(
                source_system=system,
                key=f"redemption-{household}-{upc}-{campaign}-{moment:%Y-%m-%d}",
                customer_id=str(household),
                occurred_at=moment,
                interaction_type="reply",
                channel="mail",
                campaign_id=f"campaign-{campaign}",
                send_id=f"mail-{household}-{campaign}",
            )
        )
        base.coupons.append(
            Coupon(
                source_system=system,
                key=f"{household}-{upc}-{campaign}-{moment:%Y-%m-%d}",
                customer_id=str(household),
                promotion_id=f"campaign-{campaign}",
                redeemed_at=moment,
            )
        )


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
        """Greater for the version to prefer: known by the day, updated later, arrived later."""
        arrived = getattr(row, "loaded_date", None)
        known_on = row.updated_at.date() if row.updated_at else arrived
        # Of several versions from the future the documents prefer none: the latest, as always, is taken.
        return known_on is None or known_on <= as_of, row.updated_at or LONG_AGO, arrived or date.min

    if len(versions) == 1:
        return versions[0]
    # Of versions that nothing else orders, a withdrawal comes before a grant.
    return max(versions, key=lambda row: (age(row), getattr(row, "decision", "") == "withdrawn", repr(astuple(row))))


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


def read_synonyms(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return the codes that words stand for, by (entity, column)."""
    synonyms: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in read_csv(path):
        synonyms[row["entity"], row["column_name"]][row["raw_word"]] = row["code"]
    return synonyms


def replace_synonyms(base: BaseRows, synonyms: dict[tuple[str, str], dict[str, str]]) -> None:
    """Put the code for every word that stands for one; the words of base rows are clean and in lower case."""
    for entity, columns in SYNONYM_COLUMNS.items():
        for column in columns:
            codes = synonyms.get((entity, column), {})
            for row in getattr(base, entity):
                if (word := getattr(row, column)) in codes:
                    setattr(row, column, codes[word])


def read_placeholders(path: Path) -> dict[tuple[str, str], list[re.Pattern]]:
    """Return what a whole value must look like to mean nothing, by (entity, column or identifier type)."""
    patterns: dict[tuple[str, str], list[re.Pattern]] = defaultdict(list)
    for row in read_csv(path):
        before, after = {"equals": ("", ""), "begins": ("", ".*"), "ends": (".*", "")}.get(
            row["comparison"], (None, None)
        )
        if before is not None:
            pattern = re.compile(before + re.escape(row["value"]) + after)
            patterns[row["entity"], row["column_name"]].append(pattern)
    return patterns


def mark_placeholders(base: BaseRows, placeholders: dict[tuple[str, str], list[re.Pattern]]) -> None:
    """Take out values that identify nobody or mean nothing."""

    def is_one(entity: str, column: str, value: object) -> bool:
        return value is not None and any(
            pattern.fullmatch(str(value).lower()) for pattern in placeholders[entity, column]
        )

    for customer in base.customers:
        if is_one("customers", "source_customer_id", customer.key):
            customer.key = None
        for column in ("member_number", "birth_date"):
            if is_one("customers", column, getattr(customer, column)):
                setattr(customer, column, None)
                customer.placeholders += (column,)
    for row in (*base.orders, *base.interactions):
        if is_one("customers", "source_customer_id", row.customer_id):
            row.customer_id = None
    for row in base.customer_identifiers:
        if row.identifier_type in IDENTIFIER_TYPES:
            value = normal_identifier(row.identifier_type, row.identifier_value)
            row.is_placeholder = is_one("customer_identifiers", row.identifier_type, value)


def unify_attributes(rows: list[ProductAttribute]) -> None:
    """Give every value of an attribute its commonest spelling, and every row its key."""
    counts = Counter((row.name, row.value) for row in rows if row.value is not None)
    best = {(name, value.lower()): value for name, value in sorted(counts, key=lambda one: (counts[one], one[1]))}
    for row in rows:
        if None not in (row.product_id, row.name, row.value):
            row.value = best[row.name, row.value.lower()]
            row.key = f"{row.product_id}/{row.name}/{row.value}"


def key_wishes(base: BaseRows) -> None:
    """Give a key to every consent and request; only rows with an id and `updated_at` can be versions of each other."""
    for row in base.erasure_requests:
        row.request_id = row.key or f"without id: {row.customer_id}"
        if row.requested_at and row.requested_at.date() < EARLIEST_PLAUSIBLE_DATE:
            row.requested_at = None  # a day that cannot be right is unknown
        if row.key is None or row.updated_at is None:
            row.key = f"{row.key}/{row.customer_id}/{row.requested_at}"
    for row in base.consents:
        if row.key is None or row.updated_at is None:
            row.key = f"{row.key}/{row.customer_id}/{row.purpose}/{row.decided_at}"


def blank_bad_values(row: Customer, regions: "Regions") -> list[tuple[str, str]]:
    """Blank what no customer can have, and tell the (column, reason) of each."""
    bad = [(column, f"unreadable_{column}") for column in row.unreadable]
    bad += [(column, f"placeholder_{column}") for column in row.placeholders]
    known_codes = {
        "customer_type": ("individual", "business"),
        "gender": ("male", "female"),
        "acquisition_source": ACQUISITION_SOURCES,
        "occupation": OCCUPATIONS,
        "industry": INDUSTRIES,
        "decision_role": DECISION_ROLES,
    }
    for column, codes in known_codes.items():
        if getattr(row, column) is not None and getattr(row, column) not in codes:
            setattr(row, column, None)
            bad.append((column, f"unknown_{column}"))
    if row.employee_count is not None:
        row.employee_count = row.employee_count.quantize(Decimal("1"), rounding=ROUND_HALF_UP)
        if row.employee_count < 0:
            row.employee_count = None
            bad.append(("employee_count", "negative_employee_count"))
    if row.country is not None:
        row.country = row.country.upper()
        if not re.fullmatch("[A-Z]{2}", row.country):
            row.country = None
            bad.append(("country", "unknown_country"))
    abroad = row.country not in (None, "CN", *PROVINCES_BY_COUNTRY)  # its regions are unknown, and no fault
    if row.province is not None and regions.province(row.province) is None and not abroad:
        row.province = None
        bad.append(("province", "unknown_province"))
    # After an unknown province the city is looked up alone.
    if row.city is not None and not abroad and regions.city(row.city, row.province) is None:
        row.city = None
        bad.append(("city", "unknown_city"))
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


class Regions:
    """The provinces and cities of the reference seed; a region is (province, city or None, macro-region)."""

    def __init__(self, rows: list[dict[str, str]]):
        """Take the rows of region_codes.csv."""
        self.rows = rows
        self.by_code = {row["region_code"]: self._region(row) for row in rows}

    @staticmethod
    def _region(row: dict[str, str]) -> tuple[str, str | None, str]:
        """Return the region of a row."""
        return row["province"], row["city"] or None, row["macro_region"]

    def province(self, name: str) -> tuple[str, str | None, str] | None:
        """Return the region of a province, by its full or short name; a municipality is its own city."""
        for row in self.rows:
            # Rows of two digits are the provinces themselves, and only a municipality's names a city.
            if len(row["region_code"]) == 2 and name in (row["province"], row["province_short"]):
                return self._region(row)
        return None

    def city(self, name: str, province: str | None) -> tuple[str, str | None, str] | None:
        """Return the region of a city, by its full or short name, in the declared province if there is one."""
        within = self.province(province)[0] if province else None
        for row in self.rows:
            if row["city"] and name in (row["city"], row["city_short"]) and within in (None, row["province"]):
                return self._region(row)
        return None

    def declared(self, record: Customer) -> tuple[str, str | None, str] | None:
        """Return the region that a clean customer record declares; None if it declares none."""
        if record.country not in (None, "CN", *PROVINCES_BY_COUNTRY):
            return OVERSEAS
        if record.city:
            return self.city(record.city, record.province)
        if record.province:
            return self.province(record.province)
        if record.country in PROVINCES_BY_COUNTRY:
            return self.by_code[PROVINCES_BY_COUNTRY[record.country]]
        return None

    def of_resident_id(self, number: str) -> tuple[str, str | None, str] | None:
        """Return the region of a valid resident id number: its longest beginning that the seed holds."""
        for digits in (6, 4, 2):
            if number[:digits] in self.by_code:
                return self.by_code[number[:digits]]
        return None

    def names(self, column: str) -> set[str]:
        """Return the full names of all provinces or cities."""
        return {row[column] for row in self.rows if row[column]}


def order_faults(order: Order, customers: dict, rates: "Rates") -> Iterator[str]:
    """Yield the reasons to reject an order, the first one first; only that one is taken."""
    charges = (order.tax_amount or ZERO) + (order.freight_amount or ZERO)
    amounts = (order.paid_amount, order.tax_amount, order.freight_amount, order.discount_amount, order.refund_amount)
    if order.unreadable:
        yield "unreadable_value"
    if order.ordered_at is None:
        yield "missing_date"
    if order.ordered_at.date() < EARLIEST_PLAUSIBLE_DATE:
        yield "implausible_date"
    if order.order_status not in ("open", "completed", "cancelled", "returned", *UNCOUNTED_STATUSES):
        yield "unknown_status"
    if rates.of(order) is None:
        yield "foreign_currency"
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


def time_faults(moment: datetime | None) -> Iterator[str]:
    """Yield what can be wrong with the required time of a record."""
    if moment is None:
        yield "missing_date"
    elif moment.date() < EARLIEST_PLAUSIBLE_DATE:
        yield "implausible_date"


def ends_before(end: datetime | date | None, start: datetime | date | None) -> bool:
    """Whether the end lies on a day before the start."""
    return end is not None and start is not None and day_of(end) < day_of(start)


def day_of(moment: datetime | date) -> date:
    """Return the day of a time, or the day itself."""
    return moment.date() if isinstance(moment, datetime) else moment


def identifier_faults(row: Identifier, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject an identifier, the first one first; only that one is taken."""
    if row.customer_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    if row.identifier_type not in IDENTIFIER_TYPES:
        yield "unknown_type"
    if normal_identifier(row.identifier_type, row.identifier_value) is None:
        yield "invalid_identifier"
    if row.is_placeholder:
        yield "placeholder_identifier"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def normal_identifier(identifier_type: str, value: str | None) -> str | None:
    """Return the identifier in the spelling that all who hold it share; None if it is none of its type."""
    if value is None:
        return None
    if identifier_type == "phone":
        return normal_phone(value)
    patterns = {
        "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",  # one @, no blanks, and a domain with a dot
        "wechat_id": r"[A-Za-z0-9_-]{6,64}",
        "device_id": r"[A-Za-z0-9:-]{8,64}",
        "system_id": r"[a-z][a-z0-9_]*:.+",
        "member_number": r".+",
    }
    if not re.fullmatch(patterns[identifier_type], value):
        return None
    # Chosen: zeros with colons and hyphens between them are all zeros, and so is a device id of marks alone.
    if identifier_type == "device_id" and set(value) <= set("0:-"):
        return None
    return value.lower() if identifier_type in ("email", "device_id") else value


def normal_phone(text: str) -> str | None:
    """Return a mobile number of the mainland, or a number of another country, with its calling code."""
    digits = re.sub(r"[ \-.()]", "", text)
    if mainland := re.fullmatch(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})", digits):
        return f"+86{mainland[1]}"
    abroad = re.fullmatch(r"(?:\+|00)((?!86)[1-9][0-9]{6,14})", digits)
    if not abroad:
        return None
    try:
        number = phonenumbers.parse(f"+{abroad[1]}")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_author(text: str | None) -> bool:
    """Whether it is an id, and no name or number."""
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}", text or ""))


def identity_decision_faults(row: IdentityDecision, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a decision, the first one first; only that one is taken."""
    if None in row.first or (row.decision == "same" and None in row.second):
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.decided_at)
    if row.decision not in DECISIONS:
        yield "unknown_type"
    if not is_author(row.decided_by):
        yield "missing_author"
    # Chosen: half of a second record, which a separation may have, names a record that is not there.
    if row.first not in customers or (row.second != (None, None) and row.second not in customers):
        yield "orphan"


def interaction_faults(row: Interaction, customers: dict, sends: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the reasons to reject an interaction, the first one first; only that one is taken."""
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.occurred_at)
    if row.interaction_type not in INTERACTION_TYPES:
        yield "unknown_type"
    if row.channel not in INTERACTION_CHANNELS and (row.channel is not None or row.interaction_type == "send"):
        yield "unknown_channel"
    if row.customer_id is not None and (row.source_system, row.customer_id) not in customers:
        yield "orphan"
    if row.send_id is not None and (row.source_system, row.send_id) not in sends:
        yield "orphan"


def service_contact_faults(row: ServiceContact, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a service contact, the first one first; only that one is taken."""
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.contacted_at)
    if row.channel not in SERVICE_CHANNELS:
        yield "unknown_channel"
    if row.customer_id is not None and (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def opportunity_faults(row: SalesRecord, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a sales record, the first one first; only that one is taken."""
    if row.opportunity_id is None or row.customer_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.contacted_at)
    if row.sales_stage not in SALES_STAGES:
        yield "unknown_status"
    if row.win_probability is not None and not 0 <= row.win_probability <= 1:
        yield "implausible_share"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def model_score_faults(row: ModelScore, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a score, the first one first; only that one is taken."""
    if row.customer_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.scored_at)
    if row.score_name not in SCORE_NAMES:
        yield "unknown_type"
    if row.score is None:
        yield "missing_amount"
    if row.score < 0:
        yield "negative_amount"
    if row.score_name in PROBABILITIES and row.score > 1:
        yield "implausible_share"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def membership_faults(row: Membership, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a membership, the first one first; only that one is taken."""
    if row.customer_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.joined_at)
    if ends_before(row.ended_at, row.joined_at):
        yield "ends_before_start"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def coupon_faults(row: Coupon, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a coupon, the first one first; only that one is taken."""
    if row.unreadable:
        yield "unreadable_value"
    if ends_before(row.redeemed_at, row.issued_at):
        yield "ends_before_start"
    if row.customer_id is not None and (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def cost_faults(row: Cost, orders: dict) -> Iterator[str]:
    """Yield the reasons to reject a cost, the first one first; only that one is taken."""
    if row.order_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    if row.cost_amount is None:
        yield "missing_amount"
    if row.cost_amount < 0:
        yield "negative_amount"
    if (row.source_system, row.order_id) not in orders:
        yield "orphan"


def return_faults(row: ItemReturn, items: dict) -> Iterator[str]:
    """Yield the reasons to reject a return, the first one first; only that one is taken."""
    if row.item_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    if row.quantity is not None and row.quantity < 0:
        yield "negative_amount"
    if (row.source_system, row.item_id) not in items:
        yield "orphan"


def refund_faults(row: Refund, orders: dict, items: dict, customers: dict, currency: str) -> Iterator[str]:
    """Yield the reasons to reject a refund, the first one first; only that one is taken."""
    system = row.source_system
    if row.order_id is None and row.item_id is None and row.customer_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    if row.amount is None:
        yield "missing_amount"
    if min(row.amount, row.tax_amount or ZERO, row.freight_amount or ZERO) < 0:
        yield "negative_amount"
    if (row.tax_amount or ZERO) + (row.freight_amount or ZERO) > row.amount:
        yield "charges_above_paid"
    if row.order_id is None and row.item_id is None and row.refunded_at is None:
        yield "missing_date"
    if row.refunded_at is not None and row.refunded_at.date() < EARLIEST_PLAUSIBLE_DATE:
        yield "implausible_date"
    order = orders.get((system, row.order_id))
    item = items.get((system, row.item_id))
    if (row.order_id is not None and order is None) or (row.item_id is not None and item is None):
        yield "orphan"
    if order and item and item.order_id != order.key:
        yield "orphan"
    if order is None and item is None and (system, row.customer_id) not in customers:
        yield "orphan"
    of = order or (item and orders[system, item.order_id])
    if row.currency is not None and row.currency.upper() != ((of and of.currency) or currency).upper():
        yield "foreign_currency"


def exchange_rate_faults(row: ExchangeRate) -> Iterator[str]:
    """Yield the reasons to reject a rate, the first one first; only that one is taken."""
    if row.from_currency is None or row.to_currency is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    if row.day is None:
        yield "missing_date"
    if row.day < EARLIEST_PLAUSIBLE_DATE:
        yield "implausible_date"
    if row.rate is None:
        yield "missing_amount"
    if row.rate <= 0:
        yield "negative_amount"


def tag_review_faults(row: TagReview, customers: dict, values: dict[str, set[str]], definitions: dict) -> Iterator[str]:
    """Yield the reasons to reject a review, the first one first; only that one is taken."""
    if row.customer is None:
        yield "missing_key"
    if row.verdict is None:
        yield "not_reviewed"
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.reviewed_at)
    if not is_author(row.reviewed_by):
        yield "missing_author"
    if row.verdict not in {"right", "wrong"}:
        yield "unknown_type"
    if row.tag_code not in definitions:
        yield "unknown_tag"
    current = int(definitions[row.tag_code]["version"])
    if row.tag_value is None or row.version not in range(1, current + 1):
        yield "unknown_value"
    known = values.get(row.tag_code)
    if (
        known is not None
        and row.version == current
        and not {row.tag_value, row.correct_value or row.tag_value} <= known
    ):
        yield "unknown_value"
    if row.correct_value and (row.verdict == "right") != (row.correct_value == row.tag_value):
        yield "contradictory"
    if row.customer not in customers:
        yield "orphan"


def assignment_faults(row: Assignment, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject an assignment, the first one first; only that one is taken."""
    if row.unreadable:
        yield "unreadable_value"
    if row.assigned_at is None:
        yield "missing_date"
    if row.assigned_at.date() < EARLIEST_PLAUSIBLE_DATE:
        yield "implausible_date"
    # the shipped campaigns without a segment
    if row.campaign != "autumn_mail" or not is_author(row.arm):
        yield "unknown_value"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def acknowledgement_faults(row: FeedRow) -> Iterator[str]:
    """Yield the reasons to reject an acknowledgement, the first one first; only that one is taken."""
    if row.unreadable:
        yield "unreadable_value"
    if row.sequence is None:
        yield "missing_key"
    if row.sequence < 1 or row.sequence % 1:
        yield "unknown_value"
    if row.status not in ("applied", "rejected", "skipped"):
        yield "unknown_status"


def reported_profile_faults(row: FeedRow) -> Iterator[str]:
    """Yield the reasons to reject a reported profile, the first one first; only that one is taken."""
    if row.unreadable:
        yield "unreadable_value"
    if row.sequence is not None and (row.sequence < 0 or row.sequence % 1):
        yield "unknown_value"


class Rates:
    """What the company's currency was worth, by currency and day."""

    def __init__(self, clean: dict, currency: str):
        """Keep the rates that lead to the company's currency; of several systems the first by name."""
        self.currency = currency
        self.by_day = {}
        for row in sorted(clean.values(), key=lambda row: row.source_system, reverse=True):
            if row.to_currency == currency:
                self.by_day[row.from_currency, row.day] = row.rate

    def of(self, order: Order) -> Decimal | None:
        """Return the last rate of the week up to the order's day; None if there is none."""
        currency = (order.currency or self.currency).upper()
        if currency == self.currency:
            return Decimal(1)
        days = (order.ordered_at.date() - timedelta(days=back) for back in range(8))
        return next((self.by_day[currency, day] for day in days if (currency, day) in self.by_day), None)


def product_attribute_faults(row: ProductAttribute, products: dict) -> Iterator[str]:
    """Yield the reasons to reject an attribute, the first one first; only that one is taken."""
    if (row.source_system, row.product_id) not in products:
        yield "orphan"


def manual_tag_faults(row: ManualTag, customers: dict, values: dict[str, set[str]], several: set[str]) -> Iterator[str]:
    """Yield the reasons to reject a manual tag, the first one first; only that one is taken.

    `values` holds all values of every active tag; `several` the tags that have several values at once.
    """
    if row.customer_id is None:
        yield "missing_key"
    if row.unreadable:
        yield "unreadable_value"
    yield from time_faults(row.set_at)
    if not is_author(row.set_by):
        yield "missing_author"
    if row.operation not in {"set", "remove"}:
        yield "unknown_type"
    if row.tag_code not in values:
        yield "unknown_tag"
    if row.tag_value not in values[row.tag_code]:
        yield "unknown_value"
    if row.operation == "remove" and row.tag_code not in several:
        yield "not_removable"
    if ends_before(row.valid_until, row.set_at):
        yield "ends_before_start"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


def equal_or_lower(system: str, customer_id: str | None, customers: dict) -> list[tuple[str, str]]:
    """Return the customer record of an id; where none is equal, those that differ in case only."""
    if customer_id is None or (system, customer_id) in customers:
        return [(system, customer_id)] if customer_id is not None else []
    return [key for key in customers if key[0] == system and key[1].lower() == customer_id.lower()]


def read_consent(row: Consent, customers: dict) -> list[tuple[str, str]]:
    """Turn what cannot be read into a withdrawal, and tell the (column, reason) of each."""
    named = equal_or_lower(row.source_system, row.customer_id, customers)
    if len(named) == 1:
        row.customer_id = named[0][1]
    bad = [(column, f"unreadable_{column}") for column in row.unreadable]
    if row.purpose not in PURPOSES:
        bad.append(("purpose", "unknown_purpose" if row.purpose else "missing_purpose"))
        row.purpose = None  # all of them
    if row.decision not in CONSENT_DECISIONS:
        bad.append(("decision", "unknown_decision" if row.decision else "missing_decision"))
    if row.decided_at is None:
        if "decided_at" not in row.unreadable:
            bad.append(("decided_at", "missing_decided_at"))
    elif row.decided_at.date() < EARLIEST_PLAUSIBLE_DATE:
        bad.append(("decided_at", "implausible_decided_at"))
        row.decided_at = None  # later than all others
    if bad:
        row.decision = "withdrawn"
    return bad


def consent_faults(row: Consent, customers: dict) -> Iterator[str]:
    """Yield the reasons to reject a consent, the first one first; only that one is taken."""
    if row.customer_id is None:
        yield "missing_key"
    if (row.source_system, row.customer_id) not in customers:
        yield "orphan"


# Orders


def erasure_request_faults(row: ErasureRequest) -> Iterator[str]:
    """Yield the reasons to reject a request, the first one first; only that one is taken."""
    if row.customer_id is None:
        yield "missing_key"


# Erasure


def erase(base: BaseRows, rules: dict[str, "IdentifierRule"], result: Result) -> None:
    """Take all rows of people who asked for it out of the base rows, and count them as rejected."""
    requests = stage("erasure_requests", base.erasure_requests, erasure_request_faults, date.max, result)
    aside = Result()  # what is wrong with rows is counted later, among those that stay
    customers = stage("customers", base.customers, lambda _: iter(()), date.max, aside)
    clean = {
        "customers": customers,
        "customer_identifiers": stage(
            "customer_identifiers",
            base.customer_identifiers,
            lambda row: identifier_faults(row, customers),
            date.max,
            aside,
        ),
        "identity_decisions": stage(
            "identity_decisions",
            base.identity_decisions,
            lambda row: identity_decision_faults(row, customers),
            date.max,
            aside,
        ),
    }
    owner = owners(clean, rules, date.max)
    erased: set[tuple[str, str]] = set()
    for request in sorted(
        requests.values(), key=lambda row: (row.requested_at or LONG_AGO, row.source_system, row.request_id)
    ):
        named = equal_or_lower(request.source_system, request.customer_id, customers)
        theirs = {record for record, who in owner.items() if who in {owner[key] for key in named}}
        if request.requested_at:  # without a day it reaches all records of the person
            theirs = {r for r in theirs if r in named or existing(customers[r], request.requested_at.date())}
        if named:  # a request that finds nobody is no erasure
            result.erasures[request.source_system, request.request_id] += len(theirs - erased)
        erased |= theirs | {(request.source_system, request.customer_id)}

    def forget(entity: str, is_erased) -> set[tuple[str, str]]:
        """Take the rows out; return the keys of those that have one."""
        last: dict[tuple[str, str], datetime] = {}  # of the erased versions of a record
        for row in getattr(base, entity):
            if row.key is not None and is_erased(row):
                key = row.source_system, row.key
                last[key] = max(last.get(key, LONG_AGO), row.updated_at or LONG_AGO)

        def goes(row) -> bool:
            """Whether the row is erased, or a version that is not later than an erased one."""
            key = row.source_system, row.key
            return is_erased(row) or (key in last and (row.updated_at or LONG_AGO) <= last[key])

        rows = getattr(base, entity)
        gone = [row for row in rows if goes(row)]
        setattr(base, entity, [row for row in rows if not goes(row)])
        result.rejected.update((entity, row.source_system, "erased") for row in gone)
        return {(row.source_system, row.key) for row in gone if row.key is not None}

    forget("customers", lambda row: (row.source_system, row.key) in erased)
    forget(
        "customer_identifiers",
        lambda row: (
            (row.source_system, row.customer_id) in erased
            or (row.identifier_type == "system_id" and tuple((row.identifier_value or "").split(":", 1)) in erased)
        ),
    )
    for entity in (
        "service_contacts", "opportunities", "model_scores", "memberships", "coupons",
        "manual_tags", "consents", "campaign_assignments",
    ):  # fmt: skip
        forget(entity, lambda row: (row.source_system, row.customer_id) in erased)
    forget("tag_reviews", lambda row: row.customer in erased)
    orders = forget("orders", lambda row: (row.source_system, row.customer_id) in erased)
    for entity in ("order_promotions", "costs"):
        forget(entity, lambda row: (row.source_system, row.order_id) in orders)
    items = forget("order_items", lambda row: (row.source_system, row.order_id) in orders)
    forget(
        "refunds",
        lambda row: (
            (row.source_system, row.customer_id) in erased
            or (row.source_system, row.order_id) in orders
            or (row.source_system, row.item_id) in items
        ),
    )
    forget("returns", lambda row: (row.source_system, row.item_id) in items)
    sends = {
        (row.source_system, row.key)
        for row in base.interactions
        if row.key is not None and row.interaction_type == "send" and (row.source_system, row.customer_id) in erased
    }
    forget(
        "interactions",
        lambda row: (row.source_system, row.customer_id) in erased or (row.source_system, row.send_id) in sends,
    )
    forget("identity_decisions", lambda row: row.first in erased or (row.decision == "same" and row.second in erased))
    for row in base.identity_decisions:
        if row.second in erased:
            row.second_system = row.second_id = None


def counted_orders(
    clean: dict[str, dict], rates: Rates, min_discount_share: Decimal, as_of: date
) -> dict[tuple, CountedOrder]:
    """Return the orders that count on the as-of date, by (source_system, order_id)."""
    uses: dict[tuple, list[OrderPromotion]] = defaultdict(list)
    for use in clean["order_promotions"].values():
        uses[use.source_system, use.order_id].append(use)
    refund_of = refunds(clean, as_of)
    counted = {}
    for key, order in clean["orders"].items():
        if order.customer_id is None or order.ordered_at.date() > as_of or order.order_status in UNCOUNTED_STATUSES:
            continue
        refund = refund_of(order)
        if is_cancelled(order, as_of) or is_fully_returned(order, refund, as_of):
            continue
        net_spend = goods_amount(order) - refund
        discounts = order.discount_amount
        if discounts is None:
            discounts = sum((use.discount_amount or ZERO for use in uses[key]), ZERO)
        counted[key] = CountedOrder(
            source_system=order.source_system,
            order_id=order.key,
            ordered_at=order.ordered_at,
            channel=order.channel if order.channel in ("online", "offline") else None,
            net_spend=to_cents(net_spend * rates.of(order)),
            discounts=to_cents(discounts * rates.of(order)),
            is_promotion_order=is_promotion_order(
                net_spend, discounts, uses[key], clean["promotions"], min_discount_share
            ),
            has_coupon=any(type_of_use(use, clean["promotions"]) == "coupon" for use in uses[key]),
            campaigns={
                use.promotion_id
                for use in uses[key]
                if use.promotion_id is not None and type_of_use(use, clean["promotions"]) == "campaign"
            },
        )
    return counted


def refunds(clean: dict[str, dict], as_of: date):
    """Return what gives the refund of an order by the as-of date: its records, else its own, else its items'."""
    of_records = refund_records(clean, as_of)
    of_items: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
    for item in clean["order_items"].values():
        of_items[item.source_system, item.order_id] += refund_by(item.refund_amount, item.refunded_at, as_of)

    def refund_of(order: Order) -> Decimal:
        if (order.source_system, order.key) in of_records:
            return of_records[order.source_system, order.key]
        if order.refund_amount:
            return refund_by(order.refund_amount, order.refunded_at, as_of)
        return of_items[order.source_system, order.key]

    return refund_of


def goods_refund(row: Refund, as_of: date) -> Decimal:
    """Return what a record refunds of the goods by the as-of date."""
    return refund_by(row.amount - (row.tax_amount or ZERO) - (row.freight_amount or ZERO), row.refunded_at, as_of)


def refund_records(clean: dict[str, dict], as_of: date) -> dict[tuple, Decimal]:
    """Return what records refund by the as-of date, by order; also of those that refund nothing yet."""
    of_orders: dict[tuple, Decimal] = {}
    for row in clean["refunds"].values():
        item = clean["order_items"].get((row.source_system, row.item_id))
        key = row.source_system, row.order_id or (item and item.order_id)
        if key[1] is not None:
            of_orders[key] = of_orders.get(key, ZERO) + goods_refund(row, as_of)
    return of_orders


def goods_amount(order: Order) -> Decimal:
    """Return what was paid for the goods: the paid amount without tax and freight."""
    return order.paid_amount - (order.tax_amount or ZERO) - (order.freight_amount or ZERO)


def is_cancelled(order: Order, as_of: date) -> bool:
    """Whether the order was cancelled by the as-of date."""
    return order.order_status == "cancelled" and happened(order.cancelled_at, as_of)


def is_fully_returned(order: Order, refund: Decimal, as_of: date) -> bool:
    """Whether the order was fully returned by the as-of date, by its status or by its refunds."""
    if order.order_status == "returned" and happened(order.refunded_at, as_of):
        return True
    return refund > 0 and refund >= goods_amount(order)  # an order that was free and never refunded still counts


def happened(moment: datetime | None, as_of: date) -> bool:
    """Whether it was so by the as-of date; without a day it was so from the order date on."""
    return moment is None or moment.date() <= as_of


def refund_by(amount: Decimal | None, moment: datetime | None, as_of: date) -> Decimal:
    """Return what was refunded by the as-of date."""
    return amount if amount is not None and happened(moment, as_of) else ZERO


def is_promotion_order(net_spend, discounts, uses, promotions, min_discount_share) -> bool:
    """Whether the order used a promotion."""
    for use in uses:
        if type_of_use(use, promotions) in ("coupon", "campaign") or use.discount_amount is None:
            return True
    list_value = net_spend + discounts
    return list_value > 0 and discounts >= min_discount_share * list_value


def type_of_use(use: OrderPromotion, promotions: dict) -> str | None:
    """Return the type of a promotion record: its own, else that of its promotion."""
    promotion = promotions.get((use.source_system, use.promotion_id))
    return use.promotion_type or (promotion.promotion_type if promotion else None)


def orders_by_customer(
    clean: dict, owner: dict, rates: Rates, catalogue: "Catalogue", as_of: date
) -> dict[str, list[CountedOrder]]:
    """Return the counted orders, with their categories, by customer."""
    counted = counted_orders(clean, rates, catalogue.parameters["promotion_participation", "min_discount_share"], as_of)
    add_categories(counted, clean, rates, as_of)
    orders: dict[str, list[CountedOrder]] = defaultdict(list)
    for key, order in counted.items():
        # An order of a customer record that does not exist yet has no known customer and counts for nobody.
        who = owner.get((order.source_system, clean["orders"][key].customer_id))
        if who is not None:
            orders[who].append(order)
    return orders


def who_has_rejected_orders(base: BaseRows, clean: dict, owner: dict, rates: Rates, as_of: date) -> set[str | None]:
    """Return the customers of whose orders some were rejected."""
    return {
        owner.get((order.source_system, order.customer_id))
        for order in base.orders
        if (order.key is None or next(order_faults(order, clean["customers"], rates), None))
        and (order.ordered_at is None or order.ordered_at.date() <= as_of)
    }


def credits_by_customer(clean: dict, owner: dict, as_of: date) -> dict[str, list[tuple[date, Decimal]]]:
    """Return the refunds that name no order, by customer."""
    credits_of: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for row in clean["refunds"].values():
        who = owner.get((row.source_system, row.customer_id))
        if row.order_id is None and row.item_id is None and who is not None:
            credits_of[who].append((row.refunded_at.date(), goods_refund(row, as_of)))
    return credits_of


def add_categories(counted: dict[tuple, CountedOrder], clean: dict[str, dict], rates: Rates, as_of: date) -> None:
    """Give each counted order its net spend by product category, and the products of its items."""
    refunded: dict[tuple, Decimal] = {}
    for row in clean["refunds"].values():
        if row.item_id is not None:
            key = row.source_system, row.item_id
            refunded[key] = refunded.get(key, ZERO) + goods_refund(row, as_of)
    for item in clean["order_items"].values():
        order = counted.get((item.source_system, item.order_id))
        product = clean["products"].get((item.source_system, item.product_id))
        if order is None:
            continue
        order.products.append((item.source_system, item.product_id))
        if product is None or product.category is None:
            continue
        refund = refunded.get((item.source_system, item.key))
        if refund is None:
            refund = refund_by(item.refund_amount, item.refunded_at, as_of)
        rate = rates.of(clean["orders"][item.source_system, item.order_id])
        spend = to_cents((item.paid_amount - refund) * rate)
        order.category_net_spend[product.category] = order.category_net_spend.get(product.category, ZERO) + spend


def in_window(day: date, days: int | None, as_of: date) -> bool:
    """Whether the day lies in the last so many days; None is all time."""
    return day <= as_of and (days is None or day > as_of - timedelta(days=days))


def order_metrics(
    orders: list[CountedOrder], credits_: list[tuple[date, Decimal]], as_of: date
) -> dict[str, int | Decimal | None]:
    """Return the order metrics of one customer, for every window."""
    metrics: dict[str, int | Decimal | None] = {}
    for window, days in WINDOWS.items():
        within = [order for order in orders if in_window(order.day, days, as_of)]
        count = len(within)
        spend = sum((order.net_spend for order in within), ZERO)
        spend -= sum((amount for day, amount in credits_ if in_window(day, days, as_of)), ZERO)
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
    return to_millionths(total / count) if count else None


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


# Which records are one customer


@dataclass
class IdentifierRule:
    """How strongly a type of identifier links, and how many records of one system may hold the same one."""

    strength: Fraction
    max_records: int


def read_identifier_rules(path: Path) -> dict[str, IdentifierRule]:
    """Return the rule of every type of identifier."""
    return {
        row["identifier_type"]: IdentifierRule(Fraction(row["strength"]), int(row["max_records"]))
        for row in read_csv(path)
    }


def undoes(later: IdentityDecision, row: IdentityDecision) -> bool:
    """Whether a decision separates, not earlier, the two records that the other one joins."""
    return (
        later.decision == "separate"
        and later.decided_at >= row.decided_at
        and (
            (later.first == row.first and later.second in (row.second, (None, None)))
            or (later.first == row.second and later.second in (row.first, (None, None)))
        )
    )


class Groups:
    """Union-find: things that are joined, directly or through others, have the same representative."""

    def __init__(self, members: Iterable):
        """Let every member be alone."""
        self.parent = {member: member for member in members}

    def find(self, member):
        """Return the representative of the member's group."""
        while self.parent[member] != member:
            self.parent[member] = self.parent[self.parent[member]]  # halve the way for those who come later
            member = self.parent[member]
        return member

    def join(self, one, other) -> None:
        """Make one group of the groups of both."""
        self.parent[self.find(one)] = self.find(other)


def existing(record: Customer, as_of: date) -> bool:
    """Whether the record was there on the as-of date."""
    return record.created_at is None or record.created_at.date() <= as_of


def record_id(key: tuple[str, str]) -> str:
    """Return the id of a customer record in the whole company."""
    return ":".join(key)


def owners(clean: dict[str, dict], rules: dict[str, IdentifierRule], as_of: date) -> dict[tuple[str, str], str]:
    """Return the customer id of every customer record that exists on the as-of date."""
    records = {key: record for key, record in clean["customers"].items() if existing(record, as_of)}
    decisions = [row for row in clean["identity_decisions"].values() if row.decided_at.date() <= as_of]
    # Chosen: a separation is about its first record only, even if it tells a second one.
    separated = {row.first for row in decisions if row.decision == "separate"}
    candidates = {key: record for key, record in records.items() if key not in separated}

    groups = Groups(records)
    for one, other in linked_pairs(candidates, clean["customer_identifiers"].values(), rules, as_of):
        groups.join(one, other)
    for row in decisions:
        if row.decision != "same" or row.first not in records or row.second not in records:
            continue
        if not any(undoes(other, row) for other in decisions):
            groups.join(row.first, row.second)

    members: dict[tuple, list[tuple[str, str]]] = defaultdict(list)
    for key in records:
        members[groups.find(key)].append(key)
    owner = {}
    for keys in members.values():
        # Python orders text by code point, which is the order of its bytes in UTF-8.
        oldest = min(keys, key=lambda key: (records[key].created_at or LONG_AGO, key))
        owner |= dict.fromkeys(keys, record_id(oldest))
    return owner


def linked_pairs(
    records: dict[tuple[str, str], Customer],
    identifiers: Iterable[Identifier],
    rules: dict[str, IdentifierRule],
    as_of: date,
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of records that share enough identifiers."""
    holders: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for key, record in records.items():
        holders["system_id", record_id(key)].add(key)
        if record.member_number is not None:
            holders["member_number", record.member_number].add(key)
    for row in identifiers:
        key = row.source_system, row.customer_id
        if key in records and happened(row.first_seen_at, as_of):
            holders[row.identifier_type, normal_identifier(row.identifier_type, row.identifier_value)].add(key)

    # Chosen: who may hold an identifier is counted among the records that hold it for this purpose, that is without
    # those that do not exist yet, or that were separated.
    shared: dict[tuple, set[str]] = defaultdict(set)  # types by pair: a type counts once, however much of it is shared
    for (identifier_type, _), keys in holders.items():
        rule = rules.get(identifier_type)
        if rule and max(Counter(system for system, _ in keys).values()) <= rule.max_records:
            for pair in combinations(sorted(keys), 2):
                shared[pair].add(identifier_type)
    return [pair for pair, types in shared.items() if sum(rules[name].strength for name in types) >= 1]


# Customers


@dataclass
class Survivorship:
    """Which record is believed about an attribute of its customer."""

    priorities: dict[tuple[str, str], int]  # by attribute and system, from 1
    as_of: date

    def ranked(self, records: list[Customer], attribute: str) -> list[Customer]:
        """Return the records in the order in which they are believed."""
        by_name = sorted(records, key=lambda record: (record.source_system, record.key))
        newest = sorted(by_name, key=self.updated, reverse=True)  # stable, so ties stay ordered by name
        return sorted(newest, key=lambda record: self.priorities.get((attribute, record.source_system), math.inf))

    def updated(self, record: Customer) -> datetime:
        """Return the last known update; one from after the as-of date is unknown."""
        if record.updated_at is None or record.updated_at.date() > self.as_of:
            return LONG_AGO
        return record.updated_at

    def first(self, records: list[Customer], attribute: str, told_by) -> tuple:
        """Return what the first record that knows the attribute tells, and the record; None twice if none does."""
        for record in self.ranked(records, attribute):
            if (told := told_by(record)) is not None:
                return told, record
        return None, None


def read_survivorship(path: Path, as_of: date) -> Survivorship:
    """Read the priorities of the systems."""
    rows = read_csv(path)
    return Survivorship({(row["attribute_name"], row["source_system"]): int(row["priority"]) for row in rows}, as_of)


ATTRIBUTES = ("customer_type", "acquisition_source", "occupation", "industry", "employee_count", "decision_role")


def profile_of(records: list[Customer], regions: Regions, survivorship: Survivorship) -> dict:
    """Return what the records together say about the customer, and which system told each attribute."""
    as_of = survivorship.as_of
    profile = dict.fromkeys(("gender", "gender_source", "born", "bracket", "region", "region_source"))
    for attribute in ATTRIBUTES:
        told, teller = survivorship.first(records, attribute, attrgetter(attribute))
        profile[attribute] = told
        profile[f"{attribute}_system"] = teller.source_system if teller else None

    declared_gender, _ = survivorship.first(records, "gender", attrgetter("gender"))
    declared_birth, _ = survivorship.first(
        records,
        "birth_date",
        lambda record: record.birth_date if record.birth_date and record.birth_date <= as_of else None,
    )
    declared_region, _ = survivorship.first(records, "region", regions.declared)
    id_number, _ = survivorship.first(records, "resident_id_number", attrgetter("resident_id_number"))
    profile["bracket"], _ = survivorship.first(
        records,
        "age_bracket",
        lambda record: None if record.age_lower is None else (record.age_lower, record.age_upper),
    )
    id_gender, id_birth = resident_id_facts(id_number) if id_number else (None, None)
    id_region = regions.of_resident_id(id_number) if id_number else None
    if declared_gender:
        profile["gender"], profile["gender_source"] = declared_gender, "declared"
    elif id_gender:
        profile["gender"], profile["gender_source"] = id_gender, "resident_id_number"
    if declared_birth:
        profile["born"] = declared_birth
    elif id_birth and id_birth <= as_of:
        profile["born"] = id_birth
    if declared_region:
        profile["region"], profile["region_source"] = declared_region, "declared"
    elif id_region:
        profile["region"], profile["region_source"] = id_region, "resident_id_number"
    return profile


def whole_years(born: date, as_of: date) -> int:
    """Age in whole years; a birthday on 29 February comes on 1 March in other years."""
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


# Permissions


def read_defaults(path: Path) -> dict[str, bool]:
    """Return for every purpose whether it is allowed while a customer has decided nothing."""
    allowed = {"allowed": True, "not_allowed": False}
    return {row["purpose"]: allowed[row["without_consent"]] for row in read_csv(path)}


def permissions_of(consents: list[Consent], defaults: dict[str, bool]) -> tuple:
    """Return whether a customer permits each purpose, and the day of the decision that says so, None without one."""
    permissions = []
    for purpose in PURPOSES:
        latest = max(
            (row for row in consents if row.purpose in (purpose, None)),
            key=lambda row: (row.decided_at is None, row.decided_at or LONG_AGO, row.decision == "withdrawn"),
            default=None,
        )
        # Chosen: each purpose stands for itself; who may not be analysed may still have agreed to marketing.
        if latest is None:
            permissions += [defaults[purpose], None]
        else:
            permissions += [latest.decision == "granted", latest.decided_at and latest.decided_at.date()]
    return tuple(permissions)


# Metrics of the customers


def latest_of(rows: list, time_of):
    """Return the latest record; ties: the greater id, then the greater system."""
    return max(rows, key=lambda row: (time_of(row), row.key, row.source_system), default=None)


def by_customer(rows: dict, owner: dict[tuple, str], time_of, as_of: date) -> dict[str, list]:
    """Return the records dated up to the as-of date by customer; those of nobody known are left out."""
    groups: dict[str, list] = defaultdict(list)
    for row in rows.values():
        who = owner.get((row.source_system, row.customer_id))
        moment = time_of(row)
        if who is not None and moment is not None and moment.date() <= as_of:
            groups[who].append(row)
    return groups


def mean_days_between(orders: list[CountedOrder]) -> Decimal | None:
    """Return the mean days between the days with orders; None with fewer than two."""
    days = {order.day for order in orders}
    return ratio(Decimal((max(days) - min(days)).days), len(days) - 1) if len(days) > 1 else None


def channel_preference(orders: list[CountedOrder], least: Decimal, as_of: date) -> tuple[str | None, Decimal | None]:
    """Return the preferred channel, and the share of online orders; None without a known channel."""
    channels = [order.channel for order in orders if order.channel and in_window(order.day, 365, as_of)]
    if not channels:
        return None, None
    online, known = channels.count("online"), len(channels)
    if online >= least * known:
        preference = "online"
    elif known - online >= least * known:
        preference = "offline"
    else:
        preference = "mixed"
    return preference, ratio(Decimal(online), known)


def shopping_time(orders: list[CountedOrder], catalogue: "Catalogue", as_of: date) -> tuple[str | None, str | None]:
    """Return the part of the day with most orders, and the orders by part; None if no time is known."""
    starts = {part: catalogue.parameters["shopping_time", f"{part}_from_hour"] for part in PARTS_OF_DAY[:3]}
    least = catalogue.parameters["shopping_time", "min_order_share"]
    count = dict.fromkeys(PARTS_OF_DAY, 0)
    for order in orders:
        time = order.ordered_at.time()
        if not in_window(order.day, 365, as_of) or (time.hour, time.minute, time.second) == (0, 0, 0):
            continue
        if time.hour >= starts["evening"]:
            count["evening"] += 1
        elif time.hour >= starts["afternoon"]:
            count["afternoon"] += 1
        elif time.hour >= starts["morning"]:
            count["morning"] += 1
        else:
            count["night"] += 1
    known = sum(count.values())
    if not known:
        return None, None
    reached = [part for part in PARTS_OF_DAY if count[part] >= least * known]
    return (reached[0] if len(reached) == 1 else "no_pattern"), "/".join(str(count[part]) for part in PARTS_OF_DAY)


def systems_with_returns(clean, owner, items, returns, as_of: date) -> set[str]:
    """Return the systems in which anything came back; of others, nothing is known of returns."""
    refund_of = refunds(clean, as_of)
    telling = set()
    for key, order in clean["orders"].items():
        day = order.ordered_at.date()
        if (order.source_system, order.customer_id) not in owner or day > as_of:
            continue
        if is_fully_returned(order, refund_of(order), as_of):
            telling.add(order.source_system)
        if not in_window(day, 365, as_of) or is_cancelled(order, as_of):
            continue
        for item in items.get(key, ()):
            units = 1 if item.quantity is None else item.quantity
            back = returns.get((key[0], item.key), ())
            if units > 0 and any(row.quantity is None or row.quantity > 0 for row in back):
                telling.add(order.source_system)
    return telling


def order_units(clean: dict[str, dict], owner: dict[tuple, str], as_of: date) -> dict[str, tuple[Decimal, Decimal]]:
    """Return the units returned and ordered in 365 days, by customer; fully returned orders are included."""
    refund_of = refunds(clean, as_of)
    returns: dict[tuple, list[ItemReturn]] = defaultdict(list)
    for row in clean["returns"].values():
        if happened(row.returned_at, as_of):
            returns[row.source_system, row.item_id].append(row)
    items: dict[tuple, list[Item]] = defaultdict(list)
    for item in clean["order_items"].values():
        items[item.source_system, item.order_id].append(item)

    telling = systems_with_returns(clean, owner, items, returns, as_of)
    returned: dict[str, Decimal] = defaultdict(lambda: ZERO)
    ordered: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for key, order in clean["orders"].items():
        who = owner.get((order.source_system, order.customer_id))
        if who is None or not in_window(order.ordered_at.date(), 365, as_of) or is_cancelled(order, as_of):
            continue
        ordered[who] += 0  # an order is there, whatever is known of it
        if order.source_system not in telling:
            continue
        everything = is_fully_returned(order, refund_of(order), as_of)
        if key not in items:  # without items the order is one unit
            ordered[who] += 1
            returned[who] += 1 if everything else 0
        for item in items.get(key, ()):
            units = Decimal(1) if item.quantity is None else item.quantity
            back = [units if row.quantity is None else row.quantity for row in returns.get((key[0], item.key), ())]
            ordered[who] += units
            returned[who] += units if everything else min(sum(back), units)
    return {who: (to_cents(returned[who]), to_cents(ordered[who])) for who in ordered}


def engagement_metrics(interactions: list[Interaction], as_of: date) -> dict[str, int]:
    """Return the number of visits, clicks, opens and social interactions, for every window."""
    days = [
        row.occurred_at.date() for row in interactions if row.interaction_type in ("visit", "click", "open", "social")
    ]
    return {
        f"engagements_{window}": sum(in_window(day, length, as_of) for day in days)
        for window, length in WINDOWS.items()
    }


def usage_metrics(interactions: list[Interaction], as_of: date) -> dict[str, int]:
    """Return the number of days on which the product was used, for every window."""
    days = {row.occurred_at.date() for row in interactions if row.interaction_type == "use"}
    return {
        f"usage_days_{window}": sum(in_window(day, length, as_of) for day in days) for window, length in WINDOWS.items()
    }


def preferred_attributes(
    orders: list[CountedOrder], attributes: dict, catalogue: "Catalogue", as_of: date
) -> dict[str, str]:
    """Return the attribute values on enough items of 365 days, with their share of the items with the attribute."""
    of_product: dict[tuple, list[ProductAttribute]] = defaultdict(list)
    for row in attributes.values():
        of_product[row.source_system, row.product_id].append(row)
    with_name, with_value = Counter(), Counter()
    for order in orders:
        for product in order.products if in_window(order.day, 365, as_of) else ():
            with_name.update({row.name for row in of_product[product]})
            with_value.update((row.name, row.value) for row in of_product[product])
    least_share = catalogue.parameters["attribute_preferences", "min_item_share"]
    least = catalogue.parameters["attribute_preferences", "min_items"]
    return {
        f"{name}: {value}": f"{ratio(Decimal(count), with_name[name]):f}"
        for (name, value), count in with_value.items()
        if count >= least and count >= least_share * with_name[name]
    }


def category_touches(orders, interactions, products: dict, as_of: date) -> Counter:
    """Return how often each category was viewed or bought in 90 days; an order counts once a category."""
    touches: Counter = Counter()
    for row in interactions:
        product = products.get((row.source_system, row.product_id))
        if row.interaction_type == "view" and in_window(row.occurred_at.date(), 90, as_of) and product:
            touches[product.category] += 1
    for order in orders:
        if in_window(order.day, 90, as_of):
            touches.update(order.category_net_spend.keys())
    del touches[None]  # products without a category
    return touches


def value_contributions(net_spend: dict[str, Decimal], catalogue: "Catalogue") -> dict[str, tuple[str, Decimal]]:
    """Return the value contribution, and the share of the net spend of those before, by customer with spend."""
    high = catalogue.parameters["value_contribution", "high_max_share"]
    medium = catalogue.parameters["value_contribution", "medium_max_share"]
    spenders = sorted((who for who in net_spend if net_spend[who] > 0), key=lambda who: -net_spend[who])
    total = sum((net_spend[who] for who in spenders), ZERO)
    contributions = {}
    for who in spenders:
        before = sum((net_spend[other] for other in spenders if net_spend[other] > net_spend[who]), ZERO)
        if before < high * total:
            level = "high"
        elif before < medium * total:
            level = "medium"
        else:
            level = "low"
        contributions[who] = (level, to_millionths(before / total))
    return contributions


def profit_share(
    orders: list[CountedOrder], net_spend: Decimal, costs: dict[tuple, Decimal], as_of: date
) -> tuple[Decimal | None, str | None]:
    """Return the share of profit in 365 days; or None and the reason for it."""
    within = [order for order in orders if in_window(order.day, 365, as_of)]
    known = [order for order in within if (order.source_system, order.order_id) in costs]
    spend = sum((order.net_spend for order in known), ZERO)
    cost = sum((costs[order.source_system, order.order_id] for order in known), ZERO)
    if spend > 0:
        return to_millionths((spend - cost) / spend), None
    return None, "no_spend" if net_spend <= 0 else "costs_unknown"


def costs_by_order(costs: dict, as_of: date) -> dict[tuple, Decimal]:
    """Return the costs known by the as-of date, by order."""
    sums: dict[tuple, Decimal] = {}
    for cost in costs.values():
        if happened(cost.incurred_at, as_of):
            key = cost.source_system, cost.order_id
            sums[key] = sums.get(key, ZERO) + cost.cost_amount
    return sums


def service_preference(contacts: list[ServiceContact], as_of: date) -> tuple[str | None, int | None]:
    """Return the channel most used for service in 365 days, and the number of contacts by it."""
    within = [row for row in contacts if in_window(row.contacted_at.date(), 365, as_of)]
    if not within:
        return None, None
    count = Counter(row.channel for row in within)
    latest = {name: max(row.contacted_at for row in within if row.channel == name) for name in count}
    best = max(sorted(count), key=lambda name: (count[name], latest[name]))  # max keeps the first name of a tie
    return best, count[best]


def latest_by_opportunity(records_by_customer: dict[str, list[SalesRecord]]) -> dict[tuple, SalesRecord]:
    """Return the latest record of every opportunity, by (source_system, opportunity_id)."""
    records: dict[tuple, list[SalesRecord]] = defaultdict(list)
    for rows in records_by_customer.values():
        for row in rows:
            records[row.source_system, row.opportunity_id].append(row)
    return {key: latest_of(rows, lambda row: row.contacted_at) for key, rows in records.items()}


def win_probability(records: list[SalesRecord], latest: dict[tuple, SalesRecord]) -> Decimal | None:
    """Return the probability of the customer's latest record that tells one, of open opportunities."""
    telling = [
        row
        for row in records
        if row.win_probability is not None
        and latest[row.source_system, row.opportunity_id].sales_stage not in ("won", "not_won")
    ]
    record = latest_of(telling, lambda row: row.contacted_at)
    return record.win_probability if record else None


@dataclass
class Responses:
    """The sends of a customer in 180 days, by channel: all, answered, and replied to."""

    sent: Counter = field(default_factory=Counter)
    answered: Counter = field(default_factory=Counter)
    replied: Counter = field(default_factory=Counter)

    def share(self, count: Counter, channel: str | None = None) -> Decimal | None:
        """Return the share of the sends, of all channels or of one; None without a send."""
        if channel is None:
            return ratio(Decimal(count.total()), self.sent.total())
        return ratio(Decimal(count[channel]), self.sent[channel])

    def preferred_channel(self, min_sends: Decimal) -> str | None:
        """Return the channel with the best share of answers; ties: more sends, then the name."""
        names = [name for name in sorted(CONTACT_CHANNELS) if self.sent[name] >= min_sends and self.answered[name]]
        return max(
            names,
            key=lambda name: (Fraction(self.answered[name], self.sent[name]), self.sent[name]),
            default=None,
        )


def answered_sends(interactions: dict, as_of: date) -> tuple[set[tuple], set[tuple]]:
    """Return the sends that were answered by the as-of date, and those replied to, by (source_system, send id).

    Chosen: an answer counts for the send that it names, whoever the answer's own customer is.
    """
    answers = [
        row
        for row in interactions.values()
        if row.interaction_type in ("open", "click", "reply") and row.send_id and row.occurred_at.date() <= as_of
    ]
    answered = {(row.source_system, row.send_id) for row in answers}
    replied = {(row.source_system, row.send_id) for row in answers if row.interaction_type == "reply"}
    return answered, replied


def responses_of(interactions: list[Interaction], answered: set[tuple], replied: set[tuple], as_of: date) -> Responses:
    """Return what the customer was sent in 180 days, and what came of it."""
    responses = Responses()
    for row in interactions:
        if row.interaction_type != "send" or not in_window(row.occurred_at.date(), 180, as_of):
            continue
        responses.sent[row.channel] += 1
        responses.answered[row.channel] += (row.source_system, row.key) in answered
        responses.replied[row.channel] += (row.source_system, row.key) in replied
    return responses


def last_coupon_date(orders: list[CountedOrder], coupons: list[Coupon], as_of: date) -> date | None:
    """Return the last day in 180 days on which a coupon was redeemed; `coupons` are redeemed ones."""
    days = [coupon.redeemed_at.date() for coupon in coupons] + [order.day for order in orders if order.has_coupon]
    return max((day for day in days if in_window(day, 180, as_of)), default=None)


def campaign_dates(orders, interactions, coupons, promotions: dict, as_of: date) -> dict[str, date]:
    """Return the campaigns taken part in during 365 days, with the last day of each."""
    parts = [
        (row.campaign_id, row.occurred_at.date())
        for row in interactions
        if row.interaction_type == "campaign" and row.campaign_id is not None
    ]
    parts += [(campaign, order.day) for order in orders for campaign in order.campaigns]
    for coupon in coupons:
        promotion = promotions.get((coupon.source_system, coupon.promotion_id))
        if promotion and promotion.promotion_type == "campaign":
            parts.append((promotion.key, coupon.redeemed_at.date()))
    latest: dict[str, date] = {}
    for campaign, day in parts:
        if in_window(day, 365, as_of):
            latest[campaign] = max(latest.get(campaign, day), day)
    return latest


# Predictions


@dataclass
class Parameters:
    """Fitted parameters of the BG/NBD (r, alpha, a, b; per day) and gamma-gamma (p, q, gamma) models."""

    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    gamma: float


def read_parameters(path: Path, data_set: str, as_of: date) -> Parameters | None:
    """Return the latest parameters of the data set that were fitted by the as-of date."""
    if not path.exists():
        return None
    rows = [
        row
        for row in read_csv(path)
        if row["data_set"] == data_set and date.fromisoformat(row["fitted_as_of"]) <= as_of
    ]
    if not rows:
        return None
    best = max(rows, key=lambda row: (row["fitted_as_of"], int(row["version"])))
    return Parameters(**{name: float(best[name]) for name in ("r", "alpha", "a", "b", "p", "q", "gamma")})


def from_float(value: float) -> Decimal:
    """Return the decimal number that the float is written as."""
    return Decimal(repr(float(value)))


def predictions(orders: list[CountedOrder], model: Parameters, as_of: date) -> dict[str, Decimal]:
    """Return the three predictions for a customer who bought."""
    days = sorted({order.day for order in orders})
    x = len(days) - 1
    recency, age = (days[-1] - days[0]).days, (as_of - days[0]).days
    r, alpha, a, b = model.r, model.alpha, model.a, model.b

    alive = 1.0
    if x:  # who bought once cannot have left; the odds are kept as a logarithm, since the power grows large
        log_odds_left = math.log(a / (b + x - 1)) + (r + x) * math.log((alpha + age) / (alpha + recency))
        alive = float(expit(-log_odds_left))  # 1 / (1 + odds)

    def order_probability(horizon: int) -> float:
        """Return the probability of an order in so many days."""
        return alive * (1 - ((alpha + age) / (alpha + age + horizon)) ** (r + x))

    # Expected purchases in t days, equation (10) of Fader, Hardie and Lee (2005). There a power of 1-z stands before
    # 2F1(r+x, b+x; a+b+x-1; z); by Euler, 2F1(A, B; C; z) = (1-z)^(C-A-B) 2F1(C-A, C-B; C; z), which takes it away.
    t = 1095
    z = t / (alpha + age + t)
    power_and_2f1 = (1 - z) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, z)
    purchases = (a + b + x - 1) / (a - 1) * (1 - power_and_2f1) * alive

    repeat_spend = sum((order.net_spend for order in orders if order.day != days[0]), ZERO)
    # x times their mean is the spend of the repeat days itself.
    spend = model.p * (model.gamma + float(repeat_spend)) / (model.p * x + model.q - 1)
    return {
        "churn_probability": to_millionths(from_float(1 - order_probability(365))),
        "purchase_probability_90d": to_millionths(from_float(order_probability(90))),
        "predicted_value_3y": to_cents(from_float(purchases * spend)),
    }


def own_scores(scores: list[ModelScore]) -> dict[str, Decimal]:
    """Return the latest score of each name by the company's own models; `scores` are those up to the as-of date."""
    latest = {}
    for name in SCORE_NAMES:
        row = latest_of([row for row in scores if row.score_name == name], lambda row: row.scored_at)
        if row is not None:
            latest[name] = to_cents(row.score) if name == "predicted_value_3y" else row.score
    return latest


# Tags


@dataclass
class Catalogue:
    """The seeds: definition by tag, values by tag, parameters by (tag, name)."""

    definitions: dict[str, dict[str, str]]
    values: dict[str, list[dict[str, str]]]
    parameters: dict[tuple[str, str], Decimal]
    named_segments: list[dict[str, str]]

    def named_segment(self, scores: list[int]) -> str:
        """Return the first segment, by priority, whose three ranges hold the scores for R, F and M."""

        def fits(row: dict[str, str]) -> bool:
            return all(
                (not row[f"{letter}_min"] or score >= int(row[f"{letter}_min"]))
                and (not row[f"{letter}_max"] or score <= int(row[f"{letter}_max"]))
                for letter, score in zip("rfm", scores, strict=True)
            )

        return next(row["segment"] for row in self.named_segments if fits(row))

    def metric(self, tag: str) -> str:
        """Return the metric that is the evidence of the tag."""
        return self.definitions[tag]["metric"]

    def absent(self, tag: str, reason: str | None = None) -> str:
        """Return the value that stands for an absent metric, for the reason if there are several."""
        rows = [row for row in self.values[tag] if row["absent_reason"] and reason in (None, row["absent_reason"])]
        if len(rows) != 1:
            raise ValueError(f"{len(rows)} values of {tag} stand for an absent metric, {reason}")
        return rows[0]["tag_value"]

    def band_row(self, tag: str, number) -> dict[str, str]:
        """Return the row of the band that holds the number."""
        rows = [row for row in self.values[tag] if (row["min_value"] or row["max_value"]) and holds(row, number)]
        if len(rows) != 1:
            raise ValueError(f"{len(rows)} bands of {tag} hold {number}")
        return rows[0]

    def band(self, tag: str, number, reason: str | None = None) -> str:
        """Return the value of a band tag; the reason is why there is no number."""
        return self.absent(tag, reason) if number is None else self.band_row(tag, number)["tag_value"]

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
    """Read the tag catalogue from the folder of all seeds."""
    folder = seeds_dir / "tags"
    values = defaultdict(list)
    for row in read_csv(folder / "tag_values.csv"):
        values[row["tag_code"]].append(row)
    parameters = {
        (row["tag_code"], row["parameter"]): Decimal(row["value"]) for row in read_csv(folder / "tag_parameters.csv")
    }
    definitions = {row["tag_code"]: row for row in read_csv(folder / "tag_definitions.csv")}
    segments = sorted(read_csv(seeds_dir / "segments/rfm_segments.csv"), key=lambda row: int(row["priority"]))
    return Catalogue(definitions, dict(values), parameters, segments)


def possible_values(catalogue: Catalogue, clean: dict[str, dict], regions: Regions, as_of: date) -> dict[str, set[str]]:
    """Return all values of every active tag: those of the seed, and those that come from the data."""

    def is_known(moment: datetime | None) -> bool:
        return moment is None or moment.date() <= as_of

    campaigns = {row.key for row in clean["promotions"].values() if row.promotion_type == "campaign"}
    for event in clean["interactions"].values():
        if event.interaction_type == "campaign" and event.campaign_id and is_known(event.occurred_at):
            campaigns.add(event.campaign_id)
    for use in clean["order_promotions"].values():
        order = clean["orders"].get((use.source_system, use.order_id))
        is_campaign = use.promotion_id and type_of_use(use, clean["promotions"]) == "campaign"
        if is_campaign and order and is_known(order.ordered_at):
            campaigns.add(use.promotion_id)
    from_data = {
        "products": {row.category for row in clean["products"].values() if row.category is not None},
        "product_attributes": {f"{row.name}: {row.value}" for row in clean["product_attributes"].values()},
        "promotions": campaigns,
    }
    possible = {}
    for tag, definition in catalogue.definitions.items():
        if definition["status"] != "active":
            continue
        possible[tag] = {row["tag_value"] for row in catalogue.values.get(tag, ())}
        if definition["values_from"] == "regions":
            possible[tag] |= regions.names(tag)  # the tags are called like the seed's columns: province, city
        else:
            possible[tag] |= from_data.get(definition["values_from"], set())
    return possible


def age_tag(profile: dict, catalogue: Catalogue, as_of: date) -> tuple[str, str | None]:
    """Return the age group and the age, or the age bracket, that it comes from."""
    if profile["born"]:
        years = whole_years(profile["born"], as_of)
        return catalogue.band("age_group", years), str(years)
    if profile["bracket"] is None:
        return catalogue.absent("age_group", "unknown"), None
    lower, upper = profile["bracket"]
    row = catalogue.band_row("age_group", lower)
    if upper is None:
        fits, span = not row["max_value"], f"{lower}+"
    else:
        fits, span = holds(row, upper), f"{lower}-{upper}"
    return (row["tag_value"] if fits else catalogue.absent("age_group", "unknown")), span


def lifecycle_stage(
    days_since_first: int | None, days_since_last: int | None, has_rejected_orders: bool, catalogue: Catalogue
) -> str:
    """Return the stage of the customer; the first match wins."""

    def limit(name: str) -> Decimal:
        """Return a parameter of the tag."""
        return catalogue.parameters["lifecycle_stage", name]

    if days_since_last is None:
        return "unknown" if has_rejected_orders else "prospect"
    if days_since_first <= limit("new_max_days"):
        return "new"
    if days_since_last <= limit("active_max_days"):
        return "active"
    if days_since_last <= limit("dormant_max_days"):
        return "dormant"
    return "churned"


@dataclass
class Holdings:
    """All records of one customer, up to the as-of date."""

    profile: dict
    orders: list[CountedOrder]
    interactions: list[Interaction]
    service_contacts: list[ServiceContact]
    opportunities: list[SalesRecord]
    memberships: list[Membership]
    coupons: list[Coupon]  # redeemed ones
    responses: Responses
    units: tuple[Decimal, Decimal] | None  # returned and ordered in 365 days
    contribution: tuple[str, Decimal] | None  # value contribution and its metric
    profit: tuple[Decimal | None, str | None]  # share, or the reason for none
    win_probability: Decimal | None
    predictions: dict[str, Decimal]
    has_rejected_orders: bool


def tags_of(held: Holdings, metrics: dict, catalogue: Catalogue, as_of: date) -> tuple[dict, dict]:
    """Return the computed single-valued tags of one customer, and the text of the metric behind each."""
    profile, orders, responses = held.profile, held.orders, held.responses
    days = [(as_of - order.day).days for order in orders]
    days_since_first = max(days, default=None)
    days_since_last = min(days, default=None)
    category, category_spend = preferred_category(orders, as_of)
    age_group, age_span = age_tag(profile, catalogue, as_of)
    province, city, macro_region = profile["region"] or (None, None, None)
    individual = profile["customer_type"] == "individual"
    business = profile["customer_type"] == "business"
    channel, online_share = channel_preference(
        orders, catalogue.parameters["channel_preference", "min_order_share"], as_of
    )
    part_of_day, parts_of_day = shopping_time(orders, catalogue, as_of)
    returned, ordered = held.units or (ZERO, ZERO)
    returned_share = ratio(returned, ordered)
    contribution, share_before = held.contribution or (None, None)
    profit, no_profit_reason = held.profit
    service_channel, service_contacts = service_preference(held.service_contacts, as_of)
    contact_channel = responses.preferred_channel(catalogue.parameters["contact_preference", "min_sends"])
    last_sale = latest_of(held.opportunities, lambda row: row.contacted_at)
    last_sales_day = last_sale.contacted_at.date() if last_sale else None
    days_since_sale = (as_of - last_sales_day).days if last_sale else None
    coupon_day = last_coupon_date(orders, held.coupons, as_of)
    in_force = [row for row in held.memberships if row.ended_at is None or row.ended_at.date() > as_of]

    def of_person(tag: str, value: str | None) -> str:
        """Return an attribute that businesses cannot have."""
        return catalogue.absent(tag, "not_applicable") if business else value or catalogue.absent(tag, "unknown")

    def of_business(tag: str, value: str | None) -> str:
        """Return an attribute that individuals cannot have."""
        return catalogue.absent(tag, "not_applicable") if individual else value or catalogue.absent(tag, "unknown")

    if individual:
        company_size = catalogue.absent("company_size", "not_applicable")
    else:
        company_size = catalogue.band("company_size", profile["employee_count"], "unknown")

    numbers = metrics | {"days_since_first_order": days_since_first, "days_since_last_order": days_since_last}

    never = "orders_rejected" if held.has_rejected_orders else "never_bought"

    def chosen(tag: str) -> str:
        """Return the band of the metric that the definition names."""
        return catalogue.band(tag, numbers[catalogue.metric(tag)])

    tags = {
        "customer_type": profile["customer_type"] or catalogue.absent("customer_type"),
        "acquisition_source": profile["acquisition_source"] or catalogue.absent("acquisition_source"),
        "gender": of_person("gender", profile["gender"]),
        "age_group": of_person("age_group", age_group),
        "province": province or catalogue.absent("province"),
        "city": city or catalogue.absent("city"),
        "macro_region": macro_region or catalogue.absent("macro_region"),
        "occupation": of_person("occupation", profile["occupation"]),
        "industry": of_business("industry", profile["industry"]),
        "company_size": company_size,
        "membership": "member" if in_force else catalogue.absent("membership"),
        "purchase_frequency": chosen("purchase_frequency"),
        "purchase_recency": catalogue.band("purchase_recency", numbers[catalogue.metric("purchase_recency")], never),
        "spend_level": chosen("spend_level"),
        "order_value_level": chosen("order_value_level"),
        "repurchase_cycle": catalogue.band(
            "repurchase_cycle",
            metrics["mean_days_between_order_days"],
            "single_purchase" if orders else never,
        ),
        "product_preference": category or catalogue.absent("product_preference"),
        "channel_preference": channel or catalogue.absent("channel_preference"),
        "shopping_time": part_of_day or catalogue.absent("shopping_time"),
        "engagement_level": chosen("engagement_level"),
        "usage_frequency": chosen("usage_frequency"),
        "return_level": catalogue.band("return_level", returned_share, "returns_unknown" if held.units else "no_order"),
        "value_contribution": contribution or catalogue.absent("value_contribution"),
        "profit_contribution": catalogue.band("profit_contribution", profit, no_profit_reason),
        "ltv_tier": catalogue.band("ltv_tier", held.predictions.get("predicted_value_3y")),
        "purchase_potential": catalogue.band("purchase_potential", held.predictions.get("purchase_probability_90d")),
        "price_sensitivity": chosen("price_sensitivity"),
        "service_preference": service_channel or catalogue.absent("service_preference"),
        "contact_preference": contact_channel or catalogue.absent("contact_preference"),
        "decision_role": of_business("decision_role", profile["decision_role"]),
        "lifecycle_stage": lifecycle_stage(days_since_first, days_since_last, held.has_rejected_orders, catalogue),
        "sales_stage": last_sale.sales_stage if last_sale else catalogue.absent("sales_stage"),
        "purchase_intent": catalogue.band("purchase_intent", held.win_probability),
        "follow_up_status": catalogue.band("follow_up_status", days_since_sale),
        "churn_risk": catalogue.band("churn_risk", held.predictions.get("churn_probability")),
        "promotion_participation": chosen("promotion_participation"),
        "coupon_user": "yes" if coupon_day else catalogue.absent("coupon_user"),
        "marketing_response": catalogue.band("marketing_response", responses.share(responses.answered)),
        "email_open_level": catalogue.band("email_open_level", responses.share(responses.answered, "email")),
        "sms_reply_level": catalogue.band("sms_reply_level", responses.share(responses.replied, "sms")),
    }
    for tag in ("care_level", "new_product_interest", "potential_buyer"):  # set by people only
        tags[tag] = catalogue.absent(tag)

    # Who never bought scores 0 throughout, whatever the metrics say.
    scores = []
    for tag in ("rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score"):
        tags[tag] = chosen(tag) if orders else catalogue.absent(tag)
        scores.append(catalogue.score(tag, tags[tag]))
    tags["customer_grade"] = catalogue.band("customer_grade", sum(scores))
    high = catalogue.parameters["rfm_segment", "high_score_min"]
    segment = RFM_SEGMENTS[tuple(int(score >= high) for score in scores)]
    tags["rfm_segment"] = segment if orders else catalogue.absent("rfm_segment")
    named = catalogue.named_segment(scores) if orders else catalogue.absent("rfm_segment_named")
    tags["rfm_segment_named"] = named

    known = numbers | {
        "customer_type_source": profile["customer_type_system"],
        "acquisition_source_system": profile["acquisition_source_system"],
        "gender_source": None if business else profile["gender_source"],
        "age_span": None if business else age_span,
        "region_source": profile["region_source"],
        "occupation_system": None if business else profile["occupation_system"],
        "industry_system": None if individual else profile["industry_system"],
        "employee_count": None if individual else profile["employee_count"],
        "decision_role_system": None if individual else profile["decision_role_system"],
        "member_since": min((row.joined_at.date() for row in in_force), default=None),
        "preferred_category_net_spend_365d": category_spend,
        "online_order_share_365d": online_share,
        "orders_by_part_of_day_365d": parts_of_day,
        "returned_item_share_365d": returned_share,
        "rfm_total_score": sum(scores),
        "rfm_scores": "-".join(map(str, scores)),
        "net_spend_share_before_365d": share_before,
        "profit_share_365d": profit,
        "predicted_value_3y": held.predictions.get("predicted_value_3y"),
        "purchase_probability_90d": held.predictions.get("purchase_probability_90d"),
        "churn_probability": held.predictions.get("churn_probability"),
        "preferred_service_contacts_365d": service_contacts,
        "preferred_channel_response_share_180d": (
            responses.share(responses.answered, contact_channel) if contact_channel else None
        ),
        "days_since_first_and_last_order": f"{days_since_first}/{days_since_last}" if orders else None,
        "last_sales_contact_date": last_sales_day,
        "win_probability": held.win_probability,
        "days_since_last_sales_contact": days_since_sale,
        "last_coupon_date_180d": coupon_day,
        "response_share_180d": responses.share(responses.answered),
        "email_open_share_180d": responses.share(responses.answered, "email"),
        "sms_reply_share_180d": responses.share(responses.replied, "sms"),
        "manual_tag_id": None,  # nobody set the tag
    }
    evidence = {}
    for tag in tags:
        metric = known[catalogue.metric(tag)]
        # Amounts carry two decimals and ratios six, so their text does too.
        evidence[tag] = None if metric is None else f"{metric:f}" if isinstance(metric, Decimal) else str(metric)
    return tags, evidence


def multi_tags_of(held: Holdings, clean: dict[str, dict], catalogue: Catalogue, as_of: date) -> dict:
    """Return the computed values of the multi-valued tags of one customer, with their evidence."""
    touches = category_touches(held.orders, held.interactions, clean["products"], as_of)
    least = catalogue.parameters["interests", "min_touches"]
    campaigns = campaign_dates(held.orders, held.interactions, held.coupons, clean["promotions"], as_of)
    return {
        "interests": {category: str(count) for category, count in touches.items() if count >= least},
        "attribute_preferences": preferred_attributes(held.orders, clean["product_attributes"], catalogue, as_of),
        "campaigns": {campaign: str(day) for campaign, day in campaigns.items()},
    }


def set_manual_tags(who: str, rows: list[ManualTag], catalogue: Catalogue, as_of: date, result: Result) -> None:
    """Let the manual tags that hold win over the computed ones; `rows` are those set up to the as-of date."""
    holding = [row for row in rows if row.valid_until is None or row.valid_until >= as_of]
    # What other systems gave comes first, so that people overwrite it; within both, rows are applied in the order in
    # which they were set, so that the last one stays. Chosen: so it is, too, for the evidence of a value of a
    # multi-valued tag that was set more than once. No shipped tag changes the order of precedence.
    for row in sorted(holding, key=lambda row: (row.origin == "manual", row.set_at, row.key, row.source_system)):
        evidence = f"{row.source_system}:{row.key}"
        if catalogue.definitions[row.tag_code]["cardinality"] == "multi":
            values = result.multi[who].setdefault(row.tag_code, {})
            values.pop(row.tag_value, None)
            if row.operation == "set":
                values[row.tag_value] = evidence
        else:
            result.tags[who][row.tag_code] = row.tag_value
            result.evidence[who][row.tag_code] = evidence
            result.source[who][row.tag_code] = row.origin


def as_spelled(value: str | None, values: set[str]) -> str | None:
    """Return the value as the catalogue spells it: the equal one, else the first that differs in case only."""
    if value is None or value in values:
        return value
    return min((one for one in values if one.lower() == value.lower()), default=value)


def unify_categories(products: list[Product], codes: dict[str, str]) -> None:
    """Give every category the spelling that occurs most often, whatever its case; a word may stand for another."""
    for product in products:
        if product.category is not None:
            product.category = codes.get(product.category.lower(), product.category)
    counts = Counter(product.category for product in products if product.category is not None)
    best = {one.lower(): one for one in sorted(counts, key=lambda one: (counts[one], one))}  # the last one stays
    for product in products:
        if product.category is not None:
            product.category = best[product.category.lower()]


def metrics_of(orders, credits_, interactions, units: tuple[Decimal, Decimal], as_of: date) -> dict:
    """Return the metrics of one customer."""
    returned, ordered = units
    return {
        **order_metrics(orders, credits_, as_of),
        **engagement_metrics(interactions, as_of),
        **usage_metrics(interactions, as_of),
        "mean_days_between_order_days": mean_days_between(orders),
        "returned_units_365d": returned,
        "ordered_units_365d": ordered,
    }


def stage_all(base: BaseRows, catalogue: Catalogue, regions: Regions, as_of: date, result: Result) -> dict[str, dict]:
    """Clean records of all entities; what refers to other records comes after them."""
    clean: dict[str, dict] = {}

    def clean_up(entity: str, faults_of) -> None:
        """Stage one entity."""
        clean[entity] = stage(entity, getattr(base, entity), faults_of, as_of, result)

    for record in base.customers:
        bad = blank_bad_values(record, regions)
        if record.key is not None:  # a record without its key is rejected as a whole
            result.rejected_values.update((column, record.source_system, reason) for column, reason in bad)
    clean_up("customers", lambda _: iter(()))
    clean_up("products", product_faults)
    clean_up("promotions", promotion_faults)
    customers = clean["customers"]
    clean_up("exchange_rates", exchange_rate_faults)
    clean_up("campaign_assignments", lambda row: assignment_faults(row, customers))
    clean_up("cdp_acknowledgements", acknowledgement_faults)
    clean_up("cdp_reported_profiles", reported_profile_faults)
    rates = Rates(clean["exchange_rates"], base.currency)
    clean_up("orders", lambda row: order_faults(row, customers, rates))
    clean_up("order_items", lambda row: item_faults(row, clean["orders"]))
    clean_up("order_promotions", lambda row: order_promotion_faults(row, clean["orders"]))
    clean_up("customer_identifiers", lambda row: identifier_faults(row, customers))
    clean_up("identity_decisions", lambda row: identity_decision_faults(row, customers))
    # Chosen: "any send row" is any, be it clean itself or not.
    sends = {(row.source_system, row.key) for row in base.interactions if row.interaction_type == "send"}
    clean_up("interactions", lambda row: interaction_faults(row, customers, sends))
    clean_up("service_contacts", lambda row: service_contact_faults(row, customers))
    clean_up("opportunities", lambda row: opportunity_faults(row, customers))
    clean_up("model_scores", lambda row: model_score_faults(row, customers))
    clean_up("memberships", lambda row: membership_faults(row, customers))
    clean_up("coupons", lambda row: coupon_faults(row, customers))
    clean_up("costs", lambda row: cost_faults(row, clean["orders"]))
    clean_up("refunds", lambda row: refund_faults(row, clean["orders"], clean["order_items"], customers, base.currency))
    clean_up("product_attributes", lambda row: product_attribute_faults(row, clean["products"]))
    clean_up("returns", lambda row: return_faults(row, clean["order_items"]))
    for consent in base.consents:
        bad = read_consent(consent, customers)
        if next(consent_faults(consent, customers), None) is None:
            result.rejected_values.update((column, consent.source_system, reason) for column, reason in bad)
    clean_up("consents", lambda row: consent_faults(row, customers))
    values = possible_values(catalogue, clean, regions, as_of)
    for row in base.manual_tags:
        row.tag_value = as_spelled(row.tag_value, values.get(row.tag_code, set()))
    clean_up("tag_reviews", lambda row: tag_review_faults(row, customers, values, catalogue.definitions))
    several = {tag for tag, definition in catalogue.definitions.items() if definition["cardinality"] == "multi"}
    clean_up("manual_tags", lambda row: manual_tag_faults(row, customers, values, several))
    return clean


def read_base(data_set: str, raw_dir: Path, seeds_dir: Path) -> BaseRows:
    """Return the base rows of a data set, with codes for words and without placeholders."""
    base = {"complete_journey": read_complete_journey, "demo": read_demo}[data_set](raw_dir)
    synonyms = read_synonyms(seeds_dir / "cleaning" / "synonyms.csv")
    replace_synonyms(base, synonyms)
    unify_attributes(base.product_attributes)
    unify_categories(base.products, synonyms["products", "category"])
    mark_placeholders(base, read_placeholders(seeds_dir / "cleaning" / "placeholder_values.csv"))
    key_wishes(base)
    return base


def expected_tags(data_set: str, raw_dir: Path, as_of: date, seeds_dir: Path) -> Result:
    """Everything that the pipeline should give for 'complete_journey' or 'demo' on the as-of date.

    `seeds_dir` is the folder of all seeds, with cleaning/, identity/, tags/, reference/, models/ and privacy/ below it.
    """
    base = read_base(data_set, Path(raw_dir), seeds_dir)
    catalogue = read_catalogue(seeds_dir)
    regions = Regions(read_csv(seeds_dir / "reference" / "region_codes.csv"))
    rules = read_identifier_rules(seeds_dir / "identity" / "identifier_rules.csv")
    survivorship = read_survivorship(seeds_dir / "identity" / "source_priorities.csv", as_of)
    model = read_parameters(seeds_dir / "models" / "customer_value_parameters.csv", data_set, as_of)
    defaults = read_defaults(seeds_dir / "privacy" / "purposes.csv")
    result = Result()
    erase(base, rules, result)
    clean = stage_all(base, catalogue, regions, as_of, result)

    owner = result.owner = owners(clean, rules, as_of)
    records: dict[str, list[Customer]] = defaultdict(list)
    for key, who in owner.items():
        records[who].append(clean["customers"][key])
    # one without a day counts on every day
    consents_of = by_customer(clean["consents"], owner, lambda row: row.decided_at or LONG_AGO, as_of)
    result.permissions = {who: permissions_of(consents_of[who], defaults) for who in records}
    analysed = {who for who, (may_analyse, *_) in result.permissions.items() if may_analyse}
    result.aliases = {record_id(key): who for key, who in owner.items() if who in analysed and record_id(key) != who}
    rates = Rates(clean["exchange_rates"], base.currency)
    orders_of = orders_by_customer(clean, owner, rates, catalogue, as_of)
    rejected_buyers = who_has_rejected_orders(base, clean, owner, rates, as_of)
    credits_of = credits_by_customer(clean, owner, as_of)
    interactions_of = by_customer(clean["interactions"], owner, lambda row: row.occurred_at, as_of)
    contacts_of = by_customer(clean["service_contacts"], owner, lambda row: row.contacted_at, as_of)
    sales_of = by_customer(clean["opportunities"], owner, lambda row: row.contacted_at, as_of)
    scores_of = by_customer(clean["model_scores"], owner, lambda row: row.scored_at, as_of)
    memberships_of = by_customer(clean["memberships"], owner, lambda row: row.joined_at, as_of)
    coupons_of = by_customer(clean["coupons"], owner, lambda row: row.redeemed_at, as_of)
    manual_of = by_customer(clean["manual_tags"], owner, lambda row: row.set_at, as_of)

    answered, replied = answered_sends(clean["interactions"], as_of)
    latest_sales = latest_by_opportunity(sales_of)
    units = order_units(clean, owner, as_of)
    costs = costs_by_order(clean["costs"], as_of)
    result.metrics = {
        who: metrics_of(orders_of[who], credits_of[who], interactions_of[who], units.get(who, (ZERO, ZERO)), as_of)
        for who in records
    }
    contributions = value_contributions({who: result.metrics[who]["net_spend_365d"] for who in records}, catalogue)

    for who, their_records in records.items():
        orders, metrics = orders_of[who], result.metrics[who]
        responses = responses_of(interactions_of[who], answered, replied, as_of)
        metrics["sends_180d"] = responses.sent.total()
        metrics["answered_sends_180d"] = responses.answered.total()
        if who not in analysed:
            continue
        held = Holdings(
            profile=profile_of(their_records, regions, survivorship),
            orders=orders,
            interactions=interactions_of[who],
            service_contacts=contacts_of[who],
            opportunities=sales_of[who],
            memberships=memberships_of[who],
            coupons=coupons_of[who],
            responses=responses,
            units=units.get(who),
            contribution=contributions.get(who),
            profit=profit_share(orders, metrics["net_spend_365d"], costs, as_of),
            win_probability=win_probability(sales_of[who], latest_sales),
            predictions=(predictions(orders, model, as_of) if model and orders else {}) | own_scores(scores_of[who]),
            has_rejected_orders=who in rejected_buyers,
        )
        result.tags[who], result.evidence[who] = tags_of(held, metrics, catalogue, as_of)
        result.source[who] = dict.fromkeys(result.tags[who], "computed")
        for tag in ("ltv_tier", "purchase_potential", "churn_risk"):
            if catalogue.metric(tag) in held.predictions:
                result.source[who][tag] = "model"
        result.multi[who] = multi_tags_of(held, clean, catalogue, as_of)
        set_manual_tags(who, manual_of[who], catalogue, as_of, result)
        result.multi[who] = {tag: values for tag, values in result.multi[who].items() if values}
    result.multi = {who: tags for who, tags in result.multi.items() if tags}
    return result
