"""Writing what a batch of orders came to: one statement a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from plugin.store.batch.books import Book, OrderState, Refunds
from plugin.store.batch.statements import copy_in, run
from plugin.store.decisions import Decision
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order, Refund
from plugin.store.rollups.noting import note_before

_ENCODER = msgspec.json.Encoder()
_ORDER_COLUMNS = {
    "id": "bigint",
    "name": "text",
    "ordered_at": "timestamptz",
    "shopify_updated_at": "timestamptz",
    "currency": "text",
    "presentment_currency": "text",
    "channel": "text",
    "source_name": "text",
    "test": "boolean",
    "cancelled_at": "timestamptz",
    "counts": "boolean",
    "discount_minor": "bigint",
    "buyer": "bytea",
    "checkout_token": "text",
    "cart_token": "text",
    "facts": "jsonb",
    "net_minor": "bigint",
    "gross_minor": "bigint",
    "refunded_minor": "bigint",
    "outcome": "text",
}
"""What a version of an order sets, with PostgreSQL's types."""


def write_books(session: Session, books: Sequence[Book], now: datetime) -> None:
    """Write orders, evidence, decisions and entries. The caller holds the orders since it read them."""
    # Moments go to the driver as texts: it takes three times as long over each of them.
    at = str(now)
    new = [book for book in books if book.is_changed and not book.is_stored]
    changed = [book for book in books if book.is_changed and book.is_stored]
    note_before(session, [book.order_id for book in changed], new=[book.order_id for book in new])
    _add_orders(session, new, at)
    _change_orders(session, changed)
    _write_evidence(session, books, at)
    copy_in(
        session,
        Decision,
        ("order_id", "number", "policy_version", "cause", "credits", "reasons", "rejected", "decided_at"),
        (
            (
                book.order_id,
                row.number,
                row.policy_version,
                row.cause,
                _json(row.decided["credits"]),
                _json(row.decided["reasons"]),
                _json(row.decided["rejected"]),
                at,
            )
            for book in books
            for row in book.new_decisions
        ),
    )
    _add_entries(session, books, at)
    _write_differences(session, books)


def write_refunds(session: Session, refunds: Refunds) -> None:
    """Write the refunds that were added or have changed."""
    copy_in(
        session,
        Refund,
        ("id", "order_id", "created_at", "facts"),
        (
            (number, refunds.by_id[number].order_id, created_at, _json(refunds.by_id[number]))
            for number, created_at in refunds.added.items()
        ),
    )
    changed = [refunds.by_id[number] for number in sorted(refunds.changed - refunds.added.keys())]
    if changed:
        run(
            session,
            """
            update refunds set order_id = new.order_id, facts = new.facts::jsonb
            from unnest(cast(%(ids)s as bigint[]), cast(%(orders)s as bigint[]), cast(%(facts)s as text[]))
                as new(id, order_id, facts)
            where refunds.shop_id = %(shop)s and refunds.id = new.id
            """,
            ids=[refund.id for refund in changed],
            orders=[refund.order_id for refund in changed],
            facts=[_json(refund) for refund in changed],
        )


def _add_orders(session: Session, books: Sequence[Book], at: str) -> None:
    states = [book.state for book in books if book.state is not None]
    firsts = _likely_firsts(states)
    copy_in(
        session,
        Order,
        (*_ORDER_COLUMNS, "first_order", "received_at"),
        (
            (
                *_row(state),
                state.facts.id in firsts if state.buyer is not None and state.facts.counts else None,
                at,
            )
            for state in states
        ),
    )


def _likely_firsts(states: Iterable[OrderState]) -> set[int]:
    """The first order of each buyer, as far as these new orders tell.

    `mark_first_orders` decides it afterwards; a mark that is right already spares it a second write of the
    row.
    """
    first: dict[bytes, tuple[datetime, int]] = {}
    for state in states:
        if state.buyer is not None and state.facts.counts:
            this = (state.facts.ordered_at, state.facts.id)
            first[state.buyer] = min(first.get(state.buyer, this), this)
    return {number for _, number in first.values()}


