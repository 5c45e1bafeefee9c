"""A shop like the one a capture was taken on, as far as the capture tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.devshop.api.schema import load_schema
from tests.devshop.conformance.captures import Capture
from tests.devshop.world import Collection, Installation, Product, Shop, Variant, World

NAVIGATION = {"read_online_store_navigation", "write_online_store_navigation"}


class Clock:
    """Begins when the capture was taken and goes on by a second with every request."""

    def __init__(self, begin: datetime) -> None:
        self.at = begin

    def __call__(self) -> datetime:
        return self.at

    def tick(self) -> None:
        self.at += timedelta(seconds=1)


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
    for kind, number, title in _goods(capture.content):
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
    """The scopes the capture says the app had, else every scope there is."""
    probed = (capture.content.get("scopeProbe") or {}).get("availableScopes")
    shown = re.findall(r'\{"handle": "((?:read|write)_[a-z_]+)"\}', capture.text())
    if probed or shown:
        return list(dict.fromkeys(probed or shown))
    schema = load_schema()
    every = {
        scope
        for access in (*schema.fields.values(), *schema.types.values())
        for one in access.groups
        for scope in one
    }
    return sorted(every - NAVIGATION if "urlRedirectBlockers" in capture.content else every)


def _goods(value: Any) -> Iterator[tuple[str, int, str]]:
    """Products and collections the capture shows, which the shop had before."""
    if isinstance(value, dict):
        found = re.fullmatch(r"gid://shopify/(Product|Collection)/(\d+)", str(value.get("id")))
        if found and isinstance(value.get("title"), str):
            yield found[1], int(found[2]), value["title"]
        for inner in value.values():
            yield from _goods(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _goods(inner)
