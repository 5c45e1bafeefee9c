"""What is asked of the whole installation, in bounded time. For sessions opened everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from plugin.store.database import Database
from plugin.store.deliveries import Delivery
from plugin.store.health import HealthFinding

Value = TypeVar("Value")
MOST_MILLISECONDS = 2_000
CANCELLED = "57014"
"""PostgreSQL's code of a statement that took too long."""


def within(database: Database, ask: Callable[[Session], Value]) -> Value | None:
    """The answer; None where it would take longer than two seconds."""
    try:
        with database.everywhere() as session:
            session.execute(text(f"set local statement_timeout = {MOST_MILLISECONDS}"))
            return ask(session)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == CANCELLED:
            return None
        raise


def oldest_unsettled(session: Session) -> datetime | None:
    """When the oldest delivery that still waits came in, whether it is due, rests after a failure or is in
    somebody's hands.
    """
    return session.scalar(select(func.min(Delivery.received_at)).where(Delivery.state == "waiting"))


def jobs_due_since(session: Session, now: datetime) -> datetime | None:
    """Since when the job longest due could have begun; None where none is."""
    statement = text(
        "select min(coalesce(jobs.scheduled_at, ("
        "  select max(events.at) from procrastinate_events as events where events.job_id = jobs.id))) "
        "from procrastinate_jobs as jobs where jobs.status = 'todo' "
        "and (jobs.scheduled_at is null or jobs.scheduled_at <= :now)"
    )
    found: datetime | None = session.execute(statement, {"now": now}).scalar_one()
    return found


def findings_by_state(session: Session) -> dict[tuple[str, str], int]:
    """(invariant, warning or wrong) -> in how many shops."""
    query = (
        select(HealthFinding.invariant, HealthFinding.state, func.count())
        .where(HealthFinding.state.in_(("warning", "wrong")))
        .group_by(HealthFinding.invariant, HealthFinding.state)
    )
    return {(invariant, state): count for invariant, state, count in session.execute(query)}
