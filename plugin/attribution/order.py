"""An order reduced to what deciding needs. No name, address, mail, phone or customer number is in here.

`plugin.shopify.payloads` makes these from Shopify's bodies; `orders.facts` and `refunds.facts` store them as
JSON. All amounts are integer minor units of the shop's currency (Shopify's `shop_money`), never of the
currency the buyer saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, structs

from plugin.attribution.origin import Origin


class LineKind(StrEnum):
    """What a line sells. Only goods are revenue."""

    GOODS = "goods"
    GIFT_CARD = "gift_card"
    """A gift card sold: money held for later. It becomes revenue when it pays for goods."""
    TIP = "tip"


class Channel(StrEnum):
    """Where an order was made. Point of sale and drafts are counted apart (`APART`) and labelled."""

    ONLINE = "online"
    POS = "pos"
    DRAFT = "draft"
    OTHER = "other"
    """Another app or sales channel, a subscription's renewal."""


APART = (Channel.POS, Channel.DRAFT)
"""Sales made by the staff: no creator's link or code led a shopper through the shop, so they get totals of
their own.
"""


class LineFacts(Struct, frozen=True, gc=False):
    """One line as ordered.

    quantity          units ordered, with units added by an edit
    current_quantity  units left after edits and refunds, None where the body did not say
    price_minor       price of all units before discounts; with tax where the order's prices include it
    discount_minor    discount allocated to the line, of every kind
    tax_minor         tax on the line after discounts
    """

    id: int
    kind: LineKind
    quantity: int
    current_quantity: int | None
    price_minor: int
    discount_minor: int
    tax_minor: int

    @property
    def value_minor(self) -> int:
        """After discounts, never below zero; with tax where the order's prices include it."""
        return max(0, self.price_minor - self.discount_minor)


class CodeUse(Struct, frozen=True, gc=False):
    """A code the buyer used. `discount_minor` is what was allocated to it, on lines and shipping together.

    `position` is its place in Shopify's list, from 0: of equal remainders the earlier code gets the minor
    unit.
    """

    code: str
    key: str
    discount_minor: int
    position: int


@dataclass(frozen=True, slots=True)
class RefundLineFacts:
    """Units of a line given back, or removed by an edit where Shopify lists that as a refund.

    subtotal_minor is after discounts and holds the tax where the order's prices include it; tax_minor is that
    tax.
    """

    line_id: int
    kind: LineKind
    quantity: int
    subtotal_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money a refund moved, in the currency it moved in."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """One refund.

    adjustment_minor      sum of the order adjustments that are not about shipping, with Shopify's sign:
                          negative lowers the sales. None where the body had no `order_adjustments` at all.
    adjustment_tax_minor  the tax Shopify states beside them, same sign
    shipping_minor        shipping given back, without tax, positive
    shipping_tax_minor    its tax, positive
    other_minor           duties and additional fees given back, positive: never revenue
    paid_back             successful or pending refund transactions
    """

    id: int
    order_id: int
    created_at: datetime
    currency: str
    lines: tuple[RefundLineFacts, ...]
    adjustment_minor: int | None
    adjustment_tax_minor: int
    shipping_minor: int
    shipping_tax_minor: int
    other_minor: int
    paid_back: tuple[PaidBack, ...]


class OrderFacts(Struct, frozen=True, gc=False):
    """One order at one version.

    ordered_at is Shopify's `processed_at` (the date its own reports use; an imported order keeps its true
    date), else `created_at`. total_minor and total_presentment_minor are the order's total in both
    currencies: their ratio is the only exchange rate the order itself vouches for. `discount_minor` is every
    discount of the order. `origin` is None where the order tells nothing of where its buyer came from.
    """

    id: int
    name: str
    ordered_at: datetime
    updated_at: datetime
    currency: str
    presentment_currency: str | None
    total_minor: int
    total_presentment_minor: int
    taxes_included: bool
    test: bool
    cancelled_at: datetime | None
    voided: bool
    channel: Channel
    source_name: str | None
    lines: tuple[LineFacts, ...]
    shipping_minor: int
    shipping_tax_minor: int
    discount_minor: int
    codes: tuple[CodeUse, ...]
    origin: Origin | None = None

    @property
    def version(self) -> tuple[datetime, bool, bool, int, int, str, str]:
        """What versions of an order are compared by: the greater one is the later.

        `updated_at` says it, but Shopify writes whole seconds, and within one an order can be placed, edited
        and cancelled. Then the one on which more has happened is the later: cancelled, voided, more lines,
        more units gone (none of which is ever undone). Where not even that tells, any fixed choice will do,
        so that all sequences of arrival end alike. Of the origin only the cart is looked at: the Admin API
        does not tell the rest of the same version.
        """
        gone = sum(
            line.quantity - line.current_quantity for line in self.lines if line.current_quantity is not None
        )
        return (
            self.updated_at,
            self.cancelled_at is not None,
            self.voided,
            len(self.lines),
            gone,
            repr(structs.astuple(self)[:-1]),
            (self.origin.cart if self.origin else None) or "",
        )

    @property
    def counts(self) -> bool:
        """Whether the order is a sale: no test, not cancelled, its payment not voided."""
        return not self.test and self.cancelled_at is None and not self.voided
