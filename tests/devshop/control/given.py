"""Reading a control request: every value is checked by name, so that a typing error in a test shows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flask import current_app, request

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order
    from tests.devshop.world import Shop, World


TIMING = ("token_seconds", "retry_seconds", "redact_seconds", "journey_seconds")
"""What of the world's clock can be set."""


def world() -> World:
    """The world of this stand-in."""
    found: World = current_app.config["WORLD"]
    return found


def body(*allowed: str) -> dict[str, Any]:
    """The JSON object sent; ValueError for anything else, or for a key not in `allowed`."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise ValueError("Send a JSON object.")
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise ValueError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(allowed)}.")
    return given


def shop_of(given: dict[str, Any]) -> Shop:
    """The shop named in `shop`, by its domain or the part before .myshopify.com."""
    name = str(given.get("shop", ""))
    shop = world().shops.get(name) or world().shops.get(f"{name}.myshopify.com")
    if shop is None:
        raise LookupError(f"No shop {name!r}. Shops: {', '.join(world().shops)}.")
    return shop


def order_of(shop: Shop, order_id: int) -> Order:
    """An order of the shop."""
    order = shop.orders.get(order_id)
    if order is None:
        raise LookupError(f"{shop.domain} has no order {order_id}.")
    return order


def money(given: dict[str, Any], name: str) -> Decimal | None:
    """An amount, or None where it is not given."""
    value = given.get(name)
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{name} is not a number: {value!r}.") from None


def moment(given: dict[str, Any], name: str) -> datetime | None:
    """A time with its zone, or None where it is not given."""
    value = given.get(name)
    if not value:
        return None
    found = datetime.fromisoformat(str(value))
    if found.tzinfo is None:
        raise ValueError(f"{name} has no time zone: {value!r}.")
    return found


def units(given: dict[str, Any], name: str) -> dict[int, int]:
    """A map of line ids to units."""
    return {int(line): int(count) for line, count in dict(given.get(name) or {}).items()}
