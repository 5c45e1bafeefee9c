"""Bring Online Store pages in Shopify to what their creators' landing pages ask for: made, changed, hidden or
deleted.

What a page should show follows from what is stored and from the clock (an offer ends with its campaign), so
a page's fingerprint is kept with it and only a page that differs is sent. A page made for exactly this row
carries its mark, so that repeating a step after a lost answer makes no second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.errors import ShopifyError, TokenLostError
from plugin.language import N_, language_for
from plugin.services.landing.picks_of import picks_of
from plugin.services.landing.render import picks_body, picks_title
from plugin.services.landing.served import served
from plugin.services.links.hold_links import LEAVING
from plugin.shopify.admin import Admin
from plugin.shopify.pages import (
    PageRefusedError,
    StandingPage,
    WantedPage,
    change_page,
    create_page,
    delete_page,
)
from plugin.store.database import Database, ShopSession
from plugin.store.landing_lookup import StoredLanding, landing_of_page
from plugin.store.landing_pages import LandingPage, find_page
from plugin.store.link_lookup import are_out
from plugin.store.shops import shop_by_id

TAKEN = N_(
    "The shop has other pages at the addresses this page could have. Rename one of them, and try again."
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked of one page: `wanted` None, that it is gone. `gid` and `shows` are how it stands."""

    key: tuple[int, int]
    gid: str | None
    shows: int | None
    wanted: WantedPage | None


@dataclass(frozen=True, slots=True)
class SettlingPages:
    """Settles pages of one shop. `clock` gives the moment of each step."""

    database: Database
    client: Admin
    shop_id: int
    clock: Callable[[], datetime]

    def run(self, pages: Sequence[tuple[int, int]]) -> None:
        """Settle the pages of these (campaign, creator), each in its own transactions.

        Raises retryable `ShopifyError`s (call again with the same pages) and `TokenLostError`; any other
        refusal is kept at the page as its problem.
        """
        for key in pages:
            wish = self._wish(key)
            if wish is None:
                continue
            try:
                standing = self._bring(wish)
            except ShopifyError as error:
                if error.retryable or isinstance(error, TokenLostError):
                    raise
                self._note(wish, None, problem=str(error))
            else:
                self._note(wish, standing)

    def _wish(self, key: tuple[int, int]) -> _Wish | None:
        """What is asked of the page; None where it stands as it should."""
        with self.database.shop(self.shop_id) as session:
            page = find_page(session, *key)
            found = landing_of_page(session, page.slug) if page is not None else None
            if page is None or found is None:
                return None
            wanted = self._wanted(session, page, found[0])
        if wanted is None:
            return _Wish(key, page.page_gid, page.page_version, None) if page.page_gid else None
        if page.page_gid and page.page_version == fingerprint(wanted) and page.page_problem is None:
            return None
        return _Wish(key, page.page_gid, page.page_version, wanted)

    def _wanted(self, session: ShopSession, page: LandingPage, landing: StoredLanding) -> WantedPage | None:
        campaign = landing.campaign
        if (
            campaign is None
            or campaign.served_by != "page"
            or (page.kind or campaign.kind) != "picks"
            or page.status == "retired"
            or campaign.status in ("draft", "retired")
            or are_out(session, LEAVING, page.campaign_id, page.creator_id)
        ):
            return None
        shop = shop_by_id(session, self.shop_id)
        language = language_for(shop.locale)
        given = served(landing, shop.proxy_prefix, language, self.clock())
        handle = page.page_handle or page.slug
        picks = picks_of(landing, given, language, f"/pages/{handle}")
        return WantedPage(picks_title(picks), handle, picks_body(picks), _mark(page), published=given.open)

    def _bring(self, wish: _Wish) -> StandingPage | None:
        """The page as it stands now; None where there is none any more."""
        wanted = wish.wanted
        if wanted is None:
            if wish.gid is not None:
                delete_page(self.client, wish.gid)
            return None
        # One that somebody deleted by hand is made anew: its link is out in the world.
        if wish.gid is not None and (changed := change_page(self.client, wish.gid, wanted)) is not None:
            return changed
        for handle in (wanted.handle, f"{wanted.handle}-{wanted.mark[-6:]}"):
            try:
                return create_page(self.client, _at(wanted, handle))
            except PageRefusedError as error:
                if error.code != "TAKEN":
                    raise
        raise PageRefusedError(TAKEN, code="TAKEN")

    def _note(self, wish: _Wish, standing: StandingPage | None, *, problem: str | None = None) -> None:
        with self.database.shop(self.shop_id) as session:
            page = find_page(session, *wish.key, lock=True)
            if page is None:
                return
            page.page_problem = problem
            if problem is None:
                page.page_gid = standing.gid if standing else None
                page.page_handle = standing.handle if standing else None
                page.page_version = fingerprint(wish.wanted) if standing and wish.wanted else None


def fingerprint(wanted: WantedPage) -> int:
    """A number that tells whether a page shows what is wanted; its address is no part of it."""
    text = "\x00".join((wanted.title, wanted.body, str(wanted.published)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


def note_unsettled(session: ShopSession, pages: Sequence[tuple[int, int]], reason: str) -> None:
    """Keep at these pages why they could not be brought where they should be."""
    for key in pages:
        page = find_page(session, *key, lock=True)
        if page is not None:
            page.page_problem = reason


def _mark(page: LandingPage) -> str:
    text = f"{page.shop_id}/{page.campaign_id}/{page.creator_id}/{page.created_at.timestamp():.6f}"
    return "earmark-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _at(wanted: WantedPage, handle: str) -> WantedPage:
    return WantedPage(wanted.title, handle, wanted.body, wanted.mark, wanted.published)
