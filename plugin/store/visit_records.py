"""Visits and shoppers' events, written and looked up one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.evidence import Evidence
from plugin.store.visits import ShopperEvent, Visit

MOST_NEAR = 500
"""Other visits of one visitor that are looked at. Our addresses keep no more than sixty a minute of one."""


def visit_by_ref(session: Session, ref: str) -> Visit | None:
    """The visit with that reference, held until the transaction ends."""
    return session.scalar(select(Visit).where(Visit.ref == ref).with_for_update())


def add_visit(session: Session, **values: Any) -> bool:
    """Add a visit; False where its reference came in from elsewhere meanwhile."""
    statement = (
        insert(Visit)
        .values(shop_id=shop_of(session), **values)
        .on_conflict_do_nothing(index_elements=["shop_id", "ref"])
        .returning(Visit.id)
    )
    return session.scalar(statement) is not None


class Near(NamedTuple):
    """Another visit of the same visitor."""

    id: int
    link_id: int | None
    creator_id: int | None
    occurred_at: datetime
    refused_because: str | None


def visits_near(
    session: Session, visitor: bytes, since: datetime, until: datetime, *, but: int | None
) -> list[Near]:
    """The visitor's visits within [since, until], the newest first; `but` is left out."""
    query = select(Visit.id, Visit.link_id, Visit.creator_id, Visit.occurred_at, Visit.refused_because).where(
        Visit.visitor == visitor, Visit.occurred_at.between(since, until), Visit.id != (but or 0)
    )
    return [Near(*row) for row in session.execute(query.order_by(Visit.occurred_at.desc()).limit(MOST_NEAR))]


def refuse_visits(session: Session, ids: Sequence[int], because: str) -> list[str]:
    """Have these visits refused; returns their references."""
    if not ids:
        return []
    statement = (
        update(Visit)
        .where(Visit.id.in_(ids))
        .values(valid=False, refused_because=because)
        .returning(Visit.ref)
        .execution_options(synchronize_session=False)
    )
    return list(session.scalars(statement))


def refusals(session: Session, refs: Collection[str], reasons: Collection[str]) -> dict[str, str]:
    """Reference -> why its visit was refused, of these visits and for one of these reasons."""
    if not refs:
        return {}
    query = select(Visit.ref, Visit.refused_because).where(
        Visit.ref.in_(refs), Visit.refused_because.in_(reasons)
    )
    return {ref: reason for ref, reason in session.execute(query) if reason is not None}


def add_event(session: Session, **values: Any) -> bool:
    """Add a shopper's event; False where it was heard before."""
    statement = (
        insert(ShopperEvent)
        .values(shop_id=shop_of(session), **values)
        .on_conflict_do_nothing(index_elements=["shop_id", "event_id"])
        .returning(ShopperEvent.id)
    )
    return session.scalar(statement) is not None


def evidence_by_ref(session: Session, refs: Collection[str], sources: Collection[str]) -> list[Evidence]:
    """Evidence on orders that rests on these visits."""
    if not refs:
        return []
    keys = [f"{source}:{ref}" for ref in refs for source in sources]
    return list(session.scalars(select(Evidence).where(Evidence.kind == "visit", Evidence.key.in_(keys))))
