"""Sums over an order that several parts need: what it came to, its tax, what is left of its shipping."""

from __future__ import annotations

from decimal import Decimal

from tests.devshop.sales.money import rounded
from tests.devshop.sales.records import Order, Refund

ZERO = Decimal(0)


def total_price(order: Order) -> Decimal:
    """What the buyer owed when the order was placed, additions by edits included, before anything given
    back.
    """
    lines = sum((line.amount for line in order.lines), ZERO)
    tax = ZERO if order.taxes_included else total_tax(order)
    return lines + (order.shipping.amount if order.shipping is not None else ZERO) + tax


def total_tax(order: Order) -> Decimal:
    """Tax of lines and shipping."""
    return sum((line.tax for line in order.lines), order.shipping.tax if order.shipping is not None else ZERO)


def tax_of(order: Order, amount: Decimal) -> Decimal:
    """The tax in (prices include it) or on top of `amount`, rounded."""
    share = order.tax_rate / (1 + order.tax_rate) if order.taxes_included else order.tax_rate
    return rounded(amount * share, order.currency)


def refund_due(order: Order, record: Refund) -> Decimal:
    """What the lines and the shipping of a refund come to, tax included."""
    tax_on_top = not order.taxes_included
    lines = sum((row.subtotal + (row.tax if tax_on_top else ZERO) for row in record.lines), ZERO)
    shipping = (row for row in record.adjustments if row.kind == "shipping_refund")
    return lines - sum((row.amount + row.tax_amount for row in shipping), ZERO)


def shipping_left(order: Order) -> Decimal:
    """Shipping not yet given back, tax included where it is in the price."""
    if order.shipping is None:
        return ZERO
    back = ZERO
    for record in order.refunds:
        for row in record.adjustments:
            if row.kind == "shipping_refund":
                back -= row.amount + (row.tax_amount if order.taxes_included else ZERO)
    return order.shipping.amount - back
