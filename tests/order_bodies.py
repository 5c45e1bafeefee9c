"""Bodies in Shopify's documented shape, written by us: an order, its refunds and edits, as small or as full
as a test needs.

Every personal value is Sam's (tests/cast.py), so that a test can look for it afterwards.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import cast

ORDERED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def money(amount: str, currency: str = "EUR", seen: tuple[str, str] | None = None) -> dict[str, Any]:
    """A `*_set`; `seen` is (amount, currency) as the buyer saw it, the same as the shop's where left out."""
    shown = seen or (amount, currency)
    return {
        "shop_money": {"amount": amount, "currency_code": currency},
        "presentment_money": {"amount": shown[0], "currency_code": shown[1]},
    }


def line(
    number: int = 1,
    price: str = "20.00",
    quantity: int = 1,
    *,
    currency: str = "EUR",
    current: int | None = None,
    tax: str | None = None,
    discounts: dict[int, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A line. `discounts` maps the index of an application to what it takes off; `tax` is for all units."""
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
        "quantity": quantity,
        "current_quantity": quantity if current is None else current,
        "price": price,
        "price_set": money(price, currency),
        "total_discount": "0.00",
        "gift_card": False,
        "product_id": 900 + number,
        "variant_id": 800 + number,
        "taxable": True,
        "requires_shipping": True,
        "properties": [],
        "tax_lines": []
        if tax is None
        else [{"title": "VAT", "price": tax, "price_set": money(tax, currency), "rate": 0.22}],
        "discount_allocations": [
            {"amount": off, "amount_set": money(off, currency), "discount_application_index": index}
            for index, off in (discounts or {}).items()
        ],
        **more,
    }


def code(text: str, amount: str = "0.00", kind: str = "percentage") -> tuple[dict[str, Any], dict[str, Any]]:
    """(entry of `discount_codes`, entry of `discount_applications`) of a code the buyer used."""
    return (
        {"code": text, "amount": amount, "type": kind},
        {
            "type": "discount_code",
            "code": text,
            "target_type": "line_item",
            "value_type": kind,
            "value": "10.0",
        },
    )


def refund(
    number: int = 501,
    order: int = 1001,
    *,
    lines: list[dict[str, Any]] | None = None,
    adjustments: list[dict[str, Any]] | None = None,
    paid: str | None = None,
    currency: str = "EUR",
    at: datetime = ORDERED + timedelta(days=1),
    **more: Any,
) -> dict[str, Any]:
    """A refund."""
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Refund/{number}",
        "order_id": order,
        "created_at": at.isoformat(),
        "processed_at": at.isoformat(),
        "note": f"called {cast.SAM.first_name} on {cast.SAM.phone}",
        "refund_line_items": lines or [],
        "order_adjustments": adjustments or [],
        "transactions": []
        if paid is None
        else [
            {"id": number + 1, "kind": "refund", "status": "success", "amount": paid, "currency": currency}
        ],
        **more,
    }


def refund_line(
    of: int, quantity: int, subtotal: str, tax: str = "0.00", currency: str = "EUR"
) -> dict[str, Any]:
    """Units of a line given back."""
    return {
        "id": 7000 + of,
        "line_item_id": of,
        "quantity": quantity,
        "restock_type": "return",
        "subtotal": float(subtotal),
        "subtotal_set": money(subtotal, currency),
        "total_tax": float(tax),
        "total_tax_set": money(tax, currency),
    }


def adjustment(kind: str, amount: str, tax: str = "0.00", currency: str = "EUR") -> dict[str, Any]:
    """An order adjustment: `refund_discrepancy` or `shipping_refund`; negative is money to the buyer."""
    return {
        "kind": kind,
        "reason": {"shipping_refund": "Shipping refund"}.get(kind, "Refund discrepancy"),
        "amount": amount,
        "amount_set": money(amount, currency),
        "tax_amount": tax,
        "tax_amount_set": money(tax, currency),
    }


def order(
    number: int = 1001,
    *,
    lines: list[dict[str, Any]] | None = None,
    codes: list[tuple[dict[str, Any], dict[str, Any]]] | None = None,
    refunds: list[dict[str, Any]] | None = None,
    currency: str = "EUR",
    taxes_included: bool = False,
    at: datetime = ORDERED,
    updated: datetime | None = None,
    customer: int | None = cast.SAM.shopify_id,
    source: str | None = "web",
    **more: Any,
) -> dict[str, Any]:
    """An order of Sam's. Totals are stated only where a test gives them; the books sum the lines."""
    sam = cast.SAM
    address = {
        "first_name": sam.first_name,
        "last_name": sam.last_name,
        "address1": sam.address,
        "phone": sam.phone,
    }
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "created_at": at.isoformat(),
        "processed_at": at.isoformat(),
        "updated_at": (updated or at).isoformat(),
        "cancelled_at": None,
        "currency": currency,
        "presentment_currency": currency,
        "taxes_included": taxes_included,
        "test": False,
        "financial_status": "paid",
        "source_name": source,
        "checkout_token": f"checkout-{number}",
        "cart_token": f"cart-{number}",
        "email": sam.email,
        "contact_email": sam.email,
        "phone": sam.phone,
        "browser_ip": "192.0.2.7",
        "note": f"please ring {sam.last_name}",
        "customer": None
        if customer is None
        else {
            "id": customer,
            "admin_graphql_api_id": f"gid://shopify/Customer/{customer}",
            "email": sam.email,
            "first_name": sam.first_name,
            "last_name": sam.last_name,
            "default_address": address,
        },
        "billing_address": address,
        "shipping_address": address,
        "line_items": [line()] if lines is None else lines,
        "shipping_lines": [],
        "discount_codes": [entry for entry, _ in codes or []],
        "discount_applications": [application for _, application in codes or []],
        "refunds": refunds or [],
        **more,
    }


def raw(body: dict[str, Any]) -> bytes:
    """The body as it comes over the wire."""
    return json.dumps(body, ensure_ascii=False).encode()
