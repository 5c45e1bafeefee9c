"""The list of links, and one link, each with the addresses to send out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from plugin.errors import NotFoundError
from plugin.language import M_
from plugin.services.landing_path import HOME, path_of
from plugin.services.links.address import LinkTags, go_path, long_address, qr_path
from plugin.services.links.path_in_shop import storefront_url
from plugin.services.links.settle_links import may_stand
from plugin.store.database import shop_of
from plugin.store.landing_pages import landings_of, pages_at
from plugin.store.link_search import (
    FoundLink,
    LinkFilter,
    Order,
    campaigns_with_links,
    count_links,
    find_links,
    found_link,
)
from plugin.store.links import Link
from plugin.store.shops import Shop, shop_by_id

Paths = dict[tuple[int | None, int], str]


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as pages show it.

    state     live, making or planned (its short path is on the way, or waits for the launch), failed, paused
              or retired
    short     the short address, None without one
    stable    the address behind it, which never changes
    long      the address to paste where a short one is not wanted
    qr        the address of the QR code as a picture, for whoever is sent it
    to_send   what the creator is given and the QR code holds: the short address, or the stable one
    landing   the path of the shop it leads to
    code      the discount code it applies, None without one
    """

    link: Link
    creator: str
    campaign: str | None
    code: str | None
    state: str
    short: str | None
    stable: str
    long: str
    qr: str
    landing: str

    @property
    def to_send(self) -> str:
        """The address the creator is given."""
        return self.short or self.stable


@dataclass(frozen=True, slots=True)
class LinkPage:
    """One page of the list. `campaigns` are (number, name) to choose from; `any_at_all` whether the shop has
    links.
    """

    rows: list[ShownLink]
    total: int
    campaigns: Sequence[tuple[int, str]]
    any_at_all: bool


def list_links(
    session: Session, wanted: LinkFilter, *, order: Order, limit: int | None = None, offset: int = 0
) -> LinkPage:
    """The links that fit, from `offset`, at most `limit`."""
    total = count_links(session, wanted)
    return LinkPage(
        show_links(session, find_links(session, wanted, order=order, limit=limit, offset=offset)),
        total,
        campaigns_with_links(session),
        total > 0 or count_links(session, LinkFilter(status=None)) > 0,
    )


def show_link(session: Session, link_id: int) -> ShownLink:
    """One link; raises `NotFoundError` where the shop has none with this number."""
    found = found_link(session, link_id)
    if found is None:
        raise NotFoundError(M_("There is no link %(number)s in this shop.", number=link_id))
    return show_links(session, [found])[0]


def show_links(session: Session, found: Sequence[FoundLink]) -> list[ShownLink]:
    """What pages show of these links: a few queries for every campaign among them."""
    shop = shop_by_id(session, shop_of(session))
    paths = _landing_paths(session, shop, found)
    return [_shown(shop, row, paths) for row in found]


def tags_of(link: Link) -> LinkTags:
    """What the link adds to an address it is sent out with: its key and its UTM parameters."""
    return LinkTags(
        link.key, link.utm_source, link.utm_medium, link.utm_campaign, link.utm_content, link.utm_term
    )


def _shown(shop: Shop, row: FoundLink, paths: Paths) -> ShownLink:
    link, begin = row.link, storefront_url(shop)
    code = row.code.code if row.code is not None and row.code.status != "retired" else None
    landing = paths[link.campaign_id, link.creator_id]
    return ShownLink(
        link=link,
        creator=row.creator.name,
        campaign=row.campaign.name if row.campaign else None,
        code=code,
        state=_state(row),
        short=begin + link.path if link.path else None,
        stable=begin + go_path(shop.proxy_prefix, link.key),
        long=long_address(begin, code, landing, tags_of(link)),
        qr=f"{begin}{qr_path(shop.proxy_prefix, link.key)}",
        landing=landing,
    )


def _state(row: FoundLink) -> str:
    link = row.link
    if link.status != "live" or link.path is None:
        return link.status
    if link.redirect_state == "planned":
        return "making" if may_stand(row.campaign, row.code) else "planned"
    return "failed" if link.redirect_state == "failed" else "live"


def _landing_paths(session: Session, shop: Shop, found: Sequence[FoundLink]) -> Paths:
    paths: Paths = {(None, row.link.creator_id): HOME for row in found}
    places = {
        (row.link.campaign_id, row.link.creator_id) for row in found if row.link.campaign_id is not None
    }
    landings = landings_of(session, {campaign_id for campaign_id, _ in places})
    pages = pages_at(session, places)
    for place in places:
        landing, page = landings.get(place[0]), pages.get(place)
        paths[place] = path_of(
            kind=(page and page.kind) or (landing.kind if landing else "welcome"),
            target=(page and page.target) or (landing.target if landing else None),
            slug=page.slug if page else None,
            page_handle=page.page_handle if page else None,
            served_by=landing.served_by if landing else "proxy",
            proxy_prefix=shop.proxy_prefix,
        )
    return paths
