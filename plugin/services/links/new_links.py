"""New links: keys, UTM parameters and short paths that no other link of the shop has."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.attribution.visit_reference import LETTERS
from plugin.services.links.paths import free_path, slug
from plugin.services.links.utm_sources import utm_sources
from plugin.store.campaigns import Campaign
from plugin.store.creators import Creator, handles_of
from plugin.store.database import shop_of
from plugin.store.link_lookup import campaign_names_in_use, paths_in_use, terms_in_use
from plugin.store.links import Link
from plugin.store.shops import lock_shop

KEY_LENGTH = 10
ALWAYS_ON = "always-on"
"""utm_campaign of links that belong to no campaign."""
SHORT = {"instagram": "ig", "youtube": "yt", "tiktok": "tt", "podcast": "pod", "blog": "blog", "other": "web"}
"""What a platform is called in a short path: /ana-yt."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link stands. `path` is its short path as the owner typed it; None: the best that is free."""

    placement: str
    platform: str
    path: str | None = None
    short: bool = True
    """Whether it has a short path at all."""


@dataclass
class Names:
    """The names in use in the shop while links are made: one query each, however many links."""

    session: Session
    paths: dict[str, int] = field(init=False)
    terms: dict[str, int] = field(init=False)
    campaigns: dict[str, int | None] = field(init=False)

    def __post_init__(self) -> None:
        """Read what is there."""
        self.paths = paths_in_use(self.session)
        self.terms = terms_in_use(self.session)
        self.campaigns = campaign_names_in_use(self.session)

    def of_creator(self, creator: Creator, handles: Sequence[str]) -> str:
        """The creator's own utm_term: the one they have, else made of handle or name."""
        known = next((term for term, owner in self.terms.items() if owner == creator.id), None)
        if known is not None:
            return known
        said = (slug(text) for text in (*handles, creator.name))
        term = _free(next((text for text in said if text), f"creator-{creator.id}"), self.terms)
        self.terms[term] = creator.id
        return term

    def of_campaign(self, campaign: Campaign | None) -> str:
        """The campaign's own utm_campaign, which stays when it is renamed: links are out with it."""
        if campaign is None:
            return ALWAYS_ON
        known = next((name for name, number in self.campaigns.items() if number == campaign.id), None)
        if known is not None:
            return known
        name = _free(slug(campaign.name) or f"campaign-{campaign.id}", {**self.campaigns, ALWAYS_ON: None})
        self.campaigns[name] = campaign.id
        return name

    def path(self, creator: Creator, term: str, campaign: str, place: Place) -> str:
        """The best free short path: /ana, beside one of her own /ana-<campaign>; /ana-yt where she asked for
        another place.
        """
        first = place.placement == "bio"
        base = term if first else f"{term}-{_suffix(place)}"
        own = self.paths.get(f"/{base}") == creator.id
        path = free_path(base, self.paths, campaign=campaign if own else "")
        self.paths[path] = creator.id
        return path


def make_links(
    session: Session,
    creators: Sequence[Creator],
    campaign: Campaign | None,
    places: Sequence[Place],
    now: datetime,
    *,
    codes: dict[int, int] | None = None,
    held_by: str | None = None,
) -> list[Link]:
    """A link for each creator at the place beside it; `codes` is creator -> the code the link applies.

    A path given in `places` must be checked and free. Nothing is sent to Shopify yet: `redirect_state` is
    planned.
    """
    if not creators:
        return []
    # Two campaigns that enrol at the same moment must not both find the same path free.
    lock_shop(session, shop_of(session))
    names, sources = Names(session), utm_sources(session)
    handles = handles_of(session, [creator.id for creator in creators])
    made = []
    for creator, place in zip(creators, places, strict=True):
        term = names.of_creator(creator, tuple(handles[creator.id].values()))
        named = names.of_campaign(campaign)
        path = None
        if place.short:
            path = place.path or names.path(creator, term, named, place)
        made.append(
            Link(
                key=new_key(),
                creator_id=creator.id,
                campaign_id=campaign.id if campaign else None,
                placement=place.placement,
                platform=place.platform,
                code_id=(codes or {}).get(creator.id),
                path=path,
                redirect_state="planned" if path else "none",
                utm_source=sources[place.platform],
                utm_medium="creator",
                utm_campaign=named,
                utm_content=place.placement,
                utm_term=term,
                status="paused" if held_by else "live",
                held_by=[held_by] if held_by else [],
                created_at=now,
                updated_at=now,
            )
        )
    session.add_all(made)
    session.flush()
    return made


def new_key() -> str:
    """A link's public key. Of 36^10 there are enough that none comes twice; the table would refuse it."""
    return "".join(secrets.choice(LETTERS) for _ in range(KEY_LENGTH))


def _suffix(place: Place) -> str:
    return SHORT[place.platform] if place.placement in ("video", "feed", "other") else place.placement


def _free(base: str, taken: dict[str, int] | dict[str, int | None]) -> str:
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
