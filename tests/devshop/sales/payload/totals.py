"""The sums of an order body: as sold, and as it stands now.

`total_*` and `subtotal_price` count everything ever sold, additions by edits included. `current_*` take
off what was given back by line or shipping and what edits removed, but know nothing of refunds by amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.sales.money import rounded
from tests.devshop.sales.payload.money import money_set, plain
from tests.devshop.sales.sums import shipping_left, total_price, total_tax

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sums:
    """Amounts of shop money."""

    subtotal: Decimal
    discounts: Decimal
    tax: Decimal
    shipping: Decimal
    total: Decimal


def sold(order: Order) -> Sums:
    """As sold."""
    goods = [line for line in order.lines if not line.tip]
    off = sum((sum(line.allocations.values(), ZERO) for line in goods), ZERO)
    if order.shipping is not None:
        off += sum(order.shipping.allocations.values(), ZERO)
    shipping = order.shipping.amount if order.shipping is not None else ZERO
    subtotal = sum((line.amount for line in goods), ZERO)
    return Sums(subtotal, off, total_tax(order), shipping, total_price(order))


def standing(order: Order) -> Sums:
    """As the order stands."""
    was, back = sold(order), [row for record in order.refunds for row in record.lines]
    tips = {line.id for line in order.lines if line.tip}
    tip = sum((line.amount for line in order.lines if line.tip and order.current_quantity(line)), ZERO)
    subtotal = was.subtotal - sum((row.subtotal for row in back if row.line_id not in tips), ZERO)
    tax = was.tax - sum((row.tax for row in back), ZERO)
    for record in order.refunds:
        tax += sum((row.tax_amount for row in record.adjustments if row.kind == "shipping_refund"), ZERO)
    off = ZERO
    for line in order.lines:
        left = sum(line.allocations.values(), ZERO) * order.current_quantity(line) / line.quantity
        off += rounded(left, order.currency)
    if order.shipping is not None:
        off += sum(order.shipping.allocations.values(), ZERO)
    shipping = shipping_left(order)
    total = subtotal + shipping + tip + (ZERO if order.taxes_included else tax)
    return Sums(subtotal, off, tax, shipping, total)


def outstanding(order: Order, now: Sums) -> Decimal:
    """What the buyer still owes; money owed to the buyer is not negative here."""
    kind = "refund_discrepancy"
    gaps = sum((row.amount for one in order.refunds for row in one.adjustments if row.kind == kind), ZERO)
    return max(ZERO, now.total + gaps - (order.received() - order.refunded()))


def total_fields(order: Order) -> dict[str, Any]:
    """Every sum of an order body."""
    was, now = sold(order), standing(order)
    gross = sum((line.gross for line in order.lines if not line.tip), ZERO)
    amounts = {
        "current_subtotal_price": now.subtotal,
        "current_total_discounts": now.discounts,
        "current_total_price": now.total,
        "current_total_tax": now.tax,
        "subtotal_price": was.subtotal,
        "total_discounts": was.discounts,
        "total_line_items_price": gross,
        "total_price": was.total,
        "total_tax": was.tax,
    }
    fields: dict[str, Any] = {}
    for name, amount in amounts.items():
        fields |= {name: plain(order, amount), f"{name}_set": money_set(order, amount)}
    tip = sum((line.gross for line in order.lines if line.tip), ZERO)
    absent = ("additional_fees", "duties")
    return fields | {
        "current_shipping_price_set": money_set(order, now.shipping),
        "total_shipping_price_set": money_set(order, was.shipping),
        "total_cash_rounding_payment_adjustment_set": money_set(order, ZERO),
        "total_cash_rounding_refund_adjustment_set": money_set(order, ZERO),
        "total_outstanding": plain(order, outstanding(order, now)),
        "total_tip_received": plain(order, tip),
        "total_weight": 0,
        **{f"{age}_total_{name}_set": None for age in ("current", "original") for name in absent},
    }
