"""What is deleted of visits by the clock, in all shops at once: for sessions opened everywhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from plugin.store.visits import ShopperEvent, Visit

PRUNE = """
delete from visits
where not valid and occurred_at < :before
  and not (refused_because = any(:reasons) and exists (
    select from evidence
    where evidence.shop_id = visits.shop_id and evidence.kind = 'visit'
      and evidence.key in ('cart:' || visits.ref, 'checkout:' || visits.ref, 'landing:' || visits.ref,
        'journey:' || visits.ref)))
"""


def prune_refused(session: Session, *, before: datetime, evidence_of: Collection[str]) -> int:
    """Delete visits from before that moment that did not count; returns how many. Those refused for a reason
    of `evidence_of` stay where an order's evidence rests on them.
    """
    given = {"before": before, "reasons": sorted(evidence_of)}
    return session.execute(text(PRUNE), given).rowcount  # type: ignore[attr-defined,no-any-return]


def forget_visitors(session: Session, *, before: datetime) -> int:
    """Take the visitor's hash off visits from before that moment; returns how many had one."""
    statement = (
        update(Visit)
        .where(Visit.visitor.is_not(None), Visit.occurred_at < before)
        .values(visitor=None)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]


def prune_events(session: Session, *, before: datetime) -> int:
    """Delete shoppers' events from before that moment; returns how many."""
    statement = delete(ShopperEvent).where(ShopperEvent.occurred_at < before)
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]
