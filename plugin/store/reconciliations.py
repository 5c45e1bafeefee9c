"""Reconciliations: how far each check with Shopify has come and what it found. Each is a run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from plugin.store.orders import Order
from plugin.store.runs import Run, find_run

KIND = "reconciliation"
"""`detail` holds `reach` (how far back is asked for), `since` and `until` (ISO 8601, the window checked),
`position` (all changes before it are done), `missing`, `older` and `unreadable` (orders), `notes` and
`reason` (sentences).
"""
UNDER_WAY = ("waiting", "running")


def newest_reconciliations(session: Session, limit: int = 2) -> list[Run]:
    """The shop's newest checks, newest first."""
    query = select(Run).where(Run.kind == KIND).order_by(Run.id.desc()).limit(limit)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def last_covered(session: Session) -> datetime | None:
    """Up to when everything has been compared, None before the first check that finished."""
    query = (
        select(Run.detail["until"].astext)
        .where(Run.kind == KIND, Run.status == "finished")
        .order_by(Run.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return datetime.fromisoformat(found) if found else None


def add_reconciliation(session: Session, reach: str, now: datetime) -> int:
    """A check that waits for its turn; its number."""
    run = Run(kind=KIND, subject_id=None, detail={"reach": reach}, created_at=now, updated_at=now)
    session.add(run)
    session.flush()
    return run.id


def note_reconciliation(
    session: Session,
    run_id: int,
    now: datetime,
    *,
    done: int = 0,
    counted: str | None = None,
    total: int | None = None,
    **detail: Any,
) -> None:
    """Progress: `done` more orders compared, one more `counted` (missing, older, unreadable), and `detail` as
    it now stands. Counted in the database, in the transaction of the work itself, so that a crash counts
    nothing twice.
    """
    if counted is not None:
        detail[counted] = func.coalesce(Run.detail[counted].as_integer(), 0) + 1
    pairs = [part for name, value in detail.items() for part in (name, value)]
    values: dict[str, Any] = {"done": Run.done + done, "status": "running", "updated_at": now}
    if pairs:
        values["detail"] = Run.detail.op("||")(func.jsonb_build_object(*pairs))
    if total is not None:
        values["total"] = total
    session.execute(
        update(Run).where(Run.id == run_id).values(**values).execution_options(synchronize_session=False)
    )


def end_reconciliation(session: Session, run_id: int, status: str, now: datetime, **detail: Any) -> None:
    """The check is finished, or has failed with a `reason`."""
    run = find_run(session, run_id, lock=True)
    if run is None:  # The shop has been erased meanwhile, and its runs with it.
        return
    run.status, run.updated_at, run.finished_at = status, now, now
    run.detail = {**run.detail, **detail}
    if status == "finished":
        run.total = run.done


def forget_reconciliations(session: Session, before: datetime, keep: int) -> None:
    """Delete checks that ended before then, but for the one numbered `keep`."""
    session.execute(
        delete(Run)
        .where(Run.kind == KIND, Run.finished_at < before, Run.id != keep)
        .execution_options(synchronize_session=False)
    )


def known_versions(session: Session, order_ids: Collection[int]) -> dict[int, tuple[datetime, bool, bool]]:
    """Order -> when the stored version was made, whether it is cancelled, whether its payment is voided."""
    query = select(
        Order.id, Order.shopify_updated_at, Order.cancelled_at, Order.facts["voided"].as_boolean()
    ).where(Order.id.in_(order_ids))
    return {
        number: (updated_at, cancelled_at is not None, bool(voided))
        for number, updated_at, cancelled_at, voided in session.execute(query)
    }


def buyers_known(session: Session, order_ids: Collection[int]) -> dict[int, bytes]:
    """Order -> its buyer's hash, for the stored orders that have one."""
    query = select(Order.id, Order.buyer).where(Order.id.in_(order_ids), Order.buyer.is_not(None))
    return {number: buyer for number, buyer in session.execute(query) if buyer is not None}


def buyer_known(session: Session, order_id: int) -> bytes | None:
    """The buyer's hash on a stored order, None where there is none."""
    return session.scalar(select(Order.buyer).where(Order.id == order_id))
