"""Line items, shipping lines, discounts and taxes of an order body."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.sales.payload.money import gid, money_set, plain

if TYPE_CHECKING:
    from tests.devshop.sales.records import Application, Line, Order, Shipping

ZERO = Decimal(0)


def line_body(order: Order, line: Line) -> dict[str, Any]:
    """One line item. A code's discount shows in `discount_allocations` only: `total_discount` counts the
    line's own.
    """
    left = order.current_quantity(line)
    body = {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": left,
        "fulfillable_quantity": left,
        "fulfillment_service": "gift_card" if line.gift_card else "manual",
        "fulfillment_status": None,
        "gift_card": line.gift_card,
        "grams": 0 if line.gift_card or line.tip else 300,
        "name": f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        "price": plain(order, line.price),
        "price_set": money_set(order, line.price),
        "product_exists": line.product_id is not None,
        "product_id": line.product_id,
        "properties": [],
        "quantity": line.quantity,
        "requires_shipping": not (line.gift_card or line.tip),
        "sales_line_item_group_id": None,
        "sku": line.sku,
        "taxable": not (line.gift_card or line.tip),
        "title": line.title,
        "total_discount": plain(order, ZERO),
        "total_discount_set": money_set(order, ZERO),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title,
        "vendor": None,
        "tax_lines": tax_lines(order, line.tax),
        "duties": [],
        "discount_allocations": allocations(order, line.allocations),
    }
    if line.tip:  # present on tips only: that is how they are told from goods
        body |= {"tip_payment_gateway": order.transactions[0].gateway, "tip_payment_method": "Visa"}
    return body


def shipping_body(order: Order, shipping: Shipping, current: Decimal) -> dict[str, Any]:
    """The shipping line; `current` is what is left of it after refunds."""
    return {
        "id": shipping.id,
        "carrier_identifier": None,
        "code": shipping.title,
        "current_discounted_price_set": money_set(order, current),
        "discounted_price": plain(order, shipping.amount),
        "discounted_price_set": money_set(order, shipping.amount),
        "is_removed": False,
        "phone": None,
        "price": plain(order, shipping.price),
        "price_set": money_set(order, shipping.price),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": shipping.title,
        "tax_lines": tax_lines(order, shipping.tax),
        "discount_allocations": allocations(order, shipping.allocations),
    }


def allocations(order: Order, amounts: dict[int, Decimal]) -> list[dict[str, Any]]:
    """What each application takes off, by its index."""
    return [
        {
            "amount": plain(order, amount),
            "amount_set": money_set(order, amount),
            "discount_application_index": index,
        }
        for index, amount in amounts.items()
    ]


def tax_lines(order: Order, tax: Decimal) -> list[dict[str, Any]]:
    """One tax line, or none where there is no tax."""
    if not tax:
        return []
    return [
        {
            "channel_liable": False,
            "price": plain(order, tax),
            "price_set": money_set(order, tax),
            "rate": float(order.tax_rate),
            "title": order.tax_title,
        }
    ]


def application_body(row: Application) -> dict[str, Any]:
    """A discount application: a code's carries the code, a manual one only its title."""
    body = {
        "target_type": row.target,
        "type": row.kind,
        "value": f"{row.value.normalize():f}" if row.value % 1 else f"{row.value:.1f}",
        "value_type": row.value_type,
        "allocation_method": row.method,
        "target_selection": row.selection,
    }
    if row.kind == "discount_code":
        return body | {"code": row.code}
    return body | {"title": row.title, "description": row.title}


def code_body(order: Order, row: Application, off: Decimal) -> dict[str, Any]:
    """An entry of `discount_codes`: its amount is what the code took off in all."""
    kind = "shipping" if row.target == "shipping_line" else row.value_type
    return {"code": row.code, "amount": plain(order, off), "type": kind}
