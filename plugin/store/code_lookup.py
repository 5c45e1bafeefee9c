"""Finding discount codes: by number, by campaign, by what Shopify calls them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from plugin.errors import NotFoundError
from plugin.language import M_
from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator


@dataclass(frozen=True, slots=True)
class CodeInCampaign:
    """A code with the names a page shows. `creator` is None for a sitewide code, `campaign` for one in no
    campaign.
    """

    code: DiscountCode
    creator: str | None
    campaign: Campaign | None


def find_code(session: Session, code_id: int, *, lock: bool = False) -> DiscountCode | None:
    """The code with this number, or None. `lock` holds the row until the transaction ends."""
    query = select(DiscountCode).where(DiscountCode.id == code_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def codes_with_ids(session: Session, code_ids: Collection[int]) -> list[DiscountCode]:
    """The codes with these numbers, by number."""
    query = select(DiscountCode).where(DiscountCode.id.in_(code_ids)).order_by(DiscountCode.id)
    return list(session.scalars(query))


def codes_of_campaign(session: Session, campaign_id: int, *statuses: str) -> list[DiscountCode]:
    """A campaign's codes by number, of all statuses or of those given."""
    query = select(DiscountCode).where(DiscountCode.campaign_id == campaign_id).order_by(DiscountCode.id)
    return list(session.scalars(query.where(DiscountCode.status.in_(statuses)) if statuses else query))


def named_codes(session: Session, campaign_id: int) -> list[CodeInCampaign]:
    """A campaign's codes with their creators' names, by the creators' number; retired ones last."""
    query = (
        select(DiscountCode, Creator.name, Campaign)
        .join(Campaign, Campaign.id == DiscountCode.campaign_id)
        .outerjoin(Creator, Creator.id == DiscountCode.creator_id)
        .where(DiscountCode.campaign_id == campaign_id)
        .order_by(DiscountCode.status == "retired", DiscountCode.creator_id, DiscountCode.id)
    )
    return [CodeInCampaign(code, name, campaign) for code, name, campaign in session.execute(query)]


def named_code(session: Session, code_id: int) -> CodeInCampaign:
    """One code with its creator's name; raises `NotFoundError` where the shop has none with this number."""
    query = (
        select(DiscountCode, Creator.name, Campaign)
        .outerjoin(Campaign, Campaign.id == DiscountCode.campaign_id)
        .outerjoin(Creator, Creator.id == DiscountCode.creator_id)
        .where(DiscountCode.id == code_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError(M_("There is no code %(number)s in this shop.", number=code_id))
    return CodeInCampaign(found[0], found[1], found[2])


def attached_codes(session: Session) -> list[CodeInCampaign]:
    """Codes the owner attached to a creator or named as sitewide, latest first; retired ones left out."""
    query = (
        select(DiscountCode, Creator.name, Campaign)
        .outerjoin(Campaign, Campaign.id == DiscountCode.campaign_id)
        .outerjoin(Creator, Creator.id == DiscountCode.creator_id)
        .where(DiscountCode.origin == "attached", DiscountCode.status != "retired")
        .order_by(DiscountCode.id.desc())
    )
    return [CodeInCampaign(code, name, campaign) for code, name, campaign in session.execute(query)]


def codes_with_gid(session: Session, gid: str) -> list[DiscountCode]:
    """The codes that stand as this discount in Shopify, retired ones included."""
    return list(
        session.scalars(
            select(DiscountCode).where(DiscountCode.discount_gid == gid).order_by(DiscountCode.id)
        )
    )


def codes_with_key(session: Session, key: str) -> list[DiscountCode]:
    """Everything Earmark has ever had under this code (trimmed and case-folded), by number."""
    return list(
        session.scalars(select(DiscountCode).where(DiscountCode.code_key == key).order_by(DiscountCode.id))
    )


def keys_in_use(session: Session, *, besides_campaign: int | None = None) -> set[str]:
    """Keys of every code of the shop, retired ones too: those still stand in Shopify, switched off."""
    query = select(DiscountCode.code_key)
    if besides_campaign is not None:
        query = query.where(DiscountCode.campaign_id.is_distinct_from(besides_campaign))
    return set(session.scalars(query))


def ids_to_check(session: Session) -> list[int]:
    """Numbers of the codes that stand in Shopify and are to be as we left them, by number."""
    query = select(DiscountCode.id).where(
        DiscountCode.discount_gid.is_not(None), DiscountCode.status.in_(("active", "paused", "retired"))
    )
    return list(session.scalars(query.order_by(DiscountCode.id)))


def status_counts(session: Session) -> dict[int, dict[str, int]]:
    """Campaign id -> status -> how many codes."""
    query = (
        select(DiscountCode.campaign_id, DiscountCode.status, func.count())
        .where(DiscountCode.campaign_id.is_not(None))
        .group_by(DiscountCode.campaign_id, DiscountCode.status)
    )
    counts: dict[int, dict[str, int]] = {}
    for campaign_id, status, count in session.execute(query):
        if campaign_id is not None:
            counts.setdefault(campaign_id, {})[status] = count
    return counts


def drift_counts(session: Session) -> dict[int, int]:
    """Campaign id -> how many of its codes were changed in Shopify."""
    query = (
        select(DiscountCode.campaign_id, func.count())
        .where(DiscountCode.campaign_id.is_not(None), DiscountCode.drift.is_not(None))
        .group_by(DiscountCode.campaign_id)
    )
    return {campaign_id: count for campaign_id, count in session.execute(query) if campaign_id is not None}


def delete_codes(session: Session, code_ids: Collection[int]) -> None:
    """Forget codes that were never sent to Shopify."""
    session.execute(delete(DiscountCode).where(DiscountCode.id.in_(code_ids)))


def close_others(session: Session, kept: DiscountCode, at: datetime) -> list[DiscountCode]:
    """Retire every other row of the same code from `at` on, and return them: a code counts for one creator at
    a time.
    """
    query = select(DiscountCode).where(
        DiscountCode.code_key == kept.code_key, DiscountCode.id != kept.id, DiscountCode.status != "planned"
    )
    others = [row for row in session.scalars(query) if row.valid_until is None or row.valid_until > at]
    for row in others:
        row.valid_until = max(at, row.valid_from)
        row.status = row.wanted = "retired"
        row.updated_at = at
    session.flush()
    return others
