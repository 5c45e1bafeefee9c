"""What the database knows of the whole installation: how old its queues are, what the checks find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plugin.services.health.finding import State
from plugin.services.health.invariants import INVARIANTS
from plugin.store.database import Database
from plugin.store.delivery_counts import oldest_due
from plugin.store.installation import findings_by_state, jobs_due_since, oldest_unsettled, within


@dataclass(frozen=True, slots=True)
class Installation:
    """Ages in seconds, 0 where nothing waits; None where the answer would have taken too long. `findings`:
    (invariant, warning or wrong) -> in how many shops, zeros included.
    """

    oldest_waiting: float | None
    oldest_due: float
    jobs_due: float | None
    findings: Mapping[tuple[str, str], int]


def measure_installation(database: Database, now: datetime) -> Installation:
    """Measure; raises `DatabaseAwayError`."""
    with database.everywhere() as session:
        due = _age(oldest_due(session), now)
    with database.everywhere() as session:
        found = findings_by_state(session)
    return Installation(
        oldest_waiting=within(database, lambda session: _age(oldest_unsettled(session), now)),
        oldest_due=due,
        jobs_due=within(database, lambda session: _age(jobs_due_since(session, now), now)),
        findings={
            (name, state.value): found.get((name, state.value), 0)
            for name in INVARIANTS
            for state in (State.WARNING, State.WRONG)
        },
    )


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
