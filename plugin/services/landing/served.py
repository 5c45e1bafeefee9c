"""What a shopper is given, once the clock and the state of everything involved are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.language import Language
from plugin.services.landing.texts import greeting_text, stored_offer
from plugin.services.landing_path import HOME, path_of
from plugin.store.landing_lookup import StoredCode, StoredLanding


@dataclass(frozen=True, slots=True)
class Served:
    """Where a creator's shopper lands, and with what.

    open      false where link, page, campaign or creator is held back or gone: then on to the home page,
              without the discount, and nobody counts a visit
    kind      welcome, product or picks
    path      the place in the shop, without our parameters
    code      the discount to apply, None where none works at this moment
    offer     what it gives, in words; empty without one
    greeting  what the banner says
    """

    open: bool
    kind: str
    path: str
    code: str | None
    offer: str
    greeting: str


CLOSED = Served(open=False, kind="welcome", path=HOME, code=None, offer="", greeting="")


def served(landing: StoredLanding, proxy_prefix: str, language: Language, now: datetime) -> Served:
    """What is served of `landing` at `now`, in the shop's `language`.

    Before a campaign's first day and after its last its links still lead to their page, and their visits
    count: an old video goes on being watched. What is over is the offer.
    """
    campaign, page = landing.campaign, landing.page
    if not _is_open(landing):
        return CLOSED
    in_force = campaign is None or (
        campaign.starts_at <= now and (campaign.ends_at is None or now < campaign.ends_at)
    )
    code = landing.code.code if landing.code is not None and in_force and _works(landing.code, now) else None
    offer = ""
    if code is not None and campaign is not None:
        offer = stored_offer(language, campaign.offer, landing.creator, campaign.terms)
    kind = (page and page.kind) or (campaign.kind if campaign else "welcome")
    return Served(
        open=True,
        kind=kind,
        path=path_of(
            kind=kind,
            target=(page and page.target) or (campaign.target if campaign else None),
            slug=page.slug if page else None,
            page_handle=page.page_handle if page else None,
            served_by=campaign.served_by if campaign else "proxy",
            proxy_prefix=proxy_prefix,
        ),
        code=code,
        offer=offer,
        greeting=greeting_text(language, campaign.greeting if campaign else "", landing.creator, offer),
    )


def _is_open(landing: StoredLanding) -> bool:
    return (
        landing.creator_status == "active"
        and (landing.link is None or landing.link.status == "live")
        and (landing.campaign is None or landing.campaign.status == "live")
        and (landing.page is None or landing.page.status == "live")
    )


def _works(code: StoredCode, now: datetime) -> bool:
    return (
        code.status == "active"
        and code.wanted == "active"
        and code.valid_from <= now
        and (code.valid_until is None or now < code.valid_until)
    )
