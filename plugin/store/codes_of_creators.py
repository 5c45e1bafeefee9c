"""The discount codes of creators, and the campaigns they belong to, as a creator's page shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.store.campaigns import Campaign, Enrolment
from plugin.store.codes import DiscountCode


@dataclass(frozen=True, slots=True)
class CampaignCode:
    """One code of a creator; `campaign` is None for a code outside any campaign."""

    code: DiscountCode
    campaign: Campaign | None


def live_code_counts(session: Session, creator_ids: Collection[int]) -> dict[int, int]:
    """Creator id -> how many codes stand in the shop (active or paused); those without are left out."""
    query = (
        select(DiscountCode.creator_id, func.count(DiscountCode.id))
        .where(DiscountCode.creator_id.in_(creator_ids), DiscountCode.status.in_(("active", "paused")))
        .group_by(DiscountCode.creator_id)
    )
    return {creator_id: count for creator_id, count in session.execute(query) if creator_id is not None}


def codes_of_creator(session: Session, creator_id: int) -> list[CampaignCode]:
    """The creator's codes, newest campaign first."""
    query = (
        select(DiscountCode, Campaign)
        .outerjoin(Campaign, Campaign.id == DiscountCode.campaign_id)
        .where(DiscountCode.creator_id == creator_id)
        .order_by(DiscountCode.valid_from.desc(), DiscountCode.id.desc())
    )
    return [CampaignCode(code, campaign) for code, campaign in session.execute(query)]


def campaigns_of_creator(session: Session, creator_id: int) -> list[Campaign]:
    """The campaigns the creator takes part in, newest first, also where no code stands yet."""
    query = (
        select(Campaign)
        .join(Enrolment, Enrolment.campaign_id == Campaign.id)
        .where(Enrolment.creator_id == creator_id)
        .order_by(Campaign.starts_at.desc(), Campaign.id.desc())
    )
    return list(session.scalars(query))
