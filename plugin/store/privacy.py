"""What is kept about one buyer: finding it, handing it out, unlinking it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from plugin.store.deliveries import Delivery
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.orders import Order, OrderEdit, Refund
from plugin.store.runs import Run

EXPORT = "customer_export"
"""The `kind` of the runs that hold an export; `subject_id` is Shopify's number of the data request."""


def orders_of_buyer(session: Session, buyer: bytes, order_ids: Sequence[int]) -> list[Order]:
    """The buyer's orders, those listed by id included, oldest first."""
    query = (
        select(Order)
        .where(or_(Order.buyer == buyer, Order.id.in_(order_ids)))
        .order_by(Order.ordered_at, Order.id)
    )
    return list(session.scalars(query))


def evidence_on_orders(session: Session, order_ids: Sequence[int]) -> list[Evidence]:
    """All evidence on these orders, oldest first."""
    query = (
        select(Evidence).where(Evidence.order_id.in_(order_ids)).order_by(Evidence.occurred_at, Evidence.id)
    )
    return list(session.scalars(query))


def refunds_on_orders(session: Session, order_ids: Sequence[int]) -> list[Refund]:
    """All refunds of these orders, known or not, oldest first."""
    query = select(Refund).where(Refund.order_id.in_(order_ids)).order_by(Refund.created_at, Refund.id)
    return list(session.scalars(query))


def edits_on_orders(session: Session, order_ids: Sequence[int]) -> list[OrderEdit]:
    """All edits of these orders, oldest first."""
    query = (
        select(OrderEdit)
        .where(OrderEdit.order_id.in_(order_ids))
        .order_by(OrderEdit.committed_at, OrderEdit.id)
    )
    return list(session.scalars(query))


def entries_on_orders(session: Session, order_ids: Sequence[int]) -> list[Entry]:
    """Every entry on these orders, by order and number."""
    query = select(Entry).where(Entry.order_id.in_(order_ids)).order_by(Entry.order_id, Entry.number)
    return list(session.scalars(query))


def keep_export(
    session: Session, *, request_id: int, detail: dict[str, Any], total: int, now: datetime
) -> None:
    """Store the export of one data request in place of an earlier one for the same request."""
    session.execute(delete(Run).where(Run.kind == EXPORT, Run.subject_id == request_id))
    session.add(
        Run(
            kind=EXPORT,
            subject_id=request_id,
            status="finished",
            total=total,
            done=total,
            detail=detail,
            created_at=now,
            updated_at=now,
            finished_at=now,
        )
    )


def customer_exports(session: Session) -> list[Run]:
    """The exports the owner can hand on, newest first."""
    return list(
        session.scalars(select(Run).where(Run.kind == EXPORT).order_by(Run.created_at.desc(), Run.id.desc()))
    )


def unlink_buyer(session: Session, buyer: bytes, order_ids: Sequence[int]) -> int:
    """Take the buyer and the tokens of their visit off their orders, for good; returns for how many orders
    that was not done before.
    """
    statement = (
        update(Order)
        .where(or_(Order.buyer == buyer, Order.id.in_(order_ids)), Order.buyer_erased.is_(False))
        .values(buyer=None, checkout_token=None, cart_token=None, buyer_erased=True)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]


def delete_exports_of(session: Session, customer_id: int) -> None:
    """Delete the exports made for a buyer."""
    session.execute(
        delete(Run)
        .where(Run.kind == EXPORT, Run.detail["customer_id"].as_string() == str(customer_id))
        .execution_options(synchronize_session=False)
    )


def delete_old_exports(session: Session, *, made_before: datetime) -> int:
    """Delete exports made before that moment, in all shops; returns how many."""
    statement = delete(Run).where(Run.kind == EXPORT, Run.created_at < made_before)
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]


def unfinished_bodies_with(session: Session, text: str, *, but: Collection[str] = ()) -> list[Delivery]:
    """Deliveries of the session's shop that are parked or wait, and whose body contains `text`; of those that
    wait, none on the topics `but`: they are requests about that very person, and about to be done.
    """
    needle = bindparam("needle", text.encode(), type_=LargeBinary)
    return list(
        session.scalars(
            select(Delivery).where(
                or_(
                    Delivery.state == "parked",
                    and_(Delivery.state == "waiting", Delivery.topic.not_in(but)),
                ),
                func.position(needle.op("in")(Delivery.body)) > 0,
            )
        )
    )
