"""Reports that take longer to work out than somebody waits: worked out once, in the background, and kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned
from plugin.store.batch.statements import run
from plugin.store.database import shop_of
from plugin.store.orders import Order


class KeptReport(ShopOwned, Base):
    """One report as it was last worked out. `kind` is what it reports (`plugin.services.reports.keeping`),
    `key` on what: its span of days, its rules.

    body      the report as JSON, None while it has never been worked out
    made_at   the moment it says how things stood; `asked_at`: when it was last asked for in the background
    problem   why it could not be worked out the last time, in our words; None where it could
    """

    __tablename__ = "kept_reports"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    problem: Mapped[str | None]


def kept_report(session: Session, kind: str, key: str) -> KeptReport | None:
    """The report, None where nobody has asked for it."""
    query = select(KeptReport).where(KeptReport.kind == kind, KeptReport.key == key)
    return session.scalars(query).one_or_none()


def note_asked(session: Session, kind: str, key: str, now: datetime) -> None:
    """The report has been asked for."""
    row = {"shop_id": shop_of(session), "kind": kind, "key": key, "asked_at": now}
    statement = insert(KeptReport).on_conflict_do_update(
        index_elements=["shop_id", "kind", "key"], set_={"asked_at": now, "problem": None}
    )
    session.execute(statement, [row])


def keep_report(session: Session, kind: str, key: str, body: bytes, made_at: datetime) -> None:
    """Keep the report in place of the one before, unless that one is newer."""
    row = {
        "shop_id": shop_of(session), "kind": kind, "key": key, "body": body, "made_at": made_at,
        "asked_at": made_at,
    }  # fmt: skip
    fresh = insert(KeptReport)
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=["shop_id", "kind", "key"],
            set_={"body": fresh.excluded.body, "made_at": fresh.excluded.made_at, "problem": None},
            where=func.coalesce(KeptReport.made_at <= fresh.excluded.made_at, True),
        ),
        [row],
    )


def note_problem(session: Session, kind: str, key: str, problem: str) -> None:
    """The report could not be worked out; what was kept stays."""
    session.execute(
        update(KeptReport)
        .where(KeptReport.kind == kind, KeptReport.key == key)
        .values(problem=problem)
        .execution_options(synchronize_session=False)
    )


def forget_reports(session: Session, *, asked_before: datetime) -> int:
    """Delete reports of all shops that nobody has asked for since then; returns how many. For a session
    opened everywhere.
    """
    statement = delete(KeptReport).where(KeptReport.asked_at < asked_before)
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]


def has_more_orders(session: Session, than: int, start: datetime | None, end: datetime | None) -> bool:
    """Whether more orders than that were placed in `[start, end)`; None leaves an end open. Reads at most so
    many and one.
    """
    # In order of time: without, PostgreSQL may read the table from its beginning until it comes to the span.
    query = select(Order.ordered_at).order_by(Order.ordered_at)
    if start is not None:
        query = query.where(Order.ordered_at >= start)
    if end is not None:
        query = query.where(Order.ordered_at < end)
    return session.scalar(query.offset(than).limit(1)) is not None


def has_more_tallies(session: Session, than: int, first: date, last: date) -> bool:
    """Whether more tallies of visits than that are kept of these days, both included."""
    rows = run(
        session,
        "select from visit_tallies where shop_id = %(shop)s and day between %(first)s and %(last)s "
        "order by day offset %(than)s limit 1",
        first=first,
        last=last,
        than=than,
    )
    return bool(rows)
