"""The body of orders/create, orders/updated and orders/cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.devshop.sales.payload.lines import application_body, code_body, line_body, shipping_body, tax_lines
from tests.devshop.sales.payload.money import gid, when
from tests.devshop.sales.payload.person import person_fields
from tests.devshop.sales.payload.refund import embedded_refund
from tests.devshop.sales.payload.totals import total_fields
from tests.devshop.sales.sums import shipping_left, total_tax
from tests.devshop.sales.truth import code_amounts

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order
    from tests.devshop.world import Shop

NEVER = (
    "device_id", "fulfillment_status", "landing_site_ref", "merchant_of_record_app_id", "note", "po_number",
    "reference", "source_url", "user_id", "payment_terms",
)  # fmt: skip


def order_body(shop: Shop, order: Order) -> dict[str, Any]:
    """The whole order as it stands, personal data included: subscriptions cut it down."""
    body: dict[str, Any] = {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "app_id": order.app_id or (580111 if order.source_name == "web" else None),
        "cancel_reason": order.cancel_reason,
        "cancelled_at": when(shop, order.cancelled_at),
        "cart_token": order.cart_token,
        "checkout_token": order.checkout_token,
        "closed_at": None,
        "confirmation_number": order.token[:9].upper(),
        "confirmed": True,
        "created_at": when(shop, order.created_at),
        "currency": order.currency,
        "duties_included": False,
        "estimated_taxes": False,
        "financial_status": financial_status(order),
        "landing_site": order.landing_site,
        "location_id": order.location_id,
        "merchant_business_entity_id": f"MTU{shop.id}",
        "name": f"#{order.number}",
        "note_attributes": [{"name": name, "value": value} for name, value in order.note_attributes.items()],
        "number": order.number - 1000,
        "order_number": order.number,
        "order_status_url": f"https://{shop.domain}/{shop.id}/orders/{order.token}/authenticate?key={order.token[:12]}",
        "payment_gateway_names": [row.gateway for row in order.transactions],
        "presentment_currency": order.presentment_currency,
        "processed_at": when(shop, order.created_at),
        "referring_site": order.referring_site,
        "source_identifier": f"{order.location_id}-1-{order.number}" if order.location_id else None,
        "source_name": order.source_name,
        "tags": "",
        "tax_exempt": False,
        "tax_lines": tax_lines(order, total_tax(order)),
        "taxes_included": order.taxes_included,
        "test": order.test,
        "token": order.token,
        "updated_at": when(shop, order.updated_at),
        "fulfillments": [],
        "returns": [],
        "line_item_groups": [],
        **dict.fromkeys(NEVER),
        **total_fields(order),
        **person_fields(shop, order),
    }
    codes = [row for row in order.applications if row.code is not None]
    offs = [off for _, _, off in code_amounts(order)]
    body["discount_codes"] = [code_body(order, row, off) for row, off in zip(codes, offs, strict=True)]
    body["discount_applications"] = [application_body(row) for row in order.applications]
    body["line_items"] = [line_body(order, line) for line in order.lines]
    body["refunds"] = [embedded_refund(shop, order, row) for row in order.refunds if row.shown]
    shipping = order.shipping
    body["shipping_lines"] = (
        [shipping_body(order, shipping, shipping_left(order))] if shipping is not None else []
    )
    return body


def financial_status(order: Order) -> str:
    """paid, partially_refunded, refunded, or partially_paid after an edit that added something."""
    refunded = order.refunded()
    if refunded and refunded >= order.received():
        return "refunded"
    return "partially_refunded" if refunded else "paid"
