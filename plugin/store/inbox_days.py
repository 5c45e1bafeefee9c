"""The inbox's days: one partition a UTC day, made ahead, and dropped once its day is over for long enough.

Making and dropping a partition locks the inbox for a moment. Nobody is to queue behind one that has to wait
for its lock, so each gives up after `LOCK_WAIT` and is tried again by its caller. (PostgreSQL could detach
without that lock, but not while there is a default partition, which keeps what falls on a day without a
table.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

LOCK_WAIT = "100ms"
LOCK_NOT_THERE = "55P03"
STORAGE = (
    "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1, "
    "autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0"
)
"""Of every day. The index of what waits is looked through at every claim, and must soon lose what is not."""
_BOUNDS = re.compile(r"FROM \((?:'(\S+)'|MINVALUE)\) TO \('(\S+)'\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of the inbox: the days from `first` (None: all before) up to, not including, `until`.

    Of the default partition, which keeps what falls on a day without a table of its own, both are None.
    """

    name: str
    first: date | None
    until: date | None

    @property
    def is_default(self) -> bool:
        """Whether it is the default partition."""
        return self.until is None

    @property
    def is_one_day(self) -> bool:
        """Whether all its rows lie under the same day."""
        return self.first is not None and self.until == self.first + timedelta(days=1)


def parts(session: Session) -> list[Part]:
    """The inbox's partitions, oldest first, the default one last. For a session opened everywhere."""
    rows = _run(
        session,
        "select relname, pg_get_expr(relpartbound, oid) from pg_class where oid in ("
        "select inhrelid from pg_inherits where inhparent = 'deliveries'::regclass)",
    )
    found = []
    for name, bounds in rows:
        seen = _BOUNDS.search(bounds)
        first, until = seen.groups() if seen else (None, None)
        found.append(
            Part(
                name,
                date.fromisoformat(first) if first else None,
                date.fromisoformat(until) if until else None,
            )
        )
    return sorted(found, key=lambda part: (part.is_default, part.until or date.max))


def days_ahead(session: Session, today: date) -> int:
    """For how many days in a row from tomorrow there is a table, -1 where there is none for `today`. For a
    session opened everywhere.
    """
    there = [(part.first or date.min, part.until) for part in parts(session) if part.until is not None]
    count = -1
    while any(first <= today + timedelta(days=count + 1) < until for first, until in there):
        count += 1
    return count


def add_day(session: Session, day: date) -> bool:
    """Make the partition of `day`; False where the default partition has rows of that day, which then stay
    there. For a session opened everywhere. Raises `OperationalError` where the inbox is busy (`is_busy`).
    """
    if _run(session, "select 1 from deliveries_default where kept_on = :day limit 1", day=day):
        return False
    name = f"deliveries_{day:%Y_%m_%d}"
    _wait_little(session)
    # Made apart and attached: that lets the receiver go on, which making it in its place would not.
    _run(session, f"create table {name} (like deliveries including all excluding identity) with ({STORAGE})")
    bounds = f"from ('{day}') to ('{day + timedelta(days=1)}')"
    _run(session, f"alter table deliveries attach partition {name} for values {bounds}")
    return True


UNFINISHED: Final = ("waiting", "parked")


def move_on(session: Session, part: Part, *, to: date, limit: int, states: Sequence[str] = UNFINISHED) -> int:
    """Move up to `limit` rows of the partition in one of `states` under the day `to`; returns how many.

    One that a drain has in hand is left for the next time. For a session opened everywhere.
    """
    moved = _run(
        session,
        "update deliveries set kept_on = :to where (shop_id, id, kept_on) in ("  # noqa: S608
        f"select shop_id, id, kept_on from {part.name} where state = any(:states) "
        "and (leased_until is null or leased_until < clock_timestamp()) and kept_on <> :to "
        "limit :limit for update skip locked) returning 1",
        to=to,
        limit=limit,
        states=list(states),
    )
    return len(moved)


def drop_part(session: Session, part: Part) -> bool:
    """Drop a partition with all its rows; False where one of them is unfinished, and nothing is dropped.

    For a session opened everywhere. Raises `OperationalError` where the inbox is busy (`is_busy`).
    """
    if part.is_default:
        raise ValueError("The default partition is never dropped.")
    _wait_little(session)
    # The inbox first, as every claim does: the other way round, each would wait for the other.
    _run(session, "lock table only deliveries in access exclusive mode")
    for state in UNFINISHED:
        # One at a time: each has an index of its own rows alone.
        if _run(session, f"select 1 from {part.name} where state = '{state}' limit 1"):  # noqa: S608
            return False
    _run(session, f"drop table {part.name}")
    return True


def pages(session: Session, part: Part) -> int:
    """How many pages of 8 KB the partition has, bodies aside."""
    return int(_run(session, f"select pg_relation_size('{part.name}') / 8192")[0][0])


def delete_settled(session: Session, part: Part, *, handled_before: datetime, pages: range) -> int:
    """Delete what was handled or ignored before that moment from some pages of the partition; returns how
    many rows. For a partition of many days, and a session opened everywhere.
    """
    rows = _run(
        session,
        f"delete from {part.name} where ctid >= cast(:first as tid) and ctid < cast(:until as tid) "  # noqa: S608
        "and state in ('handled', 'ignored') and handled_at < :before returning 1",
        first=f"({pages.start},0)",
        until=f"({pages.stop},0)",
        before=handled_before,
    )
    return len(rows)


def kept_apart(session: Session) -> int:
    """How many rows lie in the default partition, because their day had no table when they came: none, unless
    nobody has made tables for a week. For a session opened everywhere.
    """
    return int(_run(session, "select count(*) from deliveries_default")[0][0])


def is_busy(error: OperationalError) -> bool:
    """Whether `error` means that a lock was not to be had in `LOCK_WAIT`."""
    return getattr(error.orig, "sqlstate", None) == LOCK_NOT_THERE


def _wait_little(session: Session) -> None:
    _run(session, f"set local lock_timeout = '{LOCK_WAIT}'")


def _run(session: Session, statement: str, **values: Any) -> list[Any]:
    result = session.execute(text(statement), values, execution_options={"scoped_by_hand": True})
    return list(result) if isinstance(result, CursorResult) and result.returns_rows else []
