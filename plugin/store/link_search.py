"""Finding links for a list: by text, campaign, creator and status; sorted and paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator
from plugin.store.folding import folded
from plugin.store.links import Link

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
Order = Literal["creator", "-creator", "path", "-path", "added", "-added"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""How a list of links may be sorted; a minus means downwards."""


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links: every word of `text` in the creator's name, the short path or the code; None means any.

    `status` is live, paused, retired, failed (the short path could not be made) or standing (all but
    retired).
    """

    text: str = ""
    status: str | None = "standing"
    campaign_id: int | None = None
    creator_id: int | None = None


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link with whose it is, where it belongs (None: no campaign) and the code it applies (None: none)."""

    link: Link
    creator: Creator
    campaign: Campaign | None
    code: DiscountCode | None


def find_links(
    session: Session,
    wanted: LinkFilter,
    *,
    order: Order = "creator",
    limit: int | None = None,
    offset: int = 0,
) -> list[FoundLink]:
    """The links that fit, in `order`, from `offset` (counted from 0), at most `limit`."""
    columns: dict[str, ColumnElement[Any]] = {
        "creator": Creator.sort_text.expression,
        "path": func.coalesce(Link.path, ""),
        "added": Link.created_at.expression,
    }
    column = columns[order.removeprefix("-")]
    # The number breaks ties, so that no row is on two pages or on none.
    by = (column.desc(), Link.id.desc()) if order.startswith("-") else (column, Link.id)
    query = _narrowed(select(Link, Creator, Campaign, DiscountCode), wanted)
    rows = session.execute(query.order_by(*by).limit(limit).offset(offset))
    return [FoundLink(*row) for row in rows]


def count_links(session: Session, wanted: LinkFilter) -> int:
    """How many links fit."""
    return session.scalars(_narrowed(select(func.count(Link.id)), wanted)).one()


def found_link(session: Session, link_id: int) -> FoundLink | None:
    """One link with its names, or None."""
    query = _joined(select(Link, Creator, Campaign, DiscountCode)).where(Link.id == link_id)
    row = session.execute(query).one_or_none()
    return FoundLink(*row) if row is not None else None


def campaigns_with_links(session: Session) -> Sequence[tuple[int, str]]:
    """(number, name) of every campaign that has links, the latest start first."""
    used = select(Link.id).where(Link.campaign_id == Campaign.id)
    query = select(Campaign.id, Campaign.name).where(used.exists())
    rows = session.execute(query.order_by(Campaign.starts_at.desc(), Campaign.id.desc()))
    return [(row.id, row.name) for row in rows]


def _joined(query: Query) -> Query:
    return (
        query.select_from(Link)
        .join(Creator, Creator.id == Link.creator_id)
        .outerjoin(Campaign, Campaign.id == Link.campaign_id)
        .outerjoin(DiscountCode, DiscountCode.id == Link.code_id)
    )


def _narrowed(query: Query, wanted: LinkFilter) -> Query:
    query = _joined(query)
    if wanted.status == "standing":
        query = query.where(Link.status != "retired")
    elif wanted.status == "failed":
        query = query.where(Link.status != "retired", Link.redirect_state == "failed")
    elif wanted.status is not None:
        query = query.where(Link.status == wanted.status)
    if wanted.campaign_id is not None:
        query = query.where(Link.campaign_id == wanted.campaign_id)
    if wanted.creator_id is not None:
        query = query.where(Link.creator_id == wanted.creator_id)
    for word in folded(wanted.text).split():
        query = query.where(
            or_(
                Creator.search_text.contains(word, autoescape=True),
                Link.path.contains(word, autoescape=True),
                DiscountCode.code_key.contains(word, autoescape=True),
            )
        )
    return query
