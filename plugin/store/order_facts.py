"""Orders and refunds as facts: what the columns `facts` hold, written and read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import case, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.store.database import shop_of
from plugin.store.orders import Order, OrderEdit, Refund
from plugin.store.rollups.noting import note_before

LINKS = ("buyer", "checkout_token", "cart_token")
"""The columns of an order that lead to its buyer or their visit."""


def order_facts(order: Order) -> OrderFacts:
    """The facts of a stored order."""
    return msgspec.convert(order.facts, OrderFacts)


def refunds_of(session: Session, order_id: int) -> list[RefundFacts]:
    """Every refund of an order that is known, by time."""
    query = select(Refund.facts).where(Refund.order_id == order_id).order_by(Refund.created_at, Refund.id)
    return [msgspec.convert(facts, RefundFacts) for facts in session.scalars(query)]


def put_order(
    session: Session,
    facts: OrderFacts,
    *,
    buyer: bytes | None,
    checkout_token: str | None,
    cart_token: str | None,
    now: datetime,
) -> Order:
    """Store a version of an order in place of the one before; money columns are set by deciding
    (`settle_order`).

    `received_at` stays that of the first version, and an erased buyer stays erased. The caller holds the
    order and has found this version to be newer.
    """
    note_before(session, [facts.id])
    columns: dict[str, Any] = {
        "name": facts.name,
        "ordered_at": facts.ordered_at,
        "shopify_updated_at": facts.updated_at,
        "currency": facts.currency,
        "presentment_currency": facts.presentment_currency,
        "channel": facts.channel.value,
        "source_name": facts.source_name,
        "test": facts.test,
        "cancelled_at": facts.cancelled_at,
        "counts": facts.counts,
        "discount_minor": facts.discount_minor,
        "buyer": buyer,
        "checkout_token": checkout_token,
        "cart_token": cart_token,
        "facts": msgspec.to_builtins(facts),
    }
    row = {
        "shop_id": shop_of(session),
        "id": facts.id,
        "net_minor": 0,
        "gross_minor": 0,
        "refunded_minor": 0,
        "received_at": now,
        **columns,
    }
    fresh = insert(Order)
    newer: dict[str, Any] = {name: fresh.excluded[name] for name in columns}
    for name in LINKS:
        newer[name] = case((Order.buyer_erased, null()), else_=newer[name])
    statement = fresh.on_conflict_do_update(index_elements=["shop_id", "id"], set_=newer).returning(Order)
    return session.scalars(statement, [row], execution_options={"populate_existing": True}).one()


def put_refunds(session: Session, refunds: Iterable[RefundFacts], *, replace: bool) -> bool:
    """Store refunds; returns whether anything changed.

    With `replace` what is stored gives way (the refunds came within a newer version of their order); without,
    a refund that is known stays as it is, so that hearing it twice changes nothing.
    """
    rows = {
        # By id, because a body that lists a refund twice would make the upsert touch a row twice.
        refund.id: {
            "shop_id": shop_of(session),
            "id": refund.id,
            "order_id": refund.order_id,
            "created_at": refund.created_at,
            "facts": msgspec.to_builtins(refund),
        }
        for refund in refunds
    }
    if not rows:
        return False
    statement = insert(Refund)
    if replace:
        statement = statement.on_conflict_do_update(
            index_elements=["shop_id", "id"],
            set_={"order_id": statement.excluded.order_id, "facts": statement.excluded.facts},
            where=Refund.facts.is_distinct_from(statement.excluded.facts),
        )
    else:
        statement = statement.on_conflict_do_nothing()
    return bool(session.scalars(statement.returning(Refund.id), list(rows.values())).all())


def put_edit(session: Session, edit: OrderEdit) -> bool:
    """Keep an edit for the timeline; False where it is known."""
    row = {
        "shop_id": shop_of(session),
        "id": edit.id,
        "order_id": edit.order_id,
        "committed_at": edit.committed_at,
        "added": edit.added,
        "removed": edit.removed,
        "received_at": edit.received_at,
    }
    statement = insert(OrderEdit).on_conflict_do_nothing().returning(OrderEdit.id)
    return session.scalars(statement, [row]).one_or_none() is not None


def move_refunds(session: Session, from_order_id: int, to_order_id: int) -> None:
    """Give refunds that came under a rounded order id to the order they belong to."""
    rows = session.scalars(select(Refund).where(Refund.order_id == from_order_id))
    for refund in rows:
        refund.order_id, refund.facts = to_order_id, {**refund.facts, "order_id": to_order_id}
    session.flush()


def set_money(session: Session, order: Order, *, net: int, gross: int, lost: int, outcome: str) -> None:
    """What deciding found the order worth, in minor units of its currency."""
    if (order.net_minor, order.gross_minor, order.refunded_minor, order.outcome) == (
        net,
        gross,
        lost,
        outcome,
    ):
        return
    note_before(session, [order.id])
    session.execute(
        update(Order)
        .where(Order.id == order.id)
        .values(net_minor=net, gross_minor=gross, refunded_minor=lost, outcome=outcome)
        .execution_options(synchronize_session="evaluate")
    )


def order_by_id(session: Session, order_id: int) -> Order | None:
    """The order as stored, or None."""
    return session.scalars(select(Order).where(Order.id == order_id)).one_or_none()


def orders_with_token(session: Session, checkout_token: str) -> list[int]:
    """The numbers of the orders that came of a checkout: one, as a rule."""
    return orders_with_tokens(session, [checkout_token])


def orders_with_tokens(session: Session, checkout_tokens: Collection[str]) -> list[int]:
    """The numbers of the orders that came of these checkouts."""
    query = select(Order.id).where(Order.checkout_token.in_(checkout_tokens)).order_by(Order.id)
    return list(session.scalars(query))


def edits_of(session: Session, order_id: int) -> list[OrderEdit]:
    """The edits of an order, oldest first."""
    query = (
        select(OrderEdit).where(OrderEdit.order_id == order_id).order_by(OrderEdit.committed_at, OrderEdit.id)
    )
    return list(session.scalars(query))
