"""The tallies of visits: added to in the transaction that records the visits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.visits import ShopperEvent, VisitTally

VALID = "valid"
"""What visits that count are tallied as."""


class TallyKey(NamedTuple):
    """What is counted: see `VisitTally`."""

    day: date
    creator_id: int
    placement: str
    what: str


def add_to_tallies(session: Session, changes: Mapping[TallyKey, int]) -> None:
    """Add to the shop's tallies, or take off. The caller holds the shop's visits."""
    rows = [
        {"shop_id": shop_of(session), **key._asdict(), "visits": number}
        for key, number in sorted(changes.items())
        if number
    ]
    if not rows:
        return
    statement = insert(VisitTally).values(rows)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop_id", "day", "creator_id", "placement", "what"],
            set_={"visits": VisitTally.visits + statement.excluded.visits},
        )
    )


def kinds_known(session: Session, refs: Collection[str]) -> set[tuple[str, str]]:
    """What has happened on these visits already: (reference, kind of event)."""
    if not refs:
        return set()
    query = select(ShopperEvent.ref, ShopperEvent.kind).where(ShopperEvent.ref.in_(refs)).distinct()
    return {(ref, kind) for ref, kind in session.execute(query)}
