"""Requests as Shopify's proxy and shoppers' pixels send them, each with a visit and an address of its own."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from plugin.attribution.visit_reference import new_reference
from plugin.services.visits.shop_signature import sign_shop
from plugin.settings import Settings
from tests import cast
from tests.storefront.landing import BROWSER

SHOPS = 50
"""Pixels of so many shops take turns: a single one may not send as much as the collector can take."""


@dataclass
class Requests:
    """The same requests over and over, in order."""

    ready: list[bytes]

    def __iter__(self) -> Iterator[bytes]:
        return itertools.cycle(self.ready)


def landings(keys: list[str], slugs: list[str], count: int) -> Requests:
    """By turns a short link's address and the page of picks it leads to, of one creator after the other."""
    return Requests(list(itertools.islice(_landings(keys, slugs), count)))


def messages(settings: Settings, keys: list[str], count: int) -> Requests:
    """A pixel's messages of two events each."""
    shops = [sign_shop(settings, f"bench-{number}.myshopify.com") for number in range(SHOPS)]
    return Requests(
        [_message(shops[number % SHOPS], keys[number % len(keys)], number) for number in range(count)]
    )


def files(count: int = 1) -> Requests:
    """The static file."""
    return Requests([_get("/bench/static.html")] * count)


def _landings(keys: list[str], slugs: list[str]) -> Iterator[bytes]:
    for key, slug in itertools.cycle(zip(keys, slugs, strict=True)):
        yield _get(f"/proxy/go/{key}?{_signed([])}")
        yield _get(f"/proxy/p/{slug}?{_signed([('em', new_reference(key, datetime.now(UTC)))])}")


def _signed(params: list[tuple[str, str]]) -> str:
    given = [
        *params,
        ("shop", cast.ANA.domain),
        ("logged_in_customer_id", ""),
        ("path_prefix", "/apps/earmark"),
        ("timestamp", str(int(time.time()))),
    ]
    text = "".join(sorted(f"{name}={value}" for name, value in given))
    signature = hmac.new(cast.CLIENT_SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in [*given, ("signature", signature)])


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\n{_headers()}\r\n".encode()


def _message(shop: str, key: str, number: int) -> bytes:
    now = datetime.now(UTC)
    events = [
        {"id": f"{number}-{kind}-{random.getrandbits(48):x}", "kind": kind, "at": now.isoformat(), "ref": ref}
        for ref in [new_reference(key, now)]
        for kind in ("page_viewed", "product_viewed")
    ]
    body = json.dumps({"shop": shop, "events": events}).encode()
    about = f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return f"POST /collect HTTP/1.1\r\n{_headers()}{about}".encode() + body


def _headers() -> str:
    address = ".".join(str(random.randrange(1, 255)) for _ in range(4))
    return f"Host: 127.0.0.1\r\nUser-Agent: {BROWSER}\r\nAccept: text/html\r\nX-Forwarded-For: {address}\r\n"
