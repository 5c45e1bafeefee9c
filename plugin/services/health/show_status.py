"""What the status page shows: the newest finding of every check, and up to when orders are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.language import Message
from plugin.services.health.alerts import Alert, alerts
from plugin.services.health.finding import WORST_FIRST, State
from plugin.services.health.invariants import INVARIANTS
from plugin.store.database import ShopSession
from plugin.store.delivery_counts import last_received, oldest_waiting
from plugin.store.health import findings_of
from plugin.store.health_facts import first_ordered, parked_count

LATE = timedelta(minutes=45)
"""Checks run every fifteen minutes: without three in a row the worker does not run."""


@dataclass(frozen=True, slots=True)
class Line:
    """One check as it stands. `sentence` is a message with its values; `since` is when it became so,
    `repair` a button and where it posts to."""

    name: str
    title: str
    state: State
    sentence: Message
    remedy: str | None
    path: str | None
    repair: tuple[str, str] | None
    since: datetime
    well_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole. `checked_at` is None before the first check. Orders that came before `waiting_since` are in;
    None: all are, the newest message came at `last_heard` (None: none in 30 days). Messages that are `parked`
    are not in. `sold` says whether the shop has any order.
    """

    lines: list[Line]
    alerts: list[Alert]
    checked_at: datetime | None
    overdue: bool
    waiting_since: datetime | None
    last_heard: datetime | None
    parked: bool
    sold: bool

    @property
    def worst(self) -> State:
        """The worst state of all; what is unknown is no trouble."""
        states = {line.state for line in self.lines}
        return next(
            (state for state in WORST_FIRST if state in states and state is not State.UNKNOWN), State.WELL
        )


def show_status(session: ShopSession, now: datetime) -> Status:
    """The status of the session's shop, the worst first."""
    lines = [
        Line(
            row.invariant,
            INVARIANTS[row.invariant].title,
            State(row.state),
            Message(row.sentence, row.details),
            row.remedy,
            INVARIANTS[row.invariant].path,
            INVARIANTS[row.invariant].repair,
            row.since,
            row.well_at,
        )
        for row in findings_of(session)
        if row.invariant in INVARIANTS
    ]
    order = list(INVARIANTS)
    lines.sort(key=lambda line: (WORST_FIRST.index(line.state), order.index(line.name)))
    checked_at = max((row.checked_at for row in findings_of(session)), default=None)
    return Status(
        lines=lines,
        alerts=alerts(session, now),
        checked_at=checked_at,
        overdue=checked_at is not None and now - checked_at > LATE,
        waiting_since=oldest_waiting(session),
        last_heard=last_received(session),
        parked=parked_count(session, most=1) > 0,
        sold=first_ordered(session) is not None,
    )
