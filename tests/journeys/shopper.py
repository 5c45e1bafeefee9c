"""A shopper by HTTP alone: follows a creator's link to its landing page, is seen by the pixel, answers the
survey.
"""

from __future__ import annotations

import html
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

MOST_HOPS = 8
TRUST = ssl.create_default_context()
"""One for all shoppers: making it takes longer than all that one of them asks."""
LEADS_ON = re.compile(r'http-equiv="refresh"[^>]*content="\d+;\s*url=([^"]+)"', re.IGNORECASE)


@dataclass(frozen=True)
class Landed:
    """Where a link led: the addresses on the way (the last is the page), the visit's reference in the last
    one, and the page.
    """

    hops: tuple[str, ...]
    ref: str | None
    page: httpx.Response


class Shopper:
    """Somebody with a phone of their own. `number` makes it theirs: two shoppers are two visitors."""

    def __init__(self, storefront_url: str, app_url: str, number: int = 0) -> None:
        agent = (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_{number % 7} like Mac OS X) AppleWebKit/605.1.15 "
            f"(KHTML, like Gecko) Version/18.{number} Mobile/15E{number:04d} Safari/604.1"
        )
        client = partial(httpx.Client, timeout=30, verify=TRUST)
        self.shop = client(base_url=storefront_url, headers={"User-Agent": agent})
        self.app = client(base_url=app_url, headers={"User-Agent": agent, "Origin": "null"})

    def follow(self, path: str) -> Landed:
        """Open `path` in the shop and go where it leads, as a browser without script does."""
        url, hops = urljoin(str(self.shop.base_url), path), []
        for _ in range(MOST_HOPS):
            hops.append(url)
            answer = self.shop.get(url)
            onward = answer.headers.get("Location") if answer.is_redirect else _leads_on(answer)
            if onward is None:
                return Landed(tuple(hops), _reference(url), answer)
            url = urljoin(url, onward)
            assert url.startswith(str(self.shop.base_url).rstrip("/")), f"The link left the shop: {url}"
        raise AssertionError(f"The link leads on and on: {hops}")

    def seen(self, shop_token: str, **event: Any) -> httpx.Response:
        """What the pixel sends of one event; `at` is now where it is not given."""
        body = {"shop": shop_token, "events": [{"at": datetime.now(UTC).isoformat(), **event}]}
        return self.app.post("/collect", json=body, headers={"Content-Type": "text/plain;charset=UTF-8"})

    def asked(self, session_token: str, **query: Any) -> httpx.Response:
        """The survey's question for this buyer."""
        params = {"target": "thank-you", "lang": "en", **query}
        return self.app.get("/post-purchase-survey", params=params, headers=_bearer(session_token))

    def answers(self, session_token: str, **answer: Any) -> httpx.Response:
        """One answer to it."""
        return self.app.post("/post-purchase-survey", json=answer, headers=_bearer(session_token))


def _bearer(session_token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {session_token}"}


def _leads_on(answer: httpx.Response) -> str | None:
    found = LEADS_ON.search(answer.text) if "/go/" in str(answer.url) else None
    return html.unescape(found[1]) if found else None


def _reference(url: str) -> str | None:
    return next(iter(parse_qs(urlsplit(url).query).get("em", ())), None)
