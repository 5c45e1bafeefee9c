"""Orders listed: filtered, sorted and paged in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from plugin.attribution.evidence import CodeEvidence, code_key
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.orders import Order

SORTS = ("time", "revenue", "discount")
"""What the list of orders can be sorted by."""


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders are listed. None, or no text, takes any.

    outcome      of the decision in force (`plugin.attribution.decide.Outcome`)
    channel      online, pos, draft or other
    creator_id   orders of which this creator holds a part
    campaign_id  orders credited through this campaign
    text         the order's name, with or without #, or a code used on it
    """

    start: datetime | None = None
    end: datetime | None = None
    outcome: str | None = None
    channel: str | None = None
    creator_id: int | None = None
    campaign_id: int | None = None
    text: str = ""


class Part(NamedTuple):
    """A creator's part of an order as the books hold it."""

    creator_id: int
    amount_minor: int
    share_ppm: int


def orders_listed(
    session: Session,
    wanted: OrderFilter,
    *,
    sort: str = "time",
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> list[Order]:
    """The orders, newest first unless told otherwise."""
    key = {"time": Order.ordered_at, "revenue": Order.net_minor, "discount": Order.discount_minor}[sort]
    first, last = (key.desc(), Order.id.desc()) if descending else (key.asc(), Order.id.asc())
    query = _filtered(select(Order), wanted).order_by(first, last).limit(limit).offset(offset)
    return list(session.scalars(query))


def count_orders(session: Session, wanted: OrderFilter) -> int:
    """How many orders there are of that kind."""
    return session.scalar(_filtered(select(func.count(Order.id)), wanted)) or 0


def parts_of(session: Session, order_ids: list[int]) -> dict[int, list[Part]]:
    """Order -> who holds a part of it now, the largest part first."""
    query = (
        select(Entry.order_id, Entry.creator_id, func.sum(Entry.amount_minor), func.sum(Entry.share_ppm))
        .where(Entry.order_id.in_(order_ids))
        .group_by(Entry.order_id, Entry.creator_id)
        .having(func.sum(Entry.share_ppm) > 0)
        .order_by(Entry.order_id, func.sum(Entry.share_ppm).desc(), Entry.creator_id)
    )
    parts: dict[int, list[Part]] = {}
    for order_id, creator_id, amount, share in session.execute(query):
        parts.setdefault(order_id, []).append(Part(creator_id, int(amount), int(share)))
    return parts


def codes_on(session: Session, order_ids: list[int]) -> dict[int, list[str]]:
    """Order -> the codes used on it, as written, in the order's own order."""
    query = select(Evidence.order_id, Evidence.facts).where(
        Evidence.order_id.in_(order_ids), Evidence.kind == CodeEvidence.kind
    )
    codes: dict[int, list[dict[str, Any]]] = {}
    for order_id, facts in session.execute(query):
        if not facts.get("withdrawn"):
            codes.setdefault(order_id, []).append(facts)
    return {
        order_id: [facts["code"] for facts in sorted(rows, key=lambda facts: facts["position"])]
        for order_id, rows in codes.items()
    }


def _filtered(query: Select[Any], wanted: OrderFilter) -> Select[Any]:
    if wanted.start is not None:
        query = query.where(Order.ordered_at >= wanted.start)
    if wanted.end is not None:
        query = query.where(Order.ordered_at < wanted.end)
    if wanted.outcome is not None:
        query = query.where(Order.outcome == wanted.outcome)
    if wanted.channel is not None:
        query = query.where(Order.channel == wanted.channel)
    if wanted.creator_id is not None:
        query = query.where(_held_by(Entry.creator_id == wanted.creator_id))
    if wanted.campaign_id is not None:
        query = query.where(_held_by(Entry.campaign_id == wanted.campaign_id))
    if text := wanted.text.strip():
        used = exists().where(
            Evidence.shop_id == Order.shop_id,
            Evidence.order_id == Order.id,
            Evidence.kind == CodeEvidence.kind,
            Evidence.key == code_key(text),
        )
        query = query.where(or_(Order.name.in_([text, f"#{text.lstrip('#')}"]), used))
    return query


def _held_by(condition: Any) -> Any:
    """Whether entries of that kind add up to a part of the order: a credit that was reversed is no part."""
    return (
        select(func.sum(Entry.share_ppm))
        .where(Entry.shop_id == Order.shop_id, Entry.order_id == Order.id, condition)
        .scalar_subquery()
        > 0
    )
