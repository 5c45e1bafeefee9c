"""Runs: long work that a person watches (codes being created, an import, a recomputation)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, case, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Run(ShopOwned, Base):
    """One piece of long work. `kind` names it, `subject_id` what it works on; `done` of `total` is its
    progress.

    `status` is waiting, running, finished or failed; of some kinds also cancelled or superseded. `detail`
    holds what the page shows (outcomes, errors by line).
    """

    __tablename__ = "runs"
    __table_args__ = (Index(None, "shop_id", "kind", "subject_id"),)

    id: Mapped[RowId]
    kind: Mapped[str]
    subject_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(server_default="waiting")
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


def start_run(
    session: Session,
    kind: str,
    subject_id: int | None,
    total: int,
    now: datetime,
    *,
    detail: dict[str, Any] | None = None,
) -> int:
    """A new run that waits for its first step; its number."""
    run = Run(
        kind=kind, subject_id=subject_id, total=total, detail=detail or {}, created_at=now, updated_at=now
    )
    if total == 0:
        run.status, run.finished_at = "finished", now
    session.add(run)
    session.flush()
    return run.id


def count_step(session: Session, run_id: int, now: datetime, *, failed: bool = False) -> None:
    """One more of the run is done, well or not; the last one finishes it.

    Counted in the database itself, so that two workers never overwrite each other. Belongs into the
    transaction in which the step's own row changes: then a step that is repeated after a crash is counted
    once.
    """
    session.execute(
        update(Run)
        .where(Run.id == run_id)
        .values(
            done=Run.done + (0 if failed else 1),
            failed=Run.failed + (1 if failed else 0),
            status=case((Run.done + Run.failed + 1 >= Run.total, "finished"), else_="running"),
            finished_at=case((Run.done + Run.failed + 1 >= Run.total, now), else_=None),
            updated_at=now,
        )
        .execution_options(synchronize_session=False)
    )


def latest_run(session: Session, kind: str, subject_id: int | None) -> Run | None:
    """The newest run of a kind about one thing."""
    query = select(Run).where(Run.kind == kind, Run.subject_id == subject_id).order_by(Run.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def find_run(session: Session, run_id: int, *, lock: bool = False) -> Run | None:
    """The run with this number as it stands now, or None. `lock` holds it until the transaction ends."""
    query = select(Run).where(Run.id == run_id).execution_options(populate_existing=True)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()
