"""What many shoppers ask for alike, kept in this process for a few seconds.

A link in a video is opened by hundreds of people a second, who all need the same few rows. What is kept lives
so shortly that a pause or an edit, made in any process, shows at once for people; what was rendered is kept
for longer, and taken again only for exactly the same content.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog
from cachetools import LRUCache, TTLCache
from flask import current_app

from plugin.app import parts
from plugin.errors import EarmarkError
from plugin.language import Language, language_for
from plugin.services.landing.picks_of import picks_of
from plugin.services.landing.render import Picks, picks_liquid
from plugin.services.landing.served import Served, served
from plugin.services.links.settle_later import settle_standing_links
from plugin.store.database import Database
from plugin.store.landing_lookup import (
    StoredLanding,
    StoredLink,
    StoredShop,
    keep_proxy_prefix,
    landing_of_link,
    landing_of_page,
    served_shop,
)
from plugin.store.policies import policy_in_force

LIFE_SECONDS = 4.0
"""In the second half of it a row that is asked for is read anew meanwhile."""
READERS = 2
MOST_ROWS = 20_000
MOST_PAGES = 2_000
"""Rendered pages, of some ten kilobytes each."""

Row = TypeVar("Row")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenShop:
    """A shop that has the app, and the language its shoppers read."""

    row: StoredShop
    language: Language
    window_days: int
    """How long a visit counts, as the shop's policy says."""

    @property
    def id(self) -> int:
        """The shop's number."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link, everything about where it leads, and what shoppers are given at this moment."""

    landing: StoredLanding
    link: StoredLink
    given: Served


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page, the creator's links that lead to it, what shoppers are given at this moment, and the page as
    Liquid (empty where it is held back).
    """

    landing: StoredLanding
    links: list[StoredLink]
    given: Served
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    row: Any
    read_at: float


class Kept:
    """The rows and pages of one database, for all threads of a process."""

    def __init__(
        self,
        database: Database,
        *,
        seconds: float = LIFE_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._timer = timer
        self._old_after = seconds / 2
        self._coming: set[tuple[int, Any]] = set()
        self._readers = ThreadPoolExecutor(READERS, "kept")
        self._shops: TTLCache[Any, Any] = TTLCache(MOST_ROWS, seconds, timer)
        self._links: TTLCache[Any, Any] = TTLCache(MOST_ROWS, seconds, timer)
        self._pages: TTLCache[Any, Any] = TTLCache(MOST_ROWS, seconds, timer)
        self._rendered: LRUCache[tuple[int, str], tuple[Picks, str]] = LRUCache(MOST_PAGES)

    def shop(self, domain: str, prefix: str | None) -> OpenShop | None:
        """The shop with this domain, None where it has not got the app.

        `prefix` is where its proxy is, from the request as Shopify signed it; news is kept on the shop.
        """
        found = self._find(self._shops, domain, lambda: self._read_shop(domain))
        if found is not None and prefix is not None and found.row.proxy_prefix != prefix:
            with self._database.everywhere() as session:
                keep_proxy_prefix(session, found.id, prefix)
            with self._database.shop(found.id) as session:
                # Short paths still lead to where the proxy was.
                settle_standing_links(session)
            with self._lock:
                self._shops.pop(domain, None)
            return self._find(self._shops, domain, lambda: self._read_shop(domain))
        return found

    def link(self, shop: OpenShop, key: str, now: datetime) -> FoundLink | None:
        """Where the link with this key leads; None where the shop has no such link."""

        def read() -> FoundLink | None:
            with self._database.shop(shop.id) as session:
                landing = landing_of_link(session, key)
            if landing is None or landing.link is None:
                return None
            return FoundLink(landing, landing.link, _given(landing, shop, now))

        return self._find(self._links, (shop.id, key), read)

    def page(self, shop: OpenShop, slug: str, now: datetime) -> FoundPage | None:
        """The page with this slug; None where the shop has no such page."""

        def read() -> FoundPage | None:
            with self._database.shop(shop.id) as session:
                found = landing_of_page(session, slug)
            if found is None:
                return None
            landing, links = found
            given = _given(landing, shop, now)
            path = f"{shop.row.proxy_prefix}/p/{slug}"
            text = self._rendered_page(shop.id, slug, picks_of(landing, given, shop.language, path))
            return FoundPage(landing, links, given, text if given.open else "")

        return self._find(self._pages, (shop.id, slug), read)

    def _rendered_page(self, shop_id: int, slug: str, picks: Picks) -> str:
        """The page as Liquid, rendered anew only where its content is not what it was."""
        with self._lock:
            before = self._rendered.get((shop_id, slug))
        if before is not None and before[0] == picks:
            return before[1]
        text = picks_liquid(picks)
        with self._lock:
            self._rendered[shop_id, slug] = (picks, text)
        return text

    def forget(self) -> None:
        """Read everything anew from now on."""
        with self._lock:
            for cache in (self._shops, self._links, self._pages):
                cache.clear()

    def _find(self, cache: MutableMapping[Any, Any], key: Any, read: Callable[[], Row]) -> Row:
        with self._lock:
            found = cache.get(key)
            old = found is not None and self._timer() - found.read_at > self._old_after
            refresh = old and (id(cache), key) not in self._coming
            if refresh:
                self._coming.add((id(cache), key))
        if refresh:
            # Somebody gets what is a little old, and has it read anew; nobody waits for it.
            self._readers.submit(self._read_anew, cache, key, read)
        if found is not None:
            return found.row  # type: ignore[no-any-return]
        return self._read(cache, key, read)

    def _read(self, cache: MutableMapping[Any, Any], key: Any, read: Callable[[], Row]) -> Row:
        # Not under the lock: a slow query must not hold up those whose rows are there.
        row = read()
        with self._lock:
            cache[key] = _Row(row, self._timer())
        return row

    def _read_anew(self, cache: MutableMapping[Any, Any], key: Any, read: Callable[[], Row]) -> None:
        try:
            self._read(cache, key, read)
        except EarmarkError as error:
            # The old row's life ends by itself; whoever asks then gets the error.
            log.warning("row not read anew", reason=str(error))
        finally:
            with self._lock:
                self._coming.discard((id(cache), key))

    def _read_shop(self, domain: str) -> OpenShop | None:
        with self._database.everywhere() as session:
            row = served_shop(session, domain)
        if row is None or not row.installed:
            return None
        with self._database.shop(row.id) as session:
            window_days = policy_in_force(session).window_days
        return OpenShop(row, language_for(row.locale), window_days)


def _given(landing: StoredLanding, shop: OpenShop, now: datetime) -> Served:
    return served(landing, shop.row.proxy_prefix, shop.language, now)


def kept() -> Kept:
    """What this app keeps."""
    found: Kept | None = current_app.extensions.get("earmark_kept")
    if found is None:
        found = current_app.extensions.setdefault("earmark_kept", Kept(parts().database))
    return found
