"""Reports that are worked out at once for a small shop, and in the background for a large one.

A page of a shop with millions of orders must not add them up while somebody waits. What cannot be kept in the
rollups (an estimate over every answer, an order's last visit, another policy's decisions) is worked out by a
job, kept, and shown with the time of which it speaks. It is worked out anew when somebody looks at it after
`FRESH`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec
import structlog

from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.kept_reports import keep_report, kept_report, note_asked, note_problem
from plugin.store.queue import enqueue

TASK = "make_report"
FRESH = timedelta(minutes=10)
PATIENCE = timedelta(minutes=30)
"""A report asked for longer ago, and not there, is asked for again: its job is gone."""
AGAIN = timedelta(minutes=5)
"""What could not be worked out is not tried again before: a page that waits asks every two seconds."""
SOON = 5
"""Somebody waits for it: before recomputing and upkeep."""

log = structlog.get_logger()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of report.

    make      works it out: (session, now, **what it is asked about)
    is_large  whether that takes longer than somebody waits; it reads little to say so
    type      what JSON is read back as
    """

    name: str
    make: Callable[..., T]
    is_large: Callable[..., bool]
    type: Any


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A report as a page gets it.

    is_there   False while it is being worked out for the first time; `value` is None then
    made_at    the moment it speaks of, None: this one
    asks_anew  whether it is to be asked for: `ask_for_report`
    problem    why it could not be worked out, None where it could
    """

    is_there: bool
    value: T | None
    made_at: datetime | None = None
    asks_anew: bool = False
    problem: str | None = None


def find_report(session: ShopSession, kind: Kind[T], about: Mapping[str, Any], now: datetime) -> Kept[T]:
    """The report about something: worked out now where that is quick, else as it is kept. `about` are
    arguments of `Kind.make` that JSON can hold.
    """
    row = kept_report(session, kind.name, report_key(about))
    if row is None:
        if not kind.is_large(session, now, **about):
            return Kept(True, kind.make(session, now, **about))
        return Kept(False, None, None, True)
    waits = now - row.asked_at < (PATIENCE if row.problem is None else AGAIN)
    if row.body is not None:
        try:
            value: T = msgspec.json.decode(row.body, type=kind.type)
        except (msgspec.ValidationError, msgspec.DecodeError):
            # Kept by another release, whose report had another shape.
            log.info("kept report is of another release", kind=kind.name)
        else:
            stale = row.made_at is None or now - row.made_at > FRESH
            return Kept(True, value, row.made_at, stale, row.problem)
    return Kept(False, None, None, row.body is not None or not waits, row.problem)


def ask_for_report(session: ShopSession, kind: Kind[Any], about: Mapping[str, Any], now: datetime) -> None:
    """Have the report worked out in the background; a job that waits for its turn is enough."""
    shop_id, key = shop_of(session), report_key(about)
    note_asked(session, kind.name, key, now)
    enqueue(
        session,
        TASK,
        once=f"{TASK}/{shop_id}/{kind.name}/{key}",
        priority=SOON,
        shop_id=shop_id,
        kind=kind.name,
        about=dict(about),
    )


def make_report(
    database: Database, shop_id: int, kind: Kind[Any], about: Mapping[str, Any], now: datetime
) -> None:
    """Work the report out and keep it."""
    with database.reading(shop_id) as session:
        body = msgspec.json.encode(kind.make(session, now, **about))
    with database.shop(shop_id) as session:
        keep_report(session, kind.name, report_key(about), body, now)


def fail_report(
    database: Database, shop_id: int, kind: Kind[Any], about: Mapping[str, Any], problem: str
) -> None:
    """Say why the report could not be worked out; what is kept of before stays."""
    with database.shop(shop_id) as session:
        note_problem(session, kind.name, report_key(about), problem)


def report_key(about: Mapping[str, Any]) -> str:
    """What the report is kept by."""
    return hashlib.sha256(msgspec.json.encode(about, order="sorted")).hexdigest()[:32]
