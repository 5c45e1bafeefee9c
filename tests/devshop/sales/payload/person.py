"""The buyer in an order body: everything Shopify would send, so that `include_fields` has something to keep
out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.devshop.sales.payload.money import gid, when

if TYPE_CHECKING:
    from tests.devshop.sales.records import Customer, Order
    from tests.devshop.world import Shop

BROWSER_IP = "203.0.113.7"
"""From the block reserved for documentation."""


def person_fields(shop: Shop, order: Order) -> dict[str, Any]:
    """The personal keys of an order body."""
    buyer, session = order.customer, order.checkout_token is not None
    client = {
        "accept_language": shop.locale,
        "browser_height": None,
        "browser_ip": BROWSER_IP,
        "browser_width": None,
        "session_hash": None,
        "user_agent": "Mozilla/5.0 (stand-in)",
    }
    return {
        "browser_ip": BROWSER_IP if session else None,
        "buyer_accepts_marketing": False,
        "client_details": client if session else None,
        "contact_email": buyer.email if buyer else None,
        "customer_locale": shop.locale if session else None,
        "email": buyer.email if buyer else "",
        "phone": buyer.phone if buyer else None,
        "billing_address": address(buyer) if buyer else None,
        "shipping_address": address(buyer) if buyer and order.shipping else None,
        "customer": customer_body(shop, buyer) if buyer else None,
    }


def address(buyer: Customer) -> dict[str, Any]:
    """A postal address."""
    return {
        "first_name": buyer.first_name,
        "address1": buyer.address1,
        "phone": buyer.phone,
        "city": buyer.city,
        "zip": buyer.zip,
        "province": None,
        "country": buyer.country,
        "last_name": buyer.last_name,
        "address2": None,
        "company": None,
        "latitude": None,
        "longitude": None,
        "name": f"{buyer.first_name} {buyer.last_name}",
        "country_code": buyer.country,
        "province_code": None,
    }


def customer_body(shop: Shop, buyer: Customer) -> dict[str, Any]:
    """The customer; the count of earlier orders has not been part of it for years."""
    home = {key: value for key, value in address(buyer).items() if key not in {"latitude", "longitude"}}
    return {
        "id": buyer.id,
        "created_at": when(shop, buyer.created_at),
        "updated_at": when(shop, buyer.created_at),
        "first_name": buyer.first_name,
        "last_name": buyer.last_name,
        "state": "disabled",
        "note": None,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": buyer.email,
        "phone": buyer.phone,
        "currency": shop.currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", buyer.id),
        "default_address": {
            "id": buyer.id + 1,
            "customer_id": buyer.id,
            **home,
            "country_name": buyer.country,
            "default": True,
        },
    }
