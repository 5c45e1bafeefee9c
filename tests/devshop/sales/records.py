"""Orders as data: decimals in the shop's currency, times in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

ZERO = Decimal(0)


@dataclass
class Customer:
    """A plainly fictional buyer; every personal value is unique, so that a test can look for it anywhere."""

    id: int
    first_name: str
    last_name: str
    email: str
    phone: str
    address1: str
    city: str
    zip: str
    country: str
    created_at: datetime


@dataclass
class Click:
    """That the buyer followed a creator's link: `ref` is the visit's reference, `way` how they bought then
    (`tests.devshop.sales.shoppers.clicks.WAYS`).
    """

    key: str
    ref: str
    code: str | None
    at: datetime
    way: str

    @property
    def counts(self) -> bool:
        """Whether the visit is known and young enough to count."""
        return self.way != "link_old"


@dataclass
class Application:
    """One discount on the order. `value` is 10 for ten per cent, or an amount; `by_app` when the app made
    the code.
    """

    kind: Literal["discount_code", "automatic", "manual"]
    code: str | None
    title: str
    value: Decimal
    value_type: Literal["percentage", "fixed_amount"]
    target: Literal["line_item", "shipping_line"] = "line_item"
    method: Literal["across", "each"] = "across"
    selection: Literal["all", "entitled"] = "all"
    discount_id: int | None = None
    by_app: bool = False


@dataclass
class Line:
    """One line. `allocations` maps the index of an application to the amount it takes off; `tax` is for all
    units.
    """

    id: int
    title: str
    price: Decimal
    quantity: int
    product_id: int | None = None
    variant_id: int | None = None
    variant_title: str | None = None
    sku: str | None = None
    gift_card: bool = False
    tip: bool = False
    allocations: dict[int, Decimal] = field(default_factory=dict)
    tax: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        """Price times quantity."""
        return self.price * self.quantity

    @property
    def amount(self) -> Decimal:
        """After discounts; with the tax where prices include it."""
        return self.gross - sum(self.allocations.values(), ZERO)


@dataclass
class Shipping:
    """The shipping line, discounted by `allocations`."""

    id: int
    title: str
    price: Decimal
    allocations: dict[int, Decimal] = field(default_factory=dict)
    tax: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """After discounts."""
        return self.price - sum(self.allocations.values(), ZERO)


@dataclass
class Transaction:
    """Money that moved, in the shop's currency."""

    id: int
    kind: Literal["sale", "refund"]
    gateway: str
    amount: Decimal
    created_at: datetime
    parent_id: int | None = None


@dataclass
class RefundLine:
    """Units of a line given back; `subtotal` includes the tax where prices do."""

    id: int
    line_id: int
    quantity: int
    restock_type: Literal["return", "cancel", "no_restock"]
    subtotal: Decimal
    tax: Decimal


@dataclass
class Adjustment:
    """What a refund gave beside its lines: negative is money to the buyer."""

    id: int
    kind: Literal["shipping_refund", "refund_discrepancy"]
    reason: str
    amount: Decimal
    tax_amount: Decimal = ZERO


@dataclass
class Refund:
    """A refund, or units removed by an edit (`by_edit`, then without money); `shown` is False where the
    payload of an edited order tells of the removal by `current_quantity` alone.
    """

    id: int
    created_at: datetime
    note: str | None = None
    lines: list[RefundLine] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    by_edit: bool = False
    shown: bool = True


@dataclass
class Moment:
    """The stand-in's own statement after an event: net revenue in minor units of the shop's currency."""

    at: datetime
    event: str
    net_minor: int


@dataclass
class Order:
    """One order. `rate` turns shop money into presentment money."""

    id: int
    number: int
    currency: str
    presentment_currency: str
    rate: Decimal
    created_at: datetime
    updated_at: datetime
    taxes_included: bool
    tax_rate: Decimal
    tax_title: str
    lines: list[Line]
    token: str
    source_name: str = "web"
    app_id: int | None = None
    test: bool = False
    applications: list[Application] = field(default_factory=list)
    shipping: Shipping | None = None
    transactions: list[Transaction] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    customer: Customer | None = None
    note_attributes: dict[str, str] = field(default_factory=dict)
    landing_site: str | None = None
    referring_site: str | None = None
    cart_token: str | None = None
    checkout_token: str | None = None
    location_id: int | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    refused_codes: dict[str, str] = field(default_factory=dict)
    click: Click | None = None
    history: list[Moment] = field(default_factory=list)

    def line(self, line_id: int) -> Line:
        """The line with that id; KeyError names the order when there is none."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(f"Order {self.id} has no line {line_id}.")

    def given_back(self, line: Line) -> list[RefundLine]:
        """Every removal of units of `line`, by refund or edit."""
        return [row for refund in self.refunds for row in refund.lines if row.line_id == line.id]

    def current_quantity(self, line: Line) -> int:
        """Units left on `line`."""
        return line.quantity - sum(row.quantity for row in self.given_back(line))

    def received(self) -> Decimal:
        """Money paid."""
        return sum((row.amount for row in self.transactions), ZERO)

    def refunded(self) -> Decimal:
        """Money given back."""
        return sum((row.amount for refund in self.refunds for row in refund.transactions), ZERO)
