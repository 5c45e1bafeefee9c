"""A shop like the one a capture was taken on, as far as the capture tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from graphql import get_named_type

from tests.devshop.api.schema import AdminSchema, load_schema
from tests.devshop.api.scopes import guarded_type
from tests.devshop.conformance.captures import Capture
from tests.devshop.world import Collection, Installation, Product, Shop, Variant, World


class Clock:
    """Begins when the capture was taken and goes on by two seconds with every request."""

    def __init__(self, begin: datetime) -> None:
        self.at = begin

    def __call__(self) -> datetime:
        return self.at

    def tick(self) -> None:
        self.at += timedelta(seconds=2)


def stage(capture: Capture) -> tuple[World, Shop, Clock]:
    """A world with one shop: its domain, currency, scopes, products and habits as the capture shows them."""
    clock = Clock(_taken_at(capture))
    world = World("client", "secret", "https://app.example", clock=clock)
    text = capture.text()
    currency = re.search(r'"currencyCode": "([A-Z]{3})"', text)
    shop_id = re.search(r"gid://shopify/Shop/(\d+)", text)
    shop = Shop(
        id=int(shop_id[1]) if shop_id else 1,
        domain=capture.content.get("storeDomain") or "captured.myshopify.com",
        name="Captured",
        currency=currency[1] if currency else "USD",
        timezone="UTC",
        locale="en",
        country="CA",
        taxes_included='"taxesIncluded": true' in text,
    )
    shop.extra["sells_subscriptions"] = "one-time purchase products" in text
    shop.installation = Installation(_scopes(capture), clock())
    for (kind, number), title in _goods(capture).items():
        handle = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        if kind == "Product":
            shop.products[number] = Product(
                number, handle, title, "", [Variant(number, "Default Title", Decimal(1), "")]
            )
        else:
            shop.collections[number] = Collection(number, handle, title, [])
    world.shops[shop.domain] = shop
    return world, shop, clock


def _taken_at(capture: Capture) -> datetime:
    """Before the first change it shows: what it calls active has begun, what ends later has not ended."""
    stated = capture.content.get("capturedAt")
    times = re.findall(r'"(?:createdAt|updatedAt)": "(\d{4}-\d\d-\d\dT[\d:.]+Z)"', capture.text())
    return datetime.fromisoformat(stated or max(times, default="2026-06-01T00:00:00Z")).astimezone(UTC)


def _scopes(capture: Capture) -> list[str]:
    """The scopes the capture says the app had, else every scope there is but those it was refused."""
    probed = (capture.content.get("scopeProbe") or {}).get("availableScopes")
    shown = re.findall(r'\{"handle": "((?:read|write)_[a-z_]+)"\}', capture.text())
    if probed or shown:
        return list(dict.fromkeys(probed or shown))
    schema = load_schema()
    every = (*schema.fields.values(), *schema.types.values())
    scopes = {scope for access in every for group in access.groups for scope in group}
    return sorted(scopes - _refused(schema, capture.text()))


def _refused(schema: AdminSchema, text: str) -> set[str]:
    """The scopes of every root field the capture shows as denied, and the write scopes that imply them."""
    scopes: set[str] = set()
    for name in set(re.findall(r"Access denied for (\w+) field", text)):
        for root in (schema.graphql.query_type, schema.graphql.mutation_type):
            field = root.fields.get(name) if root is not None else None
            if root is None or field is None:
                continue
            asked = [
                schema.fields.get((root.name, name)),
                schema.types.get(guarded_type(get_named_type(field.type))),
            ]
            scopes |= {scope for access in asked if access for group in access.groups for scope in group}
    return scopes | {f"write_{scope.removeprefix('read_')}" for scope in scopes if scope.startswith("read_")}


def _goods(capture: Capture) -> dict[tuple[str, int], str]:
    """Title by type and number of each product and collection that is named in the capture and not called
    invalid.
    """
    text = capture.text()
    found = {
        (kind, int(number)): f"{kind} {number}"
        for kind, number in re.findall(r"gid://shopify/(Product|Collection)/(\d+)", text)
        if f"with id: {number} is invalid" not in text
    }
    for kind, number, title in _titles(capture.content):
        found[kind, number] = title
    return found


def _titles(value: Any) -> Iterator[tuple[str, int, str]]:
    if isinstance(value, dict):
        found = re.fullmatch(r"gid://shopify/(Product|Collection)/(\d+)", str(value.get("id")))
        if found and isinstance(value.get("title"), str):
            yield found[1], int(found[2]), value["title"]
        for inner in value.values():
            yield from _titles(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _titles(inner)
