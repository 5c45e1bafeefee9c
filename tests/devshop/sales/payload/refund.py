"""A refund, alone as refunds/create carries it and inside its order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.sales.money import text
from tests.devshop.sales.payload.lines import line_body, shipping_body
from tests.devshop.sales.payload.money import gid, money_set, plain, presented, when

if TYPE_CHECKING:
    from tests.devshop.sales.records import Adjustment, Order, Refund, RefundLine, Transaction
    from tests.devshop.world import Shop

ZERO = Decimal(0)
STAFF_ID = 548380009
NOT_ALONE = ("attributed_staffs", "current_quantity", "sales_line_item_group_id")
"""Keys of a line that refunds/create leaves out, though the order's own refunds have them."""


def refund_body(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    """The body of refunds/create."""
    body = _refund(shop, order, refund)
    for row in body["refund_line_items"]:
        row["line_item"] = {name: value for name, value in row["line_item"].items() if name not in NOT_ALONE}
    shipped = [row for row in refund.adjustments if row.kind == "shipping_refund"]
    return body | {
        "return": None,
        "refund_shipping_lines": [_shipping(order, row) for row in shipped if order.shipping is not None],
        "transactions": [_transaction(shop, order, row, alone=True) for row in refund.transactions],
    }


def embedded_refund(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    """An entry of an order's `refunds`."""
    return _refund(shop, order, refund) | {
        "additional_fees": [],
        "total_additional_fees_set": money_set(order, ZERO),
    }


def _refund(shop: Shop, order: Order, refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "order_id": order.id,
        "created_at": when(shop, refund.created_at),
        "processed_at": when(shop, refund.created_at),
        "note": refund.note,
        "user_id": STAFF_ID,
        "restock": any(row.restock_type != "no_restock" for row in refund.lines),
        "duties": [],
        "total_duties_set": money_set(order, ZERO),
        "order_adjustments": [_adjustment(order, refund, row) for row in refund.adjustments],
        "refund_line_items": [_line(order, row) for row in refund.lines],
        "transactions": [_transaction(shop, order, row, alone=False) for row in refund.transactions],
    }


def _line(order: Order, row: RefundLine) -> dict[str, Any]:
    return {
        "id": row.id,
        "line_item_id": row.line_id,
        "location_id": order.location_id,
        "quantity": row.quantity,
        "restock_type": row.restock_type,
        "subtotal": float(row.subtotal),  # numbers here, strings in the sets: so does Shopify
        "subtotal_set": money_set(order, row.subtotal),
        "total_tax": float(row.tax),
        "total_tax_set": money_set(order, row.tax),
        "line_item": line_body(order, order.line(row.line_id)),
    }


def _adjustment(order: Order, refund: Refund, row: Adjustment) -> dict[str, Any]:
    return {
        "id": row.id,
        "order_id": order.id,
        "refund_id": refund.id,
        "kind": row.kind,
        "reason": row.reason,
        "amount": plain(order, row.amount),
        "amount_set": money_set(order, row.amount),
        "tax_amount": plain(order, row.tax_amount),
        "tax_amount_set": money_set(order, row.tax_amount),
    }


def _shipping(order: Order, row: Adjustment) -> dict[str, Any]:
    if order.shipping is None:
        raise ValueError(f"Order {order.id} has no shipping to refund.")
    line = shipping_body(order, order.shipping, ZERO)
    kept = {
        name: value
        for name, value in line.items()
        if name not in {"current_discounted_price_set", "is_removed"}
    }
    return {
        "id": row.id + 1,
        "shipping_line_id": order.shipping.id,
        "subtotal_amount_set": money_set(order, -row.amount),
        "shipping_line": kept,
    }


def _transaction(shop: Shop, order: Order, row: Transaction, *, alone: bool) -> dict[str, Any]:
    nothing = {"amount": "0.0", "currency": "XXX"}
    body = {
        "id": row.id,
        "admin_graphql_api_id": gid("OrderTransaction", row.id),
        "amount": text(presented(order, row.amount), order.presentment_currency),
        "authorization": None,
        "created_at": when(shop, row.created_at),
        "currency": order.presentment_currency,
        "device_id": None,
        "error_code": None,
        "gateway": row.gateway,
        "kind": row.kind,
        "location_id": order.location_id,
        "message": "Refunded",
        "order_id": order.id,
        "parent_id": row.parent_id,
        "payment_id": f"#{order.number}.{row.id % 10}",
        "processed_at": when(shop, row.created_at),
        "receipt": {},
        "source_name": order.source_name,
        "status": "success",
        "test": order.test,
        "user_id": None,
    }
    if alone:
        body |= {
            "amount_rounding": None,
            "manual_payment_gateway": False,
            "total_unsettled_set": {"presentment_money": nothing, "shop_money": dict(nothing)},
        }
    return body
