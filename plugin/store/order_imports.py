"""Imports of past orders: how far each has come. Each is a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.runs import Run, find_run

KIND = "order_import"
"""`total` is how many orders there are to bring in as far as is known, `done` how many were read. `detail`
holds

reach       days60 or all
since       from when on orders are asked for (ISO 8601), null for all of them
until       orders made after this moment come by webhook (ISO 8601)
operation   Shopify's id of the bulk operation, and `found` the orders in it so far
part, place, refunded
            where the next batch begins: the part of the file, the order within it, and whether it is one of
            the parts of orders with refunds
imported    orders that were new or newer than those in the books
unreadable  lines and orders that could not be read or recorded
problems    [line of the file, what is wrong with it], the first of them
spent       operations that came to nothing
busy        Shopify runs as many bulk operations in this shop as it does at once
reason      why it ended without being finished
"""
UNDER_WAY = ("waiting", "running")
MOST_PROBLEMS = 50


def newest_import(session: Session) -> Run | None:
    """The shop's newest import."""
    query = select(Run).where(Run.kind == KIND).order_by(Run.id.desc()).limit(1)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def add_import(session: Session, now: datetime) -> int:
    """An import that waits for its turn; its number."""
    run = Run(kind=KIND, subject_id=None, detail={}, created_at=now, updated_at=now)
    session.add(run)
    session.flush()
    return run.id


def note_import(
    session: Session,
    run_id: int,
    now: datetime,
    *,
    done: int = 0,
    total: int | None = None,
    counts: Mapping[str, int] | None = None,
    problems: Sequence[tuple[int, str]] = (),
    restart: bool = False,
    **detail: Any,
) -> bool:
    """Progress, in the transaction of the work itself: `done` more orders, `counts` to add, `problems` to
    list, and `detail` as it now stands; `restart` counts the orders anew. False, and nothing is noted, where
    the import is no longer under way.
    """
    run = find_run(session, run_id, lock=True)
    if run is None or run.status not in UNDER_WAY:
        return False
    changed = {**run.detail, **detail}
    for name, count in (counts or {}).items():
        changed[name] = changed.get(name, 0) + count
    if problems:
        listed = [*changed.get("problems", []), *([line, reason] for line, reason in problems)]
        changed["problems"] = listed[:MOST_PROBLEMS]
    run.detail, run.done, run.status, run.updated_at = (
        changed,
        (0 if restart else run.done) + done,
        "running",
        now,
    )
    if total is not None:
        run.total = total
    session.flush()
    return True


def end_import(session: Session, run_id: int, status: str, now: datetime, **detail: Any) -> None:
    """The import is finished, cancelled, or has failed with a `reason`."""
    run = find_run(session, run_id, lock=True)
    if run is None or run.status not in UNDER_WAY:
        return
    run.status, run.updated_at, run.finished_at = status, now, now
    run.detail = {**run.detail, **detail}
    if status == "finished":
        run.total = run.done


def imported_until(session: Session) -> datetime | None:
    """Up to when an import has brought in the shop's orders, or is about to; None where none has and none is
    under way.
    """
    query = (
        select(Run.detail["until"].astext, Run.created_at)
        .where(Run.kind == KIND, Run.status.in_(("finished", *UNDER_WAY)))
        .order_by(Run.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    until, created_at = found
    return datetime.fromisoformat(until) if until else created_at
