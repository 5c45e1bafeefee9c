"""Creators' links, walked by shoppers: from the short path to the page, and what the pixel saw afterwards."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.devshop.stack import Stack
from tests.journeys.merchant import Merchant, until
from tests.journeys.shopper import Shopper


@dataclass(frozen=True)
class ShownLink:
    """A link as the owner sends it out: the key within, the path to type, the code it applies."""

    key: str
    path: str
    code: str | None


def live_links(merchant: Merchant, *, seconds: float = 120) -> list[ShownLink]:
    """The shop's links, once every short path stands in the shop."""

    def shown() -> list[ShownLink]:
        table = merchant.fetch("GET", "/links.csv")
        assert table.status_code == 200, table.text[:500]
        rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
        return [_link(row) for row in rows] if rows and all(row["Status"] == "Live" for row in rows) else []

    return until(shown, seconds=seconds, every=0.5, what="Every link's short path")


def _link(row: dict[str, str]) -> ShownLink:
    inner = parse_qs(urlsplit(row["Long link"]).query)
    landing = inner["redirect"][0] if "redirect" in inner else row["Long link"]
    key = parse_qs(urlsplit(landing).query)["em"][0]
    return ShownLink(key, unquote(urlsplit(row["Short link"]).path), row["Code"] or None)


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
