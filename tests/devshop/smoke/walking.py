"""Creators' links, walked by shoppers: from the short path to the page, and what the pixel saw afterwards."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from plugin.services.shop_access import ShopifyClients
from plugin.services.visits.follow_journeys import follow_journeys
from plugin.settings import Settings
from tests.devshop.stack import Stack
from tests.journeys.agreement import opened
from tests.journeys.links import ShownLink
from tests.journeys.shopper import Shopper


def walk(stack: Stack, links: list[ShownLink], walks: int) -> list[dict[str, Any]]:
    """Let so many shoppers, each with a phone of their own, follow the links in turn; their clicks, as the
    stand-in's control takes them.
    """
    clicks = []
    for number in range(walks):
        link = links[number % len(links)]
        landed = Shopper(stack.storefront_url(), stack.app_url, number).follow(link.path)
        assert landed.page.status_code == 200, (landed.hops, landed.page.text[:300])
        assert landed.ref is not None, f"{link.path} led to {landed.hops[-1]}, which names no visit"
        assert landed.ref.startswith(f"{link.key}."), (link, landed.ref)
        clicks.append({"key": link.key, "ref": landed.ref, "code": link.code})
    return clicks


def pixel_token(stack: Stack) -> str:
    """The shop's signature among the settings that the app gave its web pixel, as a page shows them."""
    page = Shopper(stack.storefront_url(), stack.app_url).shop.get("/").text
    found = re.search(r'"shop":\s*("[^"]{20,}")', page)
    assert found, "The shop runs no web pixel of the app."
    token: str = json.loads(found[1])
    return token


def ask_for_journeys(stack: Stack, domain: str) -> int:
    """Do what the worker does a quarter of an hour after an order: ask Shopify for the customer journeys; of
    how many orders.
    """
    settings = Settings.from_env(stack.env)
    with opened(stack.env["DATABASE_URL"]) as database:
        with database.everywhere() as session:
            query = text("select id from shops where domain = :domain")
            shop_id = session.execute(query, {"domain": domain}).scalar_one()
        clients = ShopifyClients(database, settings)
        asked, more = 0, True
        while more:
            done = follow_journeys(database, lambda: clients(shop_id, datetime.now(UTC)), shop_id, _later)
            asked, more = asked + done.asked, done.more
        return asked


def _later() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=20)


def tell_checkouts(stack: Stack, token: str, bought: list[dict[str, Any]]) -> int:
    """The pixel's word of the checkouts that nothing else connects with a visit; how many."""
    told = 0
    for row in bought:
        if row["click"] is not None and row["click"]["way"] == "link_pixel":
            answer = Shopper(stack.storefront_url(), stack.app_url, 500 + told).seen(
                token,
                id=f"smoke-{row['order_id']}",
                kind="checkout_completed",
                ref=row["click"]["ref"],
                checkout=row["checkout_token"],
                order=str(row["order_id"]),
                consent="granted",
            )
            assert answer.status_code == 204, (answer.status_code, answer.text)
            told += 1
    return told
