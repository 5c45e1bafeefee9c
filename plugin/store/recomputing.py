"""Which orders are decided again, and how far that has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from plugin.attribution.evidence import CodeEvidence, VisitEvidence, read_evidence
from plugin.attribution.evidence import Evidence as AnyEvidence
from plugin.attribution.order import RefundFacts
from plugin.store.evidence import Evidence
from plugin.store.orders import Order, Refund
from plugin.store.runs import Run

KIND = "recompute"
"""The `kind` of the runs. `subject_id` is the version of the policy whose change set it off, None where
something else did; then `detail` holds `code` or `link`, the key of what moved. `after` is the last order
decided.
"""
UNDER_WAY = ("waiting", "running")


def orders_after(
    session: Session, after: int, *, limit: int, code_key: str | None = None, link_key: str | None = None
) -> list[int]:
    """The next orders by number after `after`: all, those on which a code was used, or those with a visit by
    a link.
    """
    if code_key is None and link_key is None:
        return list(session.scalars(select(Order.id).where(Order.id > after).order_by(Order.id).limit(limit)))
    query = select(Evidence.order_id).distinct().where(Evidence.order_id > after, _by(code_key, link_key))
    return list(session.scalars(query.order_by(Evidence.order_id).limit(limit)))


def count_orders(session: Session, *, code_key: str | None = None, link_key: str | None = None) -> int:
    """How many orders the shop has in all, with a code or with a visit by a link."""
    if code_key is None and link_key is None:
        return session.scalar(select(func.count(Order.id))) or 0
    query = select(func.count(Evidence.order_id.distinct())).where(_by(code_key, link_key))
    return session.scalar(query) or 0


def _by(code_key: str | None, link_key: str | None) -> ColumnElement[bool]:
    if code_key is not None:
        return and_(Evidence.kind == CodeEvidence.kind, Evidence.key == code_key)
    return and_(Evidence.kind == VisitEvidence.kind, Evidence.facts["link_key"].as_string() == link_key)


def newest_with_code(session: Session, code_key: str, limit: int) -> list[Order]:
    """Orders on which a code was used, newest first."""
    used = select(Evidence.order_id).where(_by(code_key, None))
    query = select(Order).where(Order.id.in_(used)).order_by(Order.ordered_at.desc()).limit(limit)
    return list(session.scalars(query))


def unfinished_run(session: Session, detail: Mapping[str, str]) -> int | None:
    """The recomputation of exactly these orders that was begun and has not ended, None where there is
    none.
    """
    query = select(Run.id).where(
        Run.kind == KIND,
        Run.subject_id.is_(None),
        Run.status.in_(UNDER_WAY),
        *(Run.detail[name].astext.is_not_distinct_from(detail.get(name)) for name in ("code", "link")),
    )
    return session.scalars(query.order_by(Run.id.desc()).limit(1)).one_or_none()


def begin_again(session: Session, detail: Mapping[str, str]) -> None:
    """Have the recomputation of exactly these orders, where one was left half-way, go through all of them
    again: what it goes by has changed since.
    """
    run_id = unfinished_run(session, detail)
    if run_id is not None:
        session.execute(
            update(Run)
            .where(Run.id == run_id)
            .values(done=0, detail=Run.detail.op("-")("after"))
            .execution_options(synchronize_session=False)
        )


def recomputations(session: Session, since: datetime) -> list[Run]:
    """Recomputations under way, and those that failed since then, newest first."""
    query = (
        select(Run)
        .where(
            Run.kind == KIND,
            or_(Run.status.in_(UNDER_WAY), and_(Run.status == "failed", Run.updated_at >= since)),
        )
        .order_by(Run.id.desc())
        .limit(20)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def newest_orders(session: Session, *, since: datetime, limit: int) -> list[Order]:
    """Orders placed since then, newest first."""
    query = select(Order).where(Order.ordered_at >= since).order_by(Order.ordered_at.desc()).limit(limit)
    return list(session.scalars(query))


def refunds_by_order(session: Session, order_ids: Sequence[int]) -> dict[int, list[RefundFacts]]:
    """Order -> its refunds."""
    found: dict[int, list[RefundFacts]] = defaultdict(list)
    query = select(Refund.order_id, Refund.facts).where(Refund.order_id.in_(order_ids))
    for order_id, facts in session.execute(query):
        found[order_id].append(msgspec.convert(facts, RefundFacts))
    return found


def evidence_by_order(session: Session, order_ids: Sequence[int]) -> dict[int, list[AnyEvidence]]:
    """Order -> the evidence on it."""
    found: dict[int, list[AnyEvidence]] = defaultdict(list)
    for row in session.scalars(select(Evidence).where(Evidence.order_id.in_(order_ids))):
        found[row.order_id].append(read_evidence(row.kind, row.key, row.facts, row.occurred_at))
    return found


def position_of(session: Session, run_id: int) -> int:
    """The last order a run has decided, 0 at its beginning."""
    detail = session.scalars(select(Run.detail).where(Run.id == run_id)).one()
    return int(detail.get("after", 0))


def note_step(session: Session, run_id: int, *, done: int, after: int, now: datetime) -> None:
    """A run has decided `done` more orders, the last of them `after`.

    In the transaction that decided them: a worker that dies goes on from here and counts nothing twice.
    """
    session.execute(
        update(Run)
        .where(Run.id == run_id)
        .values(
            done=Run.done + done,
            status="running",
            detail=Run.detail.op("||")(func.jsonb_build_object("after", after)),
            updated_at=now,
        )
        .execution_options(synchronize_session=False)
    )


def end_run(session: Session, run_id: int, status: str, now: datetime, **detail: str) -> None:
    """A run has ended: finished, or failed with the reason in `detail`."""
    run = session.scalars(select(Run).where(Run.id == run_id)).one()
    run.status, run.updated_at, run.finished_at = status, now, now
    run.detail = {**run.detail, **detail}
    if status == "finished":
        # Orders that came meanwhile were decided too.
        run.total = run.done
