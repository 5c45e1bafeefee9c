"""What serving a shopper needs of a link or a page, each in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, select
from sqlalchemy.orm import Session

from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator
from plugin.store.landing_pages import CampaignLanding, LandingPage
from plugin.store.links import Link
from plugin.store.shops import Shop


@dataclass(frozen=True, slots=True)
class StoredShop:
    """A shop as a request through its proxy finds it; not `installed` once it has removed the app."""

    id: int
    domain: str
    name: str
    locale: str
    proxy_prefix: str
    installed: bool


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link of the shop: its public key, its status and what it says of where it stands."""

    key: str
    status: str
    placement: str
    utm: tuple[str, str, str, str, str]
    """source, medium, campaign, content, term"""
    window_days: int | None


@dataclass(frozen=True, slots=True)
class StoredCode:
    """The discount a link or page applies, as far as Earmark knows."""

    code: str
    status: str
    wanted: str
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class StoredCampaign:
    """The campaign behind a link or page, with what its owner said of the landing (defaults else)."""

    id: int
    status: str
    starts_at: datetime
    ends_at: datetime | None
    terms: dict[str, Any]
    kind: str = "welcome"
    target: str | None = None
    greeting: str = ""
    offer: str = ""
    served_by: str = "proxy"


@dataclass(frozen=True, slots=True)
class StoredPage:
    """The creator's own page in the campaign."""

    slug: str
    status: str
    kind: str | None
    target: str | None
    title: str
    introduction: str
    picture_url: str | None
    products: list[Any]
    page_handle: str | None
    version: int


@dataclass(frozen=True, slots=True)
class StoredLanding:
    """Everything about where a creator's shoppers land. Campaign and page are None for a link of no campaign,
    `link` for a page reached without one, `code` where no discount is given.
    """

    creator_id: int
    creator: str
    creator_status: str
    link: StoredLink | None
    campaign: StoredCampaign | None
    page: StoredPage | None
    code: StoredCode | None


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A creator's page with its campaign's name, and the kind it is of."""

    page: LandingPage
    campaign: str
    kind: str


def named_pages(session: Session, creator_id: int) -> list[NamedPage]:
    """The creator's pages, newest campaign first."""
    query = (
        select(LandingPage, Campaign.name, CampaignLanding.kind)
        .join(Campaign, Campaign.id == LandingPage.campaign_id)
        .outerjoin(CampaignLanding, CampaignLanding.campaign_id == LandingPage.campaign_id)
        .where(LandingPage.creator_id == creator_id)
        .order_by(Campaign.starts_at.desc(), Campaign.id.desc())
    )
    return [
        NamedPage(page, name, page.kind or kind or "welcome") for page, name, kind in session.execute(query)
    ]


def served_shop(session: Session, domain: str) -> StoredShop | None:
    """The shop with this *.myshopify.com domain, or None. For a session opened everywhere."""
    row = session.execute(
        select(
            Shop.id,
            Shop.name,
            Shop.locale,
            Shop.proxy_prefix,
            (Shop.installed_at.is_not(None) & Shop.uninstalled_at.is_(None)).label("installed"),
        ).where(Shop.domain == domain)
    ).one_or_none()
    if row is None:
        return None
    return StoredShop(row.id, domain, row.name or domain, row.locale or "en", row.proxy_prefix, row.installed)


def landing_of_link(session: Session, key: str) -> StoredLanding | None:
    """What the link with this key leads to, in whatever state; None where the shop has no such link."""
    query = _landings(Link).where(Link.key == key)
    query = query.outerjoin(
        LandingPage,
        and_(LandingPage.campaign_id == Link.campaign_id, LandingPage.creator_id == Link.creator_id),
    ).outerjoin(DiscountCode, DiscountCode.id == Link.code_id)
    row = session.execute(query).one_or_none()
    return _landing(row, row.Link) if row is not None else None


def landing_of_page(session: Session, slug: str) -> tuple[StoredLanding, list[StoredLink]] | None:
    """The page with this slug and the creator's links to it, the oldest first; None where there is none.

    The code is the creator's own in the campaign; of several the one that works.
    """
    query = _landings(LandingPage).where(LandingPage.slug == slug)
    query = query.outerjoin(
        DiscountCode,
        and_(
            DiscountCode.campaign_id == LandingPage.campaign_id,
            DiscountCode.creator_id == LandingPage.creator_id,
            DiscountCode.status != "retired",
        ),
    ).order_by(case((DiscountCode.status == "active", 0), else_=1), DiscountCode.id.desc())
    row = session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    links = session.scalars(
        select(Link)
        .where(
            Link.campaign_id == row.LandingPage.campaign_id,
            Link.creator_id == row.LandingPage.creator_id,
            Link.status == "live",
        )
        .order_by(Link.id)
    )
    return _landing(row, None), [_link(link) for link in links]


def keep_proxy_prefix(session: Session, shop_id: int, prefix: str) -> None:
    """Note where on the shop's domain the proxy is now."""
    shop = session.get(Shop, shop_id)
    if shop is not None:
        shop.proxy_prefix = prefix


def _landings(start: type[Link] | type[LandingPage]) -> Select[Any]:
    columns: tuple[Any, ...] = (Creator, Campaign, CampaignLanding, LandingPage, DiscountCode)
    if start is Link:
        columns = (Link, *columns)
    return (
        select(*columns)
        .select_from(start)
        .join(Creator, Creator.id == start.creator_id)
        .outerjoin(Campaign, Campaign.id == start.campaign_id)
        .outerjoin(CampaignLanding, CampaignLanding.campaign_id == start.campaign_id)
    )


def _landing(row: Any, link: Link | None) -> StoredLanding:
    page: LandingPage | None = row.LandingPage
    code: DiscountCode | None = row.DiscountCode
    return StoredLanding(
        creator_id=row.Creator.id,
        creator=row.Creator.name,
        creator_status=row.Creator.status,
        link=_link(link) if link is not None else None,
        campaign=_campaign(row.Campaign, row.CampaignLanding) if row.Campaign is not None else None,
        page=StoredPage(
            page.slug,
            page.status,
            page.kind,
            page.target,
            page.title,
            page.introduction,
            page.picture_url,
            page.products,
            page.page_handle,
            page.version,
        )
        if page is not None
        else None,
        code=StoredCode(code.code, code.status, code.wanted, code.valid_from, code.valid_until)
        if code is not None
        else None,
    )


def _link(row: Link) -> StoredLink:
    utm = (row.utm_source, row.utm_medium, row.utm_campaign, row.utm_content, row.utm_term)
    return StoredLink(row.key, row.status, row.placement, utm, row.window_days)


def _campaign(row: Campaign, landing: CampaignLanding | None) -> StoredCampaign:
    known = (row.id, row.status, row.starts_at, row.ends_at, row.terms)
    if landing is None:
        return StoredCampaign(*known)
    return StoredCampaign(
        *known, landing.kind, landing.target, landing.greeting, landing.offer, landing.served_by
    )
