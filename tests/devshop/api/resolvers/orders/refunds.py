"""Refunds and transactions of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.devshop.api.connections import connection
from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.orders.lines import show_line
from tests.devshop.api.resolvers.orders.money import amount_bag

if TYPE_CHECKING:
    from tests.devshop.sales.records import Adjustment, Order, Refund, RefundLine, Transaction

ZERO = Decimal(0)


def show_refund(call: Call, order: Order, refund: Refund) -> Record:
    """One refund. Units that an edit removed are no refund and are left to `currentQuantity`."""
    given_back = sum((row.amount for row in refund.transactions), ZERO)
    discrepancies = [row for row in refund.adjustments if row.kind == "refund_discrepancy"]
    shipped = [row for row in refund.adjustments if row.kind == "shipping_refund"]
    return {
        "__typename": "Refund",
        "id": gid("Refund", refund.id),
        "legacyResourceId": refund.id,
        "createdAt": refund.created_at,
        "updatedAt": refund.created_at,
        "processedAt": refund.created_at,
        "note": refund.note,
        "duties": [],
        "return": None,
        "staffMember": None,
        "totalRefundedSet": amount_bag(order, given_back),
        "refundLineItems": lambda arguments: connection(
            refund.lines, arguments, lambda row: _line(call, order, row)
        ),
        "orderAdjustments": lambda arguments: connection(
            discrepancies, arguments, lambda row: _adjustment(order, row)
        ),
        "refundShippingLines": lambda arguments: connection(
            shipped, arguments, lambda row: _shipping(order, row)
        ),
        "transactions": lambda arguments: connection(
            refund.transactions, arguments, lambda row: show_transaction(order, row)
        ),
    }


def show_transaction(order: Order, row: Transaction) -> Record:
    """Money that moved."""
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", row.id),
        "kind": row.kind.upper(),
        "status": "SUCCESS",
        "gateway": row.gateway,
        "formattedGateway": row.gateway.replace("_", " ").title(),
        "createdAt": row.created_at,
        "processedAt": row.created_at,
        "test": order.test,
        "amountSet": amount_bag(order, row.amount),
    }


def _line(call: Call, order: Order, row: RefundLine) -> Record:
    line = order.line(row.line_id)
    return {
        "id": gid("RefundLineItem", row.id),
        "quantity": row.quantity,
        "restockType": row.restock_type.upper(),
        "restocked": row.restock_type != "no_restock",
        "lineItem": show_line(call, order, line),
        "priceSet": amount_bag(order, row.subtotal / row.quantity),
        "subtotalSet": amount_bag(order, row.subtotal),
        "totalTaxSet": amount_bag(order, row.tax),
    }


def _adjustment(order: Order, row: Adjustment) -> Record:
    return {
        "id": gid("OrderAdjustment", row.id),
        "reason": "REFUND_DISCREPANCY",
        "amountSet": amount_bag(order, row.amount),
        "taxAmountSet": amount_bag(order, row.tax_amount),
    }


def _shipping(order: Order, row: Adjustment) -> Record:
    return {
        "id": gid("RefundShippingLine", row.id),
        "subtotalAmountSet": amount_bag(order, -row.amount),
        "taxAmountSet": amount_bag(order, -row.tax_amount),
    }
