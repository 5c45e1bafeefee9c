"""What the shop's staff do in Shopify's own admin, behind the app's back: discounts and privacy requests."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.discount import Discount, RedeemCode
from tests.devshop.webhooks import Delivery, publish

if TYPE_CHECKING:
    from tests.devshop.sales.records import Customer
    from tests.devshop.world import Shop, World


def create_code(
    world: World,
    shop: Shop,
    code: str,
    *,
    percentage: Decimal | None = None,
    amount: Decimal | None = None,
    title: str | None = None,
    starts_at: datetime | None = None,
    combines: bool = True,
) -> Discount:
    """A code of the shop's own (no app made it): `percentage` is a fraction 0..1, `amount` shop money,
    neither means free shipping. Raises ValueError when the code is taken or both values are given.
    """
    if percentage is not None and amount is not None:
        raise ValueError("A discount is either a percentage or an amount, not both.")
    with world.lock:
        if shop.discount_by_code(code) is not None:
            raise ValueError(f"{code} is taken on {shop.domain}.")
        now = world.now()
        discount = Discount(
            id=world.next_id(),
            kind="free_shipping" if percentage is None and amount is None else "basic",
            title=title or code,
            starts_at=starts_at or now,
            created_at=now,
            updated_at=now,
            codes=[RedeemCode(world.next_id(), code)],
            percentage=percentage,
            amount=amount,
            combines_with_order=combines,
            combines_with_product=combines,
            combines_with_shipping=combines,
        )
        shop.discounts[discount.id] = discount
    publish(world, shop, "discounts/create", _body(world, discount))
    return discount


def change_discount(
    world: World,
    shop: Shop,
    discount_id: int,
    *,
    percentage: Decimal | None = None,
    title: str | None = None,
    ends_at: datetime | None = None,
) -> list[Delivery]:
    """Change a discount as staff would, and send discounts/update."""
    with world.lock:
        discount = _discount(shop, discount_id)
        discount.percentage = percentage if percentage is not None else discount.percentage
        discount.title = title or discount.title
        discount.ends_at = ends_at or discount.ends_at
        discount.updated_at = world.now()
    return publish(world, shop, "discounts/update", _body(world, discount))


def delete_discount(world: World, shop: Shop, discount_id: int) -> list[Delivery]:
    """Delete a discount as staff would, and send discounts/delete."""
    with world.lock:
        discount = _discount(shop, discount_id)
        del shop.discounts[discount.id]
    body = {
        "admin_graphql_api_id": f"gid://shopify/DiscountCodeNode/{discount.id}",
        "deleted_at": _time(world.now()),
    }
    return publish(world, shop, "discounts/delete", body)


def request_data(world: World, shop: Shop, customer: Customer) -> list[Delivery]:
    """A buyer asks what is kept: customers/data_request."""
    body = _privacy(shop, customer) | {
        "orders_requested": _orders(shop, customer),
        "data_request": {"id": world.next_id()},
    }
    return publish(world, shop, "customers/data_request", body)


def redact_customer(world: World, shop: Shop, customer: Customer) -> list[Delivery]:
    """A buyer asks to be forgotten: customers/redact (at Shopify ten days after the request)."""
    body = _privacy(shop, customer) | {"orders_to_redact": _orders(shop, customer)}
    return publish(world, shop, "customers/redact", body)


def _discount(shop: Shop, discount_id: int) -> Discount:
    discount = shop.discounts.get(discount_id)
    if discount is None:
        raise ValueError(f"{shop.domain} has no discount {discount_id}.")
    return discount


def _body(world: World, discount: Discount) -> dict[str, Any]:
    return {
        "admin_graphql_api_id": f"gid://shopify/DiscountCodeNode/{discount.id}",
        "title": discount.title,
        "status": discount.status(world.now()),
        "created_at": _time(discount.created_at),
        "updated_at": _time(discount.updated_at),
    }


def _privacy(shop: Shop, customer: Customer) -> dict[str, Any]:
    person = {"id": customer.id, "email": customer.email, "phone": customer.phone}
    return {"shop_id": shop.id, "shop_domain": shop.domain, "customer": person}


def _orders(shop: Shop, customer: Customer) -> list[int]:
    return [
        row.id for row in shop.orders.values() if row.customer is not None and row.customer.id == customer.id
    ]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
