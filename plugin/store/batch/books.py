"""Orders in memory as the batch works on them, and reading them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy.orm import Session

from plugin.attribution.evidence import Held, read_evidence
from plugin.attribution.models import Difference
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.ledger.entries import Account, Amounts, Entry, Kind
from plugin.store.batch.statements import run
from plugin.store.model_credits import differences_on

_ORDER = msgspec.json.Decoder(OrderFacts)
_REFUND = msgspec.json.Decoder(RefundFacts)


@dataclass(slots=True)
class OrderState:
    """An order's row: what a version says, and what deciding found (minor units of its currency)."""

    facts: OrderFacts
    buyer: bytes | None
    checkout_token: str | None
    cart_token: str | None
    net_minor: int = 0
    gross_minor: int = 0
    refunded_minor: int = 0
    outcome: str = ""


class NewDecision(Struct, frozen=True, gc=False):
    """A decision to append."""

    number: int
    policy_version: int
    cause: str
    decided: dict[str, list[dict[str, Any]]]


class NewEntry(Struct, frozen=True, gc=False):
    """An entry to append."""

    number: int
    cause: str
    decision_number: int
    ordered_at: datetime
    entry: Entry


@dataclass(slots=True)
class Book:
    """One order with everything known about it, and what is to be written.

    `state` is None until the order has come. `stored_evidence` is the evidence as the database holds it,
    `evidence` as it stands now; so are `stored_differences` and `differences` of the models.
    """

    order_id: int
    state: OrderState | None = None
    is_stored: bool = False
    is_changed: bool = False
    is_buyer_erased: bool = False
    stored_evidence: Held = field(default_factory=dict)
    evidence: Held = field(default_factory=dict)
    in_force: dict[str, Any] | None = None
    decision_number: int = 0
    entries: list[Entry] = field(default_factory=list)
    new_decisions: list[NewDecision] = field(default_factory=list)
    new_entries: list[NewEntry] = field(default_factory=list)
    stored_differences: set[Difference] = field(default_factory=set)
    differences: set[Difference] = field(default_factory=set)


@dataclass(slots=True)
class Refunds:
    """Refunds by number, and the numbers on each order. `added` (with the time each is first stored under)
    and `changed` are to be written.
    """

    by_id: dict[int, RefundFacts] = field(default_factory=dict)
    on_order: dict[int, set[int]] = field(default_factory=dict)
    added: dict[int, datetime] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)

    def of(self, order_id: int) -> list[RefundFacts]:
        """The refunds of an order."""
        return [self.by_id[number] for number in self.on_order.get(order_id, ())]

    def put(self, refunds: Iterable[RefundFacts], *, replace: bool) -> bool:
        """As `plugin.store.order_facts.put_refunds`: whether anything changed."""
        given = {refund.id: refund for refund in refunds}
        any_changed = False
        for number, refund in given.items():
            before = self.by_id.get(number)
            if before is not None and (not replace or before == refund):
                continue
            if before is None:
                self.added[number] = refund.created_at
            else:
                self.on_order[before.order_id].discard(number)
                self.changed.add(number)
            self.keep(refund)
            any_changed = True
        return any_changed

    def keep(self, refund: RefundFacts) -> None:
        """Know the refund as it stands."""
        self.by_id[refund.id] = refund
        self.on_order.setdefault(refund.order_id, set()).add(refund.id)


def read_books(session: Session, order_ids: Collection[int]) -> dict[int, Book]:
    """The books of these orders, held against change; the caller holds the orders already."""
    books = {order_id: Book(order_id) for order_id in order_ids}
    rows = run(
        session,
        """
        select id, facts::text, buyer, checkout_token, cart_token, net_minor, gross_minor, refunded_minor,
            outcome, buyer_erased
        from orders where shop_id = %(shop)s and id = any(%(ids)s) order by id for update
        """,
        ids=list(order_ids),
    )
    for order_id, facts, *columns, erased in rows:
        books[order_id].state = OrderState(_ORDER.decode(facts), *columns)
        books[order_id].is_buyer_erased = erased
        books[order_id].is_stored = True
    stored = [row[0] for row in rows]
    if stored:
        _read_evidence(session, books, stored)
        _read_decisions(session, books, stored)
        _read_entries(session, books, stored)
        for order_id, differences in differences_on(session, stored).items():
            books[order_id].stored_differences = differences
            books[order_id].differences = differences
    return books


def read_refunds(session: Session, order_ids: Collection[int], refund_ids: Collection[int]) -> Refunds:
    """The refunds on these orders, and those of these numbers."""
    refunds = Refunds()
    rows = run(
        session,
        """
        select facts::text from refunds where shop_id = %(shop)s and order_id = any(%(orders)s)
        union all
        select facts::text from refunds
        where shop_id = %(shop)s and id = any(%(ids)s) and not order_id = any(%(orders)s)
        """,
        orders=list(order_ids),
        ids=list(refund_ids),
    )
    for (facts,) in rows:
        refunds.keep(_REFUND.decode(facts))
    return refunds


def _read_evidence(session: Session, books: dict[int, Book], stored: list[int]) -> None:
    rows = run(
        session,
        """
        select order_id, kind, key, facts, occurred_at from evidence
        where shop_id = %(shop)s and order_id = any(%(ids)s)
        """,
        ids=stored,
    )
    for order_id, kind, key, facts, occurred_at in rows:
        books[order_id].stored_evidence[kind, key] = read_evidence(kind, key, facts, occurred_at)
    for order_id in stored:
        books[order_id].evidence = dict(books[order_id].stored_evidence)


def _read_decisions(session: Session, books: dict[int, Book], stored: list[int]) -> None:
    rows = run(
        session,
        """
        select distinct on (order_id) order_id, number, credits, reasons, rejected from decisions
        where shop_id = %(shop)s and order_id = any(%(ids)s) order by order_id, number desc
        """,
        ids=stored,
    )
    for order_id, number, credits, reasons, rejected in rows:
        books[order_id].decision_number = number
        books[order_id].in_force = {"credits": credits, "reasons": reasons, "rejected": rejected}


def _read_entries(session: Session, books: dict[int, Book], stored: list[int]) -> None:
    rows = run(
        session,
        """
        select order_id, kind, creator_id, campaign_id, code_id, currency, link_id, amount_minor, share_ppm,
            discount_minor
        from entries where shop_id = %(shop)s and order_id = any(%(ids)s) order by order_id, number
        """,
        ids=stored,
    )
    for order_id, kind, creator_id, campaign_id, code_id, currency, link_id, *moves in rows:
        account = Account.of(creator_id, campaign_id, code_id, currency, link_id)
        books[order_id].entries.append(Entry(Kind(kind), account, Amounts(*moves)))
