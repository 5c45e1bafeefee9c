"""Finding links: by number, by campaign or creator, by what is still to be done about them in Shopify."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.links import Link


def links_with_ids(session: Session, link_ids: Collection[int]) -> list[Link]:
    """The links with these numbers, by number."""
    return list(session.scalars(select(Link).where(Link.id.in_(link_ids)).order_by(Link.id)))


def links_of_campaign(session: Session, campaign_id: int) -> list[Link]:
    """A campaign's links by number, retired ones too."""
    return list(session.scalars(select(Link).where(Link.campaign_id == campaign_id).order_by(Link.id)))


def links_of_creator(session: Session, creator_id: int) -> list[Link]:
    """A creator's links by number, retired ones too."""
    return list(session.scalars(select(Link).where(Link.creator_id == creator_id).order_by(Link.id)))


def standing_links(session: Session) -> list[Link]:
    """Every link of the shop that is not retired, by number."""
    return list(session.scalars(select(Link).where(Link.status != "retired").order_by(Link.id)))


def links_held_by(session: Session, holder: str) -> list[Link]:
    """The retired links that `holder` ended, by number."""
    query = select(Link).where(Link.status == "retired", Link.held_by.contains([holder]))
    return list(session.scalars(query.order_by(Link.id)))


def are_out(session: Session, holder: str, campaign_id: int, creator_id: int) -> bool:
    """Whether `holder` has ended links of the shop, and none of the creator's in the campaign stands."""
    ended = select(Link.id).where(Link.status == "retired", Link.held_by.contains([holder]))
    standing = select(Link.id).where(
        Link.campaign_id == campaign_id, Link.creator_id == creator_id, Link.status != "retired"
    )
    return session.scalar(ended.limit(1)) is not None and session.scalar(standing.limit(1)) is None


def link_at_path(session: Session, path: str) -> Link | None:
    """The link that has this short path and is not retired, or None."""
    return session.scalars(select(Link).where(Link.path == path, Link.status != "retired")).one_or_none()


def paths_in_use(session: Session) -> dict[str, int]:
    """Short path -> the creator who has it, of every link that is not retired."""
    query = select(Link.path, Link.creator_id).where(Link.path.is_not(None), Link.status != "retired")
    return {path: creator_id for path, creator_id in session.execute(query) if path is not None}


def terms_in_use(session: Session) -> dict[str, int]:
    """utm_term -> the creator who has it, retired links too: a term stays one creator's for good."""
    query = select(Link.utm_term, Link.creator_id).distinct()
    return {term: creator_id for term, creator_id in session.execute(query)}  # noqa: C416  rows are no pairs to mypy


def campaign_names_in_use(session: Session) -> dict[str, int | None]:
    """utm_campaign -> the campaign that has it, retired links too."""
    query = select(Link.utm_campaign, Link.campaign_id).distinct()
    return {name: campaign_id for name, campaign_id in session.execute(query)}  # noqa: C416  rows are no pairs to mypy


def ids_to_settle(session: Session, before: datetime) -> list[int]:
    """Links whose redirect is not where it should be and that nothing has happened to since `before`.

    Those to be made (their campaign is launched, and their code, where they have one, is no mere plan) and
    those that are retired but may still have one in Shopify.
    """
    query = (
        select(Link.id)
        .outerjoin(Campaign, Campaign.id == Link.campaign_id)
        .outerjoin(DiscountCode, DiscountCode.id == Link.code_id)
        .where(
            Link.updated_at < before,
            or_(
                and_(
                    Link.status != "retired",
                    Link.path.is_not(None),
                    Link.redirect_state == "planned",
                    or_(Link.campaign_id.is_(None), Campaign.status != "draft"),
                    or_(DiscountCode.id.is_(None), DiscountCode.status != "planned"),
                ),
                and_(Link.status == "retired", Link.redirect_state.in_(("planned", "live", "failed"))),
            ),
        )
        .order_by(Link.id)
    )
    return list(session.scalars(query))


def ids_with_redirect(session: Session) -> list[int]:
    """Links whose redirect stands in Shopify, as far as we know, by number."""
    query = select(Link.id).where(Link.redirect_gid.is_not(None), Link.redirect_state == "live")
    return list(session.scalars(query.order_by(Link.id)))
