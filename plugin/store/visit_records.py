"""Visits and shoppers' events, read and written many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from plugin.store.among import among
from plugin.store.database import shop_of
from plugin.store.evidence import Evidence
from plugin.store.visits import ShopperEvent, Visit

MOST_NEAR = 5_000
"""Other visits that are looked at for one batch, the newest first: a visitor who comes thousands of times in
an hour is a program by the newest of them alone.
"""


def visits_by_ref(session: Session, refs: Collection[str]) -> list[Visit]:
    """The visits with these references, held until the transaction ends."""
    if not refs:
        return []
    return list(
        session.scalars(select(Visit).where(Visit.ref.in_(refs)).order_by(Visit.id).with_for_update())
    )


def visits_near(
    session: Session, visitors: Collection[bytes], since: datetime, until: datetime
) -> list[Visit]:
    """These visitors' visits within [since, until], the newest first."""
    if not visitors:
        return []
    query = select(Visit).where(Visit.visitor.in_(visitors), Visit.occurred_at.between(since, until))
    return list(session.scalars(query.order_by(Visit.occurred_at.desc()).limit(MOST_NEAR)))


def refusals(session: Session, refs: Collection[str], reasons: Collection[str]) -> dict[str, str]:
    """Reference -> why its visit was refused, of these visits and for one of these reasons."""
    if not refs:
        return {}
    query = select(Visit.ref, Visit.refused_because).where(
        among(Visit.ref, refs), Visit.refused_because.in_(reasons)
    )
    return {ref: reason for ref, reason in session.execute(query) if reason is not None}


def add_events(session: Session, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Add shoppers' events (the columns of `ShopperEvent` without the shop); the ids of those that were not
    heard before.
    """
    if not rows:
        return set()
    statement = (
        insert(ShopperEvent)
        .on_conflict_do_nothing(index_elements=["shop_id", "event_id"])
        .returning(ShopperEvent.event_id)
    )
    return set(session.scalars(statement, [{"shop_id": shop_of(session), **row} for row in rows]))


def evidence_by_ref(session: Session, refs: Collection[str], sources: Collection[str]) -> list[Evidence]:
    """Evidence on orders that rests on these visits. The caller holds the orders (`orders_by_ref`)."""
    return list(session.scalars(select(Evidence).where(*_by_ref(refs, sources))))


def orders_by_ref(session: Session, refs: Collection[str], sources: Collection[str]) -> set[int]:
    """The orders with evidence that rests on these visits."""
    return set(session.scalars(select(Evidence.order_id).where(*_by_ref(refs, sources))))


def _by_ref(refs: Collection[str], sources: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    keys = [f"{source}:{ref}" for ref in refs for source in sources]
    return (Evidence.kind == "visit", Evidence.key.in_(keys))
