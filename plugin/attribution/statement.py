"""How an order's net revenue comes about, line by line, for the page that explains it.

The numbers are those of `plugin.attribution.revenue`: the lines sum to what it calls net, before an order
that does not count, or is refunded beyond its worth, becomes zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plugin.attribution.order import LineKind, OrderFacts, RefundFacts
from plugin.attribution.revenue import Basis, Taken, line_lost, revenue


class Part(StrEnum):
    """What a line of the statement is about."""

    GOODS = "goods"
    GIFT_CARD = "gift_card"
    """Sold: money held for later, no revenue."""
    TIP = "tip"
    SHIPPING = "shipping"
    OTHER_REFUNDS = "other_refunds"
    """Refunded by amount, without naming a line, or on lines the order does not list."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line. Minor units of the order's currency; price - discount ± tax - lost = net where the line
    counts.

    place           counts the order's lines from 1; 0 for what is no line
    discount_minor  taken off, positive
    tax_minor       signed: taken out of a price that holds it, or put on top where the basis counts tax
    lost_minor      refunded or edited away, positive
    net_minor       what is left and counts; 0 where the basis leaves the line out
    """

    part: Part
    place: int
    quantity: int
    price_minor: int
    discount_minor: int
    tax_minor: int
    lost_minor: int
    net_minor: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """All lines. `net_minor` is the order's net revenue; `sum_minor` what the lines add up to. They differ
    where the order does not count (then it is 0) or more was refunded than it was worth.
    """

    lines: tuple[StatementLine, ...]
    sum_minor: int
    net_minor: int
    basis: Basis
    prices_hold_tax: bool


def state(order: OrderFacts, refunds: Iterable[RefundFacts], basis: Basis = Basis.NET) -> Statement:
    """The statement of `order` after `refunds`, by `basis`."""
    known = sorted(refunds, key=lambda refund: (refund.created_at, refund.id))
    worth = revenue(order, known, basis)
    taken = Taken(order.taxes_included, basis.tax)
    lines = []
    for place, line in enumerate(order.lines, start=1):
        counts = line.kind is LineKind.GOODS
        whole = taken.line(line)
        lost = line_lost(line, known, taken) if counts else 0
        lines.append(
            StatementLine(
                part=Part(line.kind.value),
                place=place,
                quantity=line.quantity,
                price_minor=line.price_minor,
                discount_minor=line.price_minor - line.value_minor,
                tax_minor=whole - line.value_minor,
                lost_minor=lost,
                net_minor=whole - lost if counts else 0,
                counts=counts,
            )
        )
    lines += _shipping(order, known, basis)
    elsewhere = worth.lost_minor - sum(line.lost_minor for line in lines if line.counts)
    if elsewhere:
        lines.append(StatementLine(Part.OTHER_REFUNDS, 0, 0, 0, 0, 0, elsewhere, -elsewhere, counts=True))
    return Statement(
        tuple(lines), sum(line.net_minor for line in lines), worth.net_minor, basis, order.taxes_included
    )


def _shipping(order: OrderFacts, refunds: list[RefundFacts], basis: Basis) -> list[StatementLine]:
    charged = order.shipping_minor or order.shipping_tax_minor
    if not charged and not any(row.shipping_minor or row.shipping_tax_minor for row in refunds):
        return []
    counts = basis.shipping
    tax = order.shipping_tax_minor if counts and basis.tax else 0
    lost = (
        sum(row.shipping_minor + (row.shipping_tax_minor if basis.tax else 0) for row in refunds)
        if counts
        else 0
    )
    net = order.shipping_minor + tax - lost if counts else 0
    return [StatementLine(Part.SHIPPING, 0, 1, order.shipping_minor, 0, tax, lost, net, counts)]
