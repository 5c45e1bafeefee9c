"""Whole books read in order, for comparing them with their source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.entries import Entry
from plugin.store.orders import Order


def orders_from(session: Session, after: int, *, limit: int) -> list[Order]:
    """The next orders by number after `after`."""
    return list(session.scalars(select(Order).where(Order.id > after).order_by(Order.id).limit(limit)))


def entries_by_order(session: Session, order_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """Order -> every entry on it, oldest first."""
    found: dict[int, list[Entry]] = defaultdict(list)
    query = select(Entry).where(Entry.order_id.in_(order_ids)).order_by(Entry.order_id, Entry.number)
    for row in session.scalars(query):
        found[row.order_id].append(row)
    return found
