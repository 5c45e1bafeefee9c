"""Shopify's standard customer events of a page, in the shapes of `@shopify/web-pixels-extension`.

A page's events are gathered in `g` while it is made, and published by its script. Some belong to what was
done on the page before (a form that put something into the cart): they wait in the shop's state.
"""

from __future__ import annotations

from typing import Any

from flask import g

from tests.devshop.sales.records import Order
from tests.devshop.sales.sums import total_price
from tests.devshop.shopfront import here
from tests.devshop.shopfront.cart import Cart, current_cart
from tests.devshop.world import Product, Variant

Event = dict[str, Any]
MOST_WAITING = 2000


def happened(name: str, data: dict[str, Any]) -> None:
    """One more event of the page that is being made."""
    g.setdefault("pixel_events", []).append({"name": name, "data": data})


def of_this_page() -> list[Event]:
    """The events to publish: the page view first, as Shopify does, then what waited, then the page's own."""
    waiting = here.shop().extra.get("waiting_events", {}).pop(current_cart().token, [])
    return [{"name": "page_viewed", "data": {}}, *waiting, *g.get("pixel_events", [])]


def happened_before(cart: Cart, name: str, data: dict[str, Any]) -> None:
    """An event that the next page of this cart's buyer publishes. The caller holds the world's lock."""
    waiting = here.shop().extra.setdefault("waiting_events", {})
    waiting.setdefault(cart.token, []).append({"name": name, "data": data})
    for token in list(waiting)[: max(0, len(waiting) - MOST_WAITING)]:
        del waiting[token]


def money(amount: Any) -> Event:
    """An amount as Shopify's events have it."""
    return {"amount": float(amount), "currencyCode": here.shop().currency}


def variant_data(product: Product, variant: Variant) -> Event:
    """A product variant."""
    return {
        "id": str(variant.id),
        "title": variant.title,
        "untranslatedTitle": variant.title,
        "sku": variant.sku,
        "price": money(variant.price),
        "image": {"src": f"/cdn/products/{product.handle}.svg"},
        "product": {
            "id": str(product.id),
            "title": product.title,
            "untranslatedTitle": product.title,
            "type": "",
            "vendor": here.shop().name,
            "url": f"/products/{product.handle}",
        },
    }


def cart_line_data(variant_id: int, quantity: int) -> Event:
    """A line that was put into the cart."""
    product, variant = here.shop().variant(variant_id)
    return {
        "merchandise": variant_data(product, variant),
        "quantity": quantity,
        "cost": {"totalAmount": money(variant.price * quantity)},
    }


def cart_data(cart: Cart) -> Event:
    """The cart as `init.data.cart` has it."""
    return {
        "id": cart.token,
        "totalQuantity": cart.count,
        "attributes": _attributes(cart.attributes),
        "cost": {"totalAmount": money(cart.subtotal)},
        "lines": [cart_line_data(line.variant_id, line.quantity) for line in cart.lines],
    }


def checkout_data(cart: Cart, token: str) -> Event:
    """A checkout before it is paid."""
    return _checkout(
        token, cart.attributes, [row.code for row in cart.outcome().applied], None, money(cart.subtotal)
    )


def completed_data(order: Order) -> Event:
    """A checkout that became `order`."""
    buyer = order.customer
    bought = [row.id for row in here.shop().orders.values() if row.customer is buyer]
    shown = {
        "id": str(order.id),
        "customer": {"id": str(buyer.id), "isFirstOrder": min(bought) == order.id} if buyer else None,
    }
    codes = [row.code for row in order.applications if row.code]
    token = order.checkout_token or ""
    data = _checkout(token, order.note_attributes, codes, shown, money(total_price(order)))
    data["email"] = buyer.email if buyer else None
    return data


def _attributes(attributes: dict[str, str]) -> list[Event]:
    return [{"key": key, "value": value} for key, value in attributes.items()]


def _checkout(
    token: str, attributes: dict[str, str], codes: list[str], order: Event | None, total: Event
) -> Event:
    applied = {"allocationMethod": "ACROSS", "targetSelection": "ALL", "targetType": "LINE_ITEM"}
    worth = money(0)
    locale, country = here.shop().locale, here.shop().country
    return {
        "token": token,
        "order": order,
        "attributes": _attributes(attributes),
        "discountApplications": [
            {**applied, "type": "DISCOUNT_CODE", "title": code, "value": worth} for code in codes
        ],
        "currencyCode": here.shop().currency,
        "subtotalPrice": total,
        "totalPrice": total,
        "totalTax": worth,
        "discountsAmount": worth,
        "lineItems": [],
        "transactions": [],
        "localization": {
            "country": {"isoCode": country},
            "language": {"isoCode": locale},
            "market": {"id": "1", "handle": country.lower()},
        },
        "buyerAcceptsEmailMarketing": False,
        "buyerAcceptsSmsMarketing": False,
        "email": None,
        "phone": None,
        "smsMarketingPhone": None,
        "billingAddress": None,
        "shippingAddress": None,
        "shippingLine": None,
        "delivery": None,
    }
