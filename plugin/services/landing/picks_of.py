"""A creator's page of picks out of what is stored."""

from __future__ import annotations

from dataclasses import replace

from plugin.language import Language
from plugin.services.landing.render import Pick, Picks
from plugin.services.landing.served import Served
from plugin.store.landing_lookup import StoredLanding


def picks_of(landing: StoredLanding, given: Served, language: Language, path: str) -> Picks:
    """The page of `landing`, which has one, with the offer as it is `given` now; `path` is its own place."""
    page = landing.page
    if page is None:
        raise ValueError("This landing has no page of its own.")
    return Picks(
        language=language,
        language_tag=language.tag,
        path=path,
        creator=landing.creator,
        title=page.title,
        introduction=page.introduction,
        picture_url=page.picture_url,
        offer=given.offer,
        code=given.code or "",
        products=tuple(
            Pick(row["handle"], row.get("title") or row["handle"], row.get("picture_url"))
            for row in page.products
        ),
        version=page.version,
    )


def with_prices(picks: Picks, known: dict[str, tuple[str | None, bool]]) -> Picks:
    """`picks` with what is `known` by handle: (price as people read it, whether it can be bought)."""
    return replace(
        picks,
        products=tuple(
            replace(pick, price=known[pick.handle][0], available=known[pick.handle][1])
            if pick.handle in known
            else pick
            for pick in picks.products
        ),
    )
