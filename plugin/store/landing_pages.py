"""Landing pages: what a campaign's links lead to, and what one creator's page says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, and_, or_, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned

KINDS = ("welcome", "product", "picks")
"""What a link can lead to, in the order in which forms offer it."""


class CampaignLanding(ShopOwned, Base):
    """Where a campaign's links lead. `kind` is welcome (the home page with a greeting), product (a product or
    collection page, `target` is its path) or picks (a page of products the creator chose).

    `greeting` and `offer` are the owner's texts, with places {creator} and {offer}; empty: a text of ours.
    `served_by` is proxy or page (an Online Store page, for shops without a usable proxy).
    """

    __tablename__ = "campaign_landings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
    )

    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(server_default="welcome")
    target: Mapped[str | None]
    greeting: Mapped[str] = mapped_column(server_default="")
    offer: Mapped[str] = mapped_column(server_default="")
    served_by: Mapped[str] = mapped_column(server_default="proxy")
    updated_at: Mapped[datetime]


class LandingPage(ShopOwned, Base):
    """One creator's landing page in one campaign. `kind` and `target` override the campaign's.

    `slug` is its place under the proxy, unique in the shop. `status` is live, paused or retired. `products`
    is a list of {gid, handle, title, picture_url} in the order shown. `version` counts changes.

    Where the campaign's pages are Online Store pages, `page_gid` and `page_handle` are the page that stands
    in Shopify, `page_version` the version it shows, and `page_problem` why it could not be brought where it
    should be; all None where none stands.
    """

    __tablename__ = "landing_pages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("shop_id", "slug"),
    )

    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    target: Mapped[str | None]
    slug: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="live")
    title: Mapped[str] = mapped_column(server_default="")
    introduction: Mapped[str] = mapped_column(server_default="")
    picture_url: Mapped[str | None]
    products: Mapped[list[Any]] = mapped_column(server_default="[]")
    page_gid: Mapped[str | None]
    page_handle: Mapped[str | None]
    page_version: Mapped[int | None]
    page_problem: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


def find_landing(session: Session, campaign_id: int) -> CampaignLanding | None:
    """Where the campaign's links lead; None where the owner has never said (the home page, then)."""
    return session.scalars(
        select(CampaignLanding).where(CampaignLanding.campaign_id == campaign_id)
    ).one_or_none()


def find_page(
    session: Session, campaign_id: int, creator_id: int, *, lock: bool = False
) -> LandingPage | None:
    """The creator's page in the campaign, or None. `lock` holds the row until the transaction ends."""
    query = select(LandingPage).where(
        LandingPage.campaign_id == campaign_id, LandingPage.creator_id == creator_id
    )
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def pages_of_campaign(session: Session, campaign_id: int) -> dict[int, LandingPage]:
    """Creator id -> their page in the campaign, retired ones too."""
    rows = session.scalars(select(LandingPage).where(LandingPage.campaign_id == campaign_id))
    return {row.creator_id: row for row in rows}


def landings_of(session: Session, campaign_ids: Collection[int]) -> dict[int, CampaignLanding]:
    """Campaign id -> where its links lead; campaigns of which nobody has said are left out."""
    if not campaign_ids:
        return {}
    rows = session.scalars(select(CampaignLanding).where(CampaignLanding.campaign_id.in_(campaign_ids)))
    return {row.campaign_id: row for row in rows}


def pages_at(session: Session, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], LandingPage]:
    """(campaign id, creator id) -> the creator's page there, of these, retired ones too."""
    if not places:
        return {}
    at = tuple_(LandingPage.campaign_id, LandingPage.creator_id)
    rows = session.scalars(select(LandingPage).where(at.in_(sorted(places))))
    return {(row.campaign_id, row.creator_id): row for row in rows}


def pages_of_creator(session: Session, creator_id: int) -> dict[int, LandingPage]:
    """Campaign id -> the creator's page there, retired ones too."""
    rows = session.scalars(select(LandingPage).where(LandingPage.creator_id == creator_id))
    return {row.campaign_id: row for row in rows}


def slugs_in_use(session: Session, beginnings: Collection[str]) -> set[str]:
    """The shop's slugs that are one of `beginnings` or one of them with a number behind it."""
    if not beginnings:
        return set()
    wanted = [
        or_(LandingPage.slug == name, LandingPage.slug.startswith(f"{name}-", autoescape=True))
        for name in beginnings
    ]
    return set(session.scalars(select(LandingPage.slug).where(or_(*wanted))))


def standing_pages(session: Session, campaign_id: int | None = None) -> list[tuple[int, int]]:
    """(campaign, creator) of pages that may have to be made, changed or deleted in Shopify.

    Those of campaigns whose pages are Online Store pages, and those of which one stands there; of every
    campaign where `campaign_id` is None.
    """
    query = (
        select(LandingPage.campaign_id, LandingPage.creator_id)
        .outerjoin(CampaignLanding, and_(CampaignLanding.campaign_id == LandingPage.campaign_id))
        .where(or_(CampaignLanding.served_by == "page", LandingPage.page_gid.is_not(None)))
        .order_by(LandingPage.campaign_id, LandingPage.creator_id)
    )
    if campaign_id is not None:
        query = query.where(LandingPage.campaign_id == campaign_id)
    return [(row.campaign_id, row.creator_id) for row in session.execute(query)]
