"""How the control API shows things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.devshop.sales.payload.money import plain
from tests.devshop.sales.payload.order import financial_status
from tests.devshop.sales.sums import shipping_left, total_price
from tests.devshop.sales.truth import truth_of

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order
    from tests.devshop.webhooks import Delivery
    from tests.devshop.world import Shop, World


def order_view(order: Order) -> dict[str, Any]:
    """An order in short, with the stand-in's own books about it."""
    return {
        "id": order.id,
        "name": f"#{order.number}",
        "created_at": order.created_at.isoformat(),
        "updated_at": order.updated_at.isoformat(),
        "currency": order.currency,
        "total": plain(order, total_price(order)),
        "paid": plain(order, order.received()),
        "refunded": plain(order, order.refunded()),
        "shipping_left": plain(order, shipping_left(order)),
        "status": "cancelled" if order.cancelled_at else financial_status(order),
        "source_name": order.source_name,
        "test": order.test,
        "customer_id": order.customer.id if order.customer else None,
        "cart_token": order.cart_token,
        "checkout_token": order.checkout_token,
        "codes": [row.code for row in order.applications if row.code],
        "refused_codes": order.refused_codes,
        "lines": [
            {
                "id": line.id,
                "title": line.title,
                "quantity": line.quantity,
                "current_quantity": order.current_quantity(line),
                "amount": plain(order, line.amount),
            }
            for line in order.lines
        ],
        "truth": truth_of(order),
        "history": [
            {"at": row.at.isoformat(), "event": row.event, "net_minor": row.net_minor}
            for row in order.history
        ],
    }


def click_view(order: Order) -> dict[str, Any]:
    """What the shop's own pages would have seen of a purchase: its checkout, and the visit behind it."""
    click = order.click
    return {
        "order_id": order.id,
        "name": f"#{order.number}",
        "at": order.created_at.isoformat(),
        "checkout_token": order.checkout_token,
        "customer_id": order.customer.id if order.customer else None,
        "test": order.test,
        "codes": [row.code for row in order.applications if row.code],
        "click": None
        if click is None
        else {"key": click.key, "ref": click.ref, "at": click.at.isoformat(), "way": click.way},
    }


def shop_view(world: World, shop: Shop) -> dict[str, Any]:
    """A shop in short: what it sells, its codes, whether the app is there."""
    installation = shop.installation
    return {
        "id": shop.id,
        "domain": shop.domain,
        "name": shop.name,
        "currency": shop.currency,
        "timezone": shop.timezone,
        "storefront": world.storefront_urls.get(shop.domain),
        "installed": installation is not None,
        "scopes": installation.scopes if installation is not None else [],
        "orders": len(shop.orders),
        "customers": len(shop.customers),
        "products": [
            {
                "id": product.id,
                "handle": product.handle,
                "title": product.title,
                "gift_card": product.gift_card,
                "variants": [
                    {"id": row.id, "title": row.title, "price": str(row.price)} for row in product.variants
                ],
            }
            for product in shop.products.values()
        ],
        "discounts": [
            {
                "id": row.id,
                "title": row.title,
                "status": row.status(world.now()),
                "codes": [code.code for code in row.codes],
                "used": sum(code.usage_count for code in row.codes),
                "by_app": any(code.created_by_app is not None for code in row.codes),
            }
            for row in shop.discounts.values()
        ],
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """A delivery with its attempts; not its body."""
    return {
        "number": delivery.number,
        "webhook_id": delivery.webhook_id,
        "event_id": delivery.event_id,
        "shop": delivery.shop,
        "topic": delivery.topic,
        "url": delivery.url,
        "bytes": delivery.size,
        "triggered_at": delivery.triggered_at.isoformat(),
        "due": delivery.due.isoformat(),
        "outcome": delivery.outcome,
        "attempts": [
            {
                "at": row.at.isoformat(),
                "seconds": round(row.seconds, 3),
                "status": row.status,
                "error": row.error,
            }
            for row in delivery.attempts
        ],
    }
