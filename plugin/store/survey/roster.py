"""The creators as buyers can name them, and how much was heard of each of late."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.store.creators import PLATFORMS, Creator, CreatorHandle
from plugin.store.entries import Entry
from plugin.store.landing_pages import LandingPage
from plugin.store.visits import Visit

NEWEST = 20_000
"""So many of the newest visits and credits are counted. More would change no weight that matters, and a
shopper waits.
"""


class RosterCreator(NamedTuple):
    """A creator: names, `handles` (platform -> handle, in the order of `PLATFORMS`) and when they were
    active.
    """

    creator_id: int
    name: str
    aliases: list[str]
    handles: dict[str, str]
    picture_url: str | None
    created_at: datetime
    archived_at: datetime | None

    def active_at(self, moment: datetime) -> bool:
        """Whether the creator was in the list, and not archived, at that moment."""
        return self.created_at <= moment and (self.archived_at is None or self.archived_at > moment)


class Heard(NamedTuple):
    """How often buyers met a creator in a span: valid visits, and orders credited."""

    visits: int
    orders: int


def roster(session: Session) -> list[RosterCreator]:
    """Every creator of the shop, archived ones too, by name."""
    handles: dict[int, dict[str, str]] = defaultdict(dict)
    rows = session.execute(select(CreatorHandle.creator_id, CreatorHandle.platform, CreatorHandle.handle))
    for creator_id, platform, handle in sorted(rows, key=lambda row: PLATFORMS.index(row[1])):
        handles[creator_id][platform] = handle
    pages = select(LandingPage.creator_id, LandingPage.picture_url).order_by(LandingPage.updated_at)
    pictures = {creator_id: url for creator_id, url in session.execute(pages) if url}
    query = select(
        Creator.id, Creator.name, Creator.aliases, Creator.created_at, Creator.archived_at, Creator.status
    ).order_by(Creator.sort_text, Creator.id)
    return [
        RosterCreator(
            creator_id,
            name,
            list(aliases),
            handles.get(creator_id, {}),
            pictures.get(creator_id),
            created_at,
            # An archived creator from before the day was kept has been archived for as long as we know.
            (archived_at or created_at) if status == "archived" else None,
        )
        for creator_id, name, aliases, created_at, archived_at, status in session.execute(query)
    ]


def heard_of(session: Session, start: datetime, end: datetime) -> dict[int, Heard]:
    """Creator -> how often buyers met them from `start` until before `end`; no entry: never."""
    visits = _newest(
        session,
        select(Visit.creator_id)
        .where(
            Visit.valid, Visit.creator_id.is_not(None), Visit.occurred_at >= start, Visit.occurred_at < end
        )
        .order_by(Visit.occurred_at.desc()),
    )
    orders = _newest(
        session,
        select(Entry.creator_id)
        .where(Entry.kind == "credit", Entry.ordered_at >= start, Entry.ordered_at < end)
        .order_by(Entry.ordered_at.desc()),
    )
    return {key: Heard(visits.get(key, 0), orders.get(key, 0)) for key in visits.keys() | orders.keys()}


def _newest(session: Session, query: Any) -> dict[int, int]:
    rows = query.limit(NEWEST).subquery()
    counted = select(rows.c.creator_id, func.count()).group_by(rows.c.creator_id)
    # The rows come from the narrowed query inside; the count around it is no table of a shop.
    return {key: count for key, count in session.execute(counted)}  # noqa: C416  rows are no pairs to mypy
