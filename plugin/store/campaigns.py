"""Campaigns and who takes part in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.creators import Creator


class Campaign(ShopOwned, Base):
    """A campaign. `starts_at` and `ends_at` (None: open) are UTC moments of days in the shop's time zone.

    `terms` are the discount's terms as `plugin.services.campaign_terms` reads and writes them. `status` is
    draft (nothing in Shopify yet), live, paused or retired. `code_seed` fixes what `{RANDOM4}` in the
    template stands for, so that a preview and the codes created from it are the same.
    """

    __tablename__ = "campaigns"

    id: Mapped[RowId]
    name: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="draft")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    terms: Mapped[dict[str, Any]]
    code_template: Mapped[str]
    code_seed: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Enrolment(ShopOwned, Base):
    """A creator's part in a campaign."""

    __tablename__ = "enrolments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
    )

    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


def find_campaign(session: Session, campaign_id: int, *, lock: bool = False) -> Campaign | None:
    """The campaign with this number, or None. `lock` holds the row until the transaction ends."""
    query = select(Campaign).where(Campaign.id == campaign_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def all_campaigns(session: Session) -> list[Campaign]:
    """Every campaign, the latest start first."""
    return list(session.scalars(select(Campaign).order_by(Campaign.starts_at.desc(), Campaign.id.desc())))


def enrolled_creators(session: Session, campaign_id: int) -> list[Creator]:
    """The creators who take part, by number."""
    query = (
        select(Creator)
        .join(Enrolment, Enrolment.creator_id == Creator.id)
        .where(Enrolment.campaign_id == campaign_id)
        .order_by(Creator.id)
    )
    return list(session.scalars(query))


def creators_with_ids(session: Session, creator_ids: Collection[int]) -> list[Creator]:
    """The creators with these numbers, by number."""
    return list(session.scalars(select(Creator).where(Creator.id.in_(creator_ids)).order_by(Creator.id)))


def enrolment_counts(session: Session) -> dict[int, int]:
    """Campaign id -> how many creators take part."""
    query = select(Enrolment.campaign_id, func.count()).group_by(Enrolment.campaign_id)
    return {campaign_id: count for campaign_id, count in session.execute(query)}  # noqa: C416  rows are no pairs to mypy


def add_enrolments(session: Session, campaign_id: int, creator_ids: Collection[int], now: datetime) -> None:
    """Let creators take part who do not yet."""
    there = set(session.scalars(select(Enrolment.creator_id).where(Enrolment.campaign_id == campaign_id)))
    session.add_all(
        Enrolment(campaign_id=campaign_id, creator_id=creator_id, created_at=now)
        for creator_id in sorted(set(creator_ids) - there)
    )
    session.flush()


def remove_enrolments(session: Session, campaign_id: int, creator_ids: Collection[int]) -> None:
    """Let creators take part no longer."""
    session.execute(
        delete(Enrolment).where(Enrolment.campaign_id == campaign_id, Enrolment.creator_id.in_(creator_ids))
    )
