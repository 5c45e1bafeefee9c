"""What is right, by the stand-in's own books: the smoke run compares the app's with it.

Earmark's published rule: net revenue is the lines after discounts, without tax, shipping, tips and gift
cards sold, less refunds, never below zero; cancelled and test orders count nothing. A gift card used to
pay is payment, so it is revenue. A refund by amount (`refund_discrepancy`) lowers the net by its full
amount: Shopify states no tax within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.sales.money import minor, split

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order
    from tests.devshop.world import Shop

ZERO = Decimal(0)
CHANNELS = {"web": "web", "pos": "pos", "shopify_draft_order": "draft"}


@dataclass(frozen=True)
class CodeTruth:
    """A code on the order: what it took off, and the share of the net its creator is due, in minor units.

    `credit_minor` splits the order's net over the codes the app made, by what each took off (evenly where
    none took anything), to the minor unit; a code the app did not make has none.
    """

    code: str
    by_app: bool
    discount_minor: int
    credit_minor: int


@dataclass(frozen=True)
class OrderTruth:
    """The stand-in's statement about one order now.

    `link` is the key of the link that led to it. `link_credit_minor` is what its creator is due: the net of
    an order without a creator's code (a code comes first), where the visit is young enough.
    """

    order_id: int
    name: str
    channel: str
    counted: bool
    net_minor: int
    codes: tuple[CodeTruth, ...]
    link: str | None = None
    link_credit_minor: int = 0


def net_amount(order: Order) -> Decimal:
    """Net revenue in the shop's currency."""
    if order.test or order.cancelled_at is not None:
        return ZERO
    goods = {line.id for line in order.lines if not line.gift_card and not line.tip}
    included = order.taxes_included
    net = sum(
        (line.amount - (line.tax if included else ZERO) for line in order.lines if line.id in goods), ZERO
    )
    for refund in order.refunds:
        for row in refund.lines:
            if row.line_id in goods:
                net -= row.subtotal - (row.tax if included else ZERO)
        net += sum((row.amount for row in refund.adjustments if row.kind == "refund_discrepancy"), ZERO)
    return max(net, ZERO)


def channel(order: Order) -> str:
    """web, pos, draft or app."""
    return CHANNELS.get(order.source_name, "app")


def code_amounts(order: Order) -> list[tuple[str, bool, Decimal]]:
    """Every code on the order with whether the app made it and what it took off lines and shipping."""
    rows = []
    for index, row in enumerate(order.applications):
        if row.code is not None:
            off = sum((line.allocations.get(index, ZERO) for line in order.lines), ZERO)
            off += order.shipping.allocations.get(index, ZERO) if order.shipping is not None else ZERO
            rows.append((row.code, row.by_app, off))
    return rows


def truth_of(order: Order) -> OrderTruth:
    """The statement about `order` as it stands."""
    net, codes = net_amount(order), code_amounts(order)
    weights = [off if by_app else ZERO for _, by_app, off in codes]
    if not any(weights):
        weights = [Decimal(1) if by_app else ZERO for _, by_app, _ in codes]
    credits = split(net, weights, order.currency)
    click = order.click
    by_link = click is not None and click.counts and not any(by_app for _, by_app, _ in codes)
    return OrderTruth(
        order_id=order.id,
        name=f"#{order.number}",
        channel=channel(order),
        counted=not order.test and order.cancelled_at is None,
        net_minor=minor(net, order.currency),
        codes=tuple(
            CodeTruth(code, by_app, minor(off, order.currency), minor(credit, order.currency))
            for (code, by_app, off), credit in zip(codes, credits, strict=True)
        ),
        link=click.key if click is not None else None,
        link_credit_minor=minor(net, order.currency) if by_link else 0,
    )


def shop_truth(shop: Shop) -> dict[str, Any]:
    """Every order of a shop, and the totals: `net_minor` of all that count, `orders` how many were placed."""
    rows = [truth_of(order) for order in shop.orders.values()]
    return {
        "shop": shop.domain,
        "currency": shop.currency,
        "orders": len(rows),
        "counted": sum(row.counted for row in rows),
        "net_minor": sum(row.net_minor for row in rows),
        "by_code_minor": _by_code(rows),
        "rows": rows,
    }


def _by_code(rows: list[OrderTruth]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in rows:
        for code in row.codes:
            if code.by_app:
                key = code.code.upper()
                totals[key] = totals.get(key, 0) + code.credit_minor
    return totals


def history_of(order: Order) -> list[tuple[datetime, str, int]]:
    """The net after every event."""
    return [(row.at, row.event, row.net_minor) for row in order.history]
