"""Refunds: from Shopify's body to `RefundFacts`."""

from __future__ import annotations

from plugin.attribution.order import LineKind, PaidBack, RefundFacts, RefundLineFacts
from plugin.shopify.payloads.reading import (
    amount,
    count,
    currency_of,
    decode,
    identity,
    known_currency,
    moment,
    plain_id,
    shop_amount,
    unreadable,
)
from plugin.shopify.payloads.shapes import Adjustment, LineItem, Refund, RefundLine, Transaction

MOVED = ("success", "pending")
"""Transactions whose money has moved or is on its way; failures moved nothing."""


def read_refunds(body: bytes, currency: str | None) -> list[RefundFacts]:
    """The refunds in the body of refunds/create. `currency` is the shop's, for a body that names none."""
    return [
        refund_facts(where, refund, stated_currency(refund) or currency)
        for where, refund in decode(body, Refund, one="refund", many="refunds")
    ]


def refund_facts(
    where: str, refund: Refund, currency: str | None, order_id: int | None = None
) -> RefundFacts:
    """The facts of one refund. `order_id` is known where the refund came within its order."""
    parts = (
        refund.refund_line_items,
        refund.order_adjustments,
        refund.refund_shipping_lines,
        refund.transactions,
    )
    if all(part is None for part in parts):
        raise unreadable(
            f"{where}refund_line_items", "is missing, and so is everything else a refund consists of"
        )
    currency = known_currency(f"{where}currency", currency)
    adjustments = refund.order_adjustments or []
    shipping = [row for row in adjustments if is_shipping(row)]
    other = [row for row in adjustments if not is_shipping(row)]
    shipping_minor, shipping_tax_minor = _shipping(where, refund, shipping, currency)
    return RefundFacts(
        id=identity(where, "Refund", refund.id, refund.admin_graphql_api_id),
        order_id=order_id or plain_id(f"{where}order_id", refund.order_id),
        created_at=moment(f"{where}created_at", (refund.created_at, refund.processed_at)),
        currency=currency,
        lines=tuple(
            _line(f"{where}refund_line_items[{index}].", row, currency)
            for index, row in enumerate(refund.refund_line_items or [])
        ),
        adjustment_minor=None if refund.order_adjustments is None else _sum(where, other, currency),
        adjustment_tax_minor=_sum_tax(where, other, currency),
        shipping_minor=shipping_minor,
        shipping_tax_minor=shipping_tax_minor,
        other_minor=(shop_amount(where, "total_duties", refund.total_duties_set, None, currency) or 0)
        + (
            shop_amount(where, "total_additional_fees", refund.total_additional_fees_set, None, currency) or 0
        ),
        paid_back=tuple(
            _paid_back(f"{where}transactions[{index}].", row, currency)
            for index, row in enumerate(refund.transactions or [])
            if row.kind == "refund" and row.status in MOVED
        ),
    )


def kind_of(line: LineItem) -> LineKind:
    """What a line sells, by its own marks: `gift_card`, and the `tip_*` fields that only tips carry."""
    if line.gift_card:
        return LineKind.GIFT_CARD
    if line.tip_payment_gateway is not None or line.tip_payment_method is not None:
        return LineKind.TIP
    return LineKind.GOODS


def is_shipping(row: Adjustment) -> bool:
    """Whether an adjustment is about shipping. Where `kind` is left out, Shopify's reason says it."""
    if row.kind is not None:
        return row.kind == "shipping_refund"
    return row.reason == "Shipping refund"


def stated_currency(refund: Refund) -> str | None:
    """The shop's currency as the refund's own amounts name it."""
    rows = (row.subtotal_set for row in refund.refund_line_items or [])
    adjustments = (row.amount_set for row in refund.order_adjustments or [])
    shipping = (row.subtotal_amount_set for row in refund.refund_shipping_lines or [])
    return currency_of(
        *rows, *adjustments, *shipping, refund.total_duties_set, refund.total_additional_fees_set
    )


def _line(where: str, row: RefundLine, currency: str) -> RefundLineFacts:
    subtotal = shop_amount(where, "subtotal", row.subtotal_set, row.subtotal, currency)
    quantity = count(f"{where}quantity", row.quantity)
    if subtotal is None or quantity is None:
        raise unreadable(f"{where}{'subtotal' if subtotal is None else 'quantity'}", "is missing")
    inner = row.line_item
    number = row.line_item_id if row.line_item_id is not None or inner is None else inner.id
    return RefundLineFacts(
        # The line within the refund carries the global id, so a number rounded by JavaScript still finds its
        # line.
        line_id=identity(
            f"{where}line_item_", "LineItem", number, inner.admin_graphql_api_id if inner else None
        ),
        kind=kind_of(inner) if inner else LineKind.GOODS,
        quantity=quantity,
        subtotal_minor=subtotal,
        tax_minor=shop_amount(where, "total_tax", row.total_tax_set, row.total_tax, currency) or 0,
    )


def _sum(where: str, rows: list[Adjustment], currency: str) -> int:
    return sum(
        shop_amount(where, "order_adjustments.amount", row.amount_set, row.amount, currency) or 0
        for row in rows
    )


def _sum_tax(where: str, rows: list[Adjustment], currency: str) -> int:
    return sum(
        shop_amount(where, "order_adjustments.tax_amount", row.tax_amount_set, row.tax_amount, currency) or 0
        for row in rows
    )


def _shipping(where: str, refund: Refund, adjustments: list[Adjustment], currency: str) -> tuple[int, int]:
    """Shipping given back without its tax, and the tax; both positive. Bodies state it as adjustments, as
    shipping lines, or as both: once. Shipping lines in webhooks state no tax, those of the Admin API do.
    """
    if adjustments:
        return -_sum(where, adjustments, currency), -_sum_tax(where, adjustments, currency)
    at, rows = f"{where}refund_shipping_lines.", refund.refund_shipping_lines or []
    return (
        sum(shop_amount(at, "subtotal_amount", row.subtotal_amount_set, None, currency) or 0 for row in rows),
        sum(shop_amount(at, "tax_amount", row.tax_amount_set, None, currency) or 0 for row in rows),
    )


def _paid_back(where: str, row: Transaction, currency: str) -> PaidBack:
    if row.amount is None:
        raise unreadable(f"{where}amount", "is missing")
    stated = known_currency(f"{where}currency", row.currency or currency)
    return PaidBack(amount(where, "amount", row.amount, stated), stated)