def _change_orders(session: Session, books: Sequence[Book]) -> None:
    rows = [_row(book.state) for book in books if book.state is not None]
    if not rows:
        return
    # Text arrays, cast by PostgreSQL where the column is jsonb: a list of texts has one type in every row.
    arrays = {
        name: list(values) for name, values in zip(_ORDER_COLUMNS, zip(*rows, strict=True), strict=True)
    }
    types = {name: "text" if kind == "jsonb" else kind for name, kind in _ORDER_COLUMNS.items()}
    sets = ", ".join(
        f"{name} = new.{name}{'::jsonb' if kind == 'jsonb' else ''}"
        for name, kind in _ORDER_COLUMNS.items()
        if name != "id"
    )
    given = ", ".join(f"%({name})s::{kind}[]" for name, kind in types.items())
    run(
        session,
        f"update orders set {sets} from unnest({given}) as new({', '.join(types)}) "  # noqa: S608  names of columns
        "where orders.shop_id = %(shop)s and orders.id = new.id",
        **arrays,
    )


def _row(state: OrderState) -> tuple[Any, ...]:
    """In the order of `_ORDER_COLUMNS`."""
    facts = state.facts
    return (
        facts.id,
        facts.name,
        str(facts.ordered_at),
        str(facts.updated_at),
        facts.currency,
        facts.presentment_currency,
        facts.channel.value,
        facts.source_name,
        facts.test,
        None if facts.cancelled_at is None else str(facts.cancelled_at),
        facts.counts,
        facts.discount_minor,
        state.buyer,
        state.checkout_token,
        state.cart_token,
        _json(facts),
        state.net_minor,
        state.gross_minor,
        state.refunded_minor,
        state.outcome,
    )


def _write_evidence(session: Session, books: Sequence[Book], at: str) -> None:
    new, changed = [], []
    for book in books:
        for place, piece in book.evidence.items():
            stored = book.stored_evidence.get(place)
            if stored is None:
                new.append((book.order_id, piece))
            elif stored != piece:
                changed.append((book.order_id, piece))
    copy_in(
        session,
        Evidence,
        ("order_id", "kind", "key", "facts", "occurred_at", "received_at"),
        (
            (order_id, piece.kind, piece.key, _json(piece.facts()), str(piece.occurred_at), at)
            for order_id, piece in new
        ),
    )
    if changed:
        run(
            session,
            """
            update evidence set facts = new.facts::jsonb, occurred_at = new.occurred_at
            from unnest(cast(%(orders)s as bigint[]), cast(%(kinds)s as text[]), cast(%(keys)s as text[]),
                cast(%(facts)s as text[]), cast(%(times)s as timestamptz[]))
                as new(order_id, kind, key, facts, occurred_at)
            where evidence.shop_id = %(shop)s and evidence.order_id = new.order_id
                and evidence.kind = new.kind and evidence.key = new.key
            """,
            orders=[order_id for order_id, _ in changed],
            kinds=[piece.kind for _, piece in changed],
            keys=[piece.key for _, piece in changed],
            facts=[_json(piece.facts()) for _, piece in changed],
            times=[str(piece.occurred_at) for _, piece in changed],
        )


def _add_entries(session: Session, books: Sequence[Book], at: str) -> None:
    copy_in(
        session,
        Entry,
        (
            "order_id", "number", "kind", "creator_id", "campaign_id", "code_id", "link_id", "amount_minor",
            "currency", "share_ppm", "discount_minor", "cause", "decision_number", "ordered_at", "posted_at",
        ),
        (
            (
                book.order_id,
                row.number,
                row.entry.kind.value,
                row.entry.account.creator_id,
                row.entry.account.campaign_id or None,
                row.entry.account.code_id or None,
                row.entry.account.link_id or None,
                row.entry.moves.amount_minor,
                row.entry.account.currency,
                row.entry.moves.share_ppm,
                row.entry.moves.discount_minor,
                row.cause,
                row.decision_number,
                str(row.ordered_at),
                at,
            )
            for book in books
            for row in book.new_entries
        ),
    )  # fmt: skip


def _write_differences(session: Session, books: Sequence[Book]) -> None:
    """Those of every order whose differences, currency or time have changed, whole."""
    changed = [book for book in books if book.is_changed and (book.differences or book.stored_differences)]
    stored = [book.order_id for book in changed if book.stored_differences]
    if stored:
        run(
            session,
            "delete from model_credits where shop_id = %(shop)s and order_id = any(%(ids)s)",
            ids=stored,
        )
    copy_in(
        session,
        ModelCredit,
        ("order_id", "model", "creator_id", "currency", "share_ppm", "amount_minor", "ordered_at"),
        (
            (
                book.order_id,
                row.model,
                row.creator_id,
                book.state.facts.currency,
                row.share_ppm,
                row.amount_minor,
                str(book.state.facts.ordered_at),
            )
            for book in changed
            if book.state is not None
            for row in sorted(book.differences)
        ),
    )


def _json(value: Any) -> str:
    return _ENCODER.encode(value).decode()
