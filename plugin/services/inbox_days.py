"""The inbox's tables, one a day: made a week ahead, cleared and dropped 30 days later.

Nothing here is needed for a delivery to be kept: on a day without a table it goes to the default partition.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError

from plugin.store.database import Database, ShopSession
from plugin.store.inbox_days import (
    UNFINISHED,
    Part,
    add_day,
    delete_settled,
    drop_part,
    is_busy,
    move_on,
    pages,
    parts,
)

AHEAD = 7
"""Days for which there is to be a table, today aside: so long may no worker run before rows lie apart."""
TRIES = 100
PAUSE_SECONDS = 0.2
"""How often a lock is asked for, and how long the receiver and the drain have for themselves between."""
ROWS_AT_ONCE = 500
PAGES_AT_ONCE = 1000

log = structlog.get_logger()


def make_days(database: Database, now: datetime) -> list[date]:
    """Make the tables of today and of the week ahead that are not there; returns their days (UTC).

    A day of which rows are in the default partition already stays there. Raises `OperationalError` where the
    inbox is too busy for too long.
    """
    with database.everywhere() as session:
        there = parts(session)
    made = []
    for number in range(AHEAD + 1):
        day = _utc_day(now) + timedelta(days=number)
        if any((part.first or date.min) <= day < part.until for part in there if part.until is not None):
            continue
        if _patiently(database, partial(add_day, day=day)):
            made.append(day)
        else:
            log.warning("day stays in the default partition of the inbox", day=str(day))
    if made:
        log.info("days made for the inbox", first=str(made[0]), last=str(made[-1]))
    return made


def bring_forward(database: Database, now: datetime) -> int:
    """Move what has waited since before yesterday to today, where the drain looks first, and all that waits
    where days without a table are kept; returns how many.
    """
    today = _utc_day(now)
    with database.everywhere() as session:
        old = [part for part in parts(session) if part.until is None or part.until < today]
    return sum(_moved(database, part, today, ("waiting",)) for part in old)


def clear_days(database: Database, now: datetime, *, kept: timedelta) -> tuple[int, int]:
    """Drop the days that ended `kept` ago and delete what is as old from partitions of many days; returns how
    many days, and how many single rows.

    What waits or is parked on such a day is moved to today first: nothing unfinished is lost. A day on which
    a drain has something in hand, or whose locks are not to be had, is left for tomorrow.
    """
    today = _utc_day(now)
    with database.everywhere() as session:
        there = parts(session)
    dropped = deleted = 0
    for part in there:
        if part.until is not None and part.until <= _utc_day(now - kept):
            dropped += _dropped(database, part, today)
        elif not part.is_one_day:
            deleted += _deleted(database, part, now - kept)
    return dropped, deleted


def _dropped(database: Database, part: Part, today: date) -> bool:
    _moved(database, part, today, UNFINISHED)
    try:
        done = _patiently(database, partial(drop_part, part=part))
    except OperationalError as error:
        if not is_busy(error):
            raise
        done = False
    log.info("day of the inbox dropped" if done else "day of the inbox not dropped yet", name=part.name)
    return done


def _moved(database: Database, part: Part, to: date, states: Sequence[str]) -> int:
    moved = 0
    while True:
        with database.everywhere() as session:
            some = move_on(session, part, to=to, limit=ROWS_AT_ONCE, states=states)
        moved += some
        if some < ROWS_AT_ONCE:
            break
    if moved:
        log.info("unfinished deliveries moved on", of=part.name, deliveries=moved)
    return moved


def _deleted(database: Database, part: Part, handled_before: datetime) -> int:
    with database.everywhere() as session:
        size = pages(session, part)
    deleted = 0
    for start in range(0, size, PAGES_AT_ONCE):
        with database.everywhere() as session:
            deleted += delete_settled(
                session, part, handled_before=handled_before, pages=range(start, start + PAGES_AT_ONCE)
            )
    return deleted


def _patiently(database: Database, work: Callable[[ShopSession], bool]) -> bool:
    """`work`, tried again while the inbox is busy. Each try gives up soon, so that nobody queues behind."""
    for left in reversed(range(TRIES)):
        try:
            with database.everywhere() as session:
                return work(session)
        except OperationalError as error:
            if not is_busy(error) or left == 0:
                raise
        time.sleep(PAUSE_SECONDS)
    raise AssertionError("The last try returns or raises.")


def _utc_day(at: datetime) -> date:
    return at.astimezone(UTC).date()
