"""Net revenue of an order: what a creator's share is a share of.

The rule, in the default basis: lines after discounts, less the tax inside them where the shop's prices
include tax, without shipping, tips and gift cards sold; less what was refunded or edited away. A gift card
used to pay is payment, so it lowers nothing. All of it in the shop's currency. Never below zero.

Which of Shopify's totals is used: none. `total_price` holds tax, shipping and tips and never changes;
`total_price` less the refunds' transactions is not `current_total_price` (in Shopify's own example order
598.94, 209.00 and 199.65), because transactions say what money moved and not what was given back for; and
`current_total_price` leaves refunds by amount out. So the lines and the refund lines are summed here, which
equals `current_subtotal_price` where neither gift cards, tips, included tax nor refunds by amount play a
part.

Sources: shopify.dev, REST Order, LineItem and Refund resources (`current_quantity`, `discount_allocations`,
`order_adjustments`: "amount: the value of the discrepancy", "tax_amount: the taxes that are added to
amount"); shop_money and signs as in Shopify's published bodies (a shipping refund of 5.00 is `-5.00`, a
refund of 5.85 by amount is a `refund_discrepancy` of `-5.85`, keeping 2.37 of a returned line is `2.37`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from plugin.attribution.order import LineFacts, LineKind, OrderFacts, RefundFacts, RefundLineFacts
from plugin.ledger.money import portion


class Basis(StrEnum):
    """What revenue means to the merchant. Gift cards sold and tips are in none of them."""

    NET = "net"
    """Goods without tax and shipping. The default, and what Shopify's reports call net sales."""
    WITH_TAX = "with_tax"
    """Goods with tax."""
    WITH_SHIPPING = "with_shipping"
    """Goods and shipping, without tax."""
    WITH_TAX_AND_SHIPPING = "with_tax_and_shipping"
    """What the buyer paid for goods and shipping."""

    @property
    def tax(self) -> bool:
        """Whether tax counts."""
        return self in (Basis.WITH_TAX, Basis.WITH_TAX_AND_SHIPPING)

    @property
    def shipping(self) -> bool:
        """Whether shipping counts."""
        return self in (Basis.WITH_SHIPPING, Basis.WITH_TAX_AND_SHIPPING)


class Revenue(Struct, frozen=True, gc=False):
    """Minor units of the order's currency. gross: as ordered. lost: refunded or edited away. net: what is
    left.

    `net` is 0 for an order that does not count (test, cancelled, voided); gross and lost are stated all the
    same.
    """

    gross_minor: int
    lost_minor: int
    net_minor: int


def revenue(order: OrderFacts, refunds: Iterable[RefundFacts], basis: Basis = Basis.NET) -> Revenue:
    """The revenue of `order` after `refunds` (each once), by `basis`."""
    known = sorted(refunds, key=lambda refund: (refund.created_at, refund.id))
    taken = Taken(order.taxes_included, basis.tax)
    gross = lost = 0
    for line in order.lines:
        if line.kind is LineKind.GOODS:
            gross += taken.line(line)
            lost += line_lost(line, known, taken)
    if known:
        lost += sum(taken.refund_line(row) for row in _rows_without_line(order, known))
        lost += _by_amount(order, known, basis)
    if basis.shipping:
        gross += order.shipping_minor + (order.shipping_tax_minor if basis.tax else 0)
        lost += sum(row.shipping_minor + (row.shipping_tax_minor if basis.tax else 0) for row in known)
    net = max(0, gross - lost) if order.counts else 0
    return Revenue(gross, lost, net)


class Taken(Struct, frozen=True, gc=False):
    """How much of a value counts: with or without its tax, where prices hold the tax or not."""

    prices_hold_tax: bool
    tax_counts: bool

    def of(self, value_minor: int, tax_minor: int) -> int:
        """`value_minor` as Shopify states it, with the tax put in or taken out as the basis asks."""
        if self.prices_hold_tax:
            return value_minor if self.tax_counts else value_minor - tax_minor
        return value_minor + tax_minor if self.tax_counts else value_minor

    def line(self, line: LineFacts) -> int:
        """A whole line."""
        return self.of(line.value_minor, line.tax_minor)

    def refund_line(self, row: RefundLineFacts) -> int:
        """A refunded part of a line."""
        return self.of(row.subtotal_minor, row.tax_minor)


