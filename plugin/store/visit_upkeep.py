"""What is deleted of visits by the clock, in all shops at once: for sessions opened everywhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from plugin.store.visits import ShopperEvent, Visit

PRUNE = """
with gone as (
  delete from visits using shops
  where shops.id = visits.shop_id and not visits.valid and visits.occurred_at < :before
    and not (visits.refused_because = any(:reasons) and exists (
      select from evidence
      where evidence.shop_id = visits.shop_id and evidence.kind = 'visit'
        and evidence.key in ('cart:' || visits.ref, 'checkout:' || visits.ref, 'landing:' || visits.ref,
          'journey:' || visits.ref)))
  returning visits.shop_id, visits.creator_id, visits.placement, visits.refused_because,
    cast(timezone(coalesce(shops.timezone, 'UTC'), visits.occurred_at) as date) as day
), counted as (
  insert into refused_days (shop_id, day, creator_id, placement, reason, visits)
  select shop_id, day, coalesce(creator_id, 0), placement, refused_because, count(*)
  from gone group by 1, 2, 3, 4, 5
  on conflict (shop_id, day, creator_id, placement, reason)
    do update set visits = refused_days.visits + excluded.visits
)
select count(*) from gone
"""


def prune_refused(session: Session, *, before: datetime, evidence_of: Collection[str]) -> int:
    """Delete visits from before that moment that did not count, and note how many there were each day;
    returns how many. Those refused for a reason of `evidence_of` stay where an order's evidence rests on
    them.
    """
    found = session.scalar(text(PRUNE), {"before": before, "reasons": sorted(evidence_of)})
    return int(found or 0)


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