def line_lost(line: LineFacts, refunds: Sequence[RefundFacts], taken: Taken) -> int:
    """What of a line was given back or edited away.

    Refund lines state their amounts. Units that are gone from `current_quantity` and that no refund line
    explains were removed by an edit: they take their part of what the refund lines left. So a removal that
    Shopify lists as a refund line as well is taken once.
    """
    if not refunds and line.current_quantity in (None, line.quantity):
        return 0
    rows = [row for refund in refunds for row in refund.lines if row.line_id == line.id]
    given_back = sum(taken.refund_line(row) for row in rows)
    if line.current_quantity is None:
        return given_back
    units_left = line.quantity - sum(row.quantity for row in rows)
    edited_away = units_left - line.current_quantity
    if edited_away <= 0:
        return given_back
    value_left = max(0, line.value_minor - sum(row.subtotal_minor for row in rows))
    tax_left = max(0, line.tax_minor - sum(row.tax_minor for row in rows))
    return given_back + taken.of(
        portion(value_left, edited_away, units_left), portion(tax_left, edited_away, units_left)
    )


def _rows_without_line(order: OrderFacts, refunds: Sequence[RefundFacts]) -> list[RefundLineFacts]:
    """Refund lines of goods whose line the order does not list: they still count, because they were sold
    once.
    """
    known = {line.id for line in order.lines}
    rows = [row for refund in refunds for row in refund.lines]
    return [row for row in rows if row.line_id not in known and row.kind is LineKind.GOODS]


def _by_amount(order: OrderFacts, refunds: Sequence[RefundFacts], basis: Basis) -> int:
    """What was refunded beyond lines and shipping, positive; negative where part of returned lines was kept.

    Shopify writes such a difference as order adjustments (`refund_discrepancy`). They are summed over the
    order: it posts cancelling pairs ("Pending refund discrepancy") while money is still on its way. It states
    no tax within a refund by amount, so the whole of it lowers the net.

    A refund of money alone, without adjustments, settles what earlier edits or returns left owing to the
    buyer; only what goes beyond that is a refund by amount.
    """
    adjusted = sum(row.adjustment_minor or 0 for row in refunds)
    if basis.tax:
        adjusted += sum(row.adjustment_tax_minor for row in refunds)
    plain = [row for row in refunds if not row.lines and not row.adjustment_minor]
    money_alone = sum(_paid_back(order, row) - _beside_goods(row) for row in plain)
    if money_alone <= 0:
        return -adjusted
    with_tax = Taken(order.taxes_included, tax_counts=True)
    known = {line.id for line in order.lines}
    value_gone = sum(line_lost(line, refunds, with_tax) for line in order.lines)
    stated = [row for row in refunds if row.lines or row.adjustment_minor]
    for refund in stated:
        value_gone += sum(with_tax.refund_line(row) for row in refund.lines if row.line_id not in known)
        value_gone += _beside_goods(refund) - (refund.adjustment_minor or 0) - refund.adjustment_tax_minor
    owing = max(0, value_gone - sum(_paid_back(order, row) for row in stated))
    return -adjusted + max(0, money_alone - owing)


def _beside_goods(refund: RefundFacts) -> int:
    """What of a refund was shipping with its tax, duties and fees."""
    return refund.shipping_minor + refund.shipping_tax_minor + refund.other_minor


def _paid_back(order: OrderFacts, refund: RefundFacts) -> int:
    """The money of a refund in the shop's currency; other currencies by the order's own ratio of totals."""
    money = 0
    for row in refund.paid_back:
        if row.currency == order.currency or not order.total_presentment_minor:
            money += row.amount_minor
        else:
            money += portion(row.amount_minor, order.total_minor, order.total_presentment_minor)
    return money
