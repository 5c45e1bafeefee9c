"""Remembering what orders amounted to before a transaction writes them, and adding the difference when it
commits.

By the session's own events, so that nobody can forget to: what is noted in a savepoint that is rolled back is
forgotten with it, and the sums are written after everything else the transaction writes.

Not by triggers in the database: they would write the sums in the middle of the transaction, each statement
its own, and two drains of one shop would wait for each other's rows in opposite orders.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from plugin.store.rollups.folding import add_moves, difference
from plugin.store.rollups.moves import Contributions, what_they_amount_to

_NOTES = "rollup_notes"
_ORDER_IN = {"orders": "id", "entries": "order_id", "model_credits": "order_id"}
"""Table -> its column with the order's number."""


@dataclass(slots=True)
class _Notes:
    """What a transaction has noted, in that order; `marks` is how many notes there were when a savepoint was
    set.
    """

    notes: list[tuple[list[int], Contributions]] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)
    marks: dict[SessionTransaction, int] = field(default_factory=dict)

    def forget_after(self, mark: int) -> None:
        del self.notes[mark:]
        self.noted = {order_id for order_ids, _ in self.notes for order_id in order_ids}


def note_before(session: Session, order_ids: Iterable[int], *, new: Collection[int] = ()) -> None:
    """Call before the transaction's first write to these orders, their entries or their models' differences.

    The caller holds the shop's rules (which keeps its time zone as it is), and each order by its row, so that
    what others post to it is either seen here or comes after this transaction. Orders in `new` are not there
    yet, and are not looked for. An order that is noted already costs nothing.
    """
    notes: _Notes = session.info.setdefault(_NOTES, _Notes())
    unknown = [number for number in order_ids if number not in notes.noted]
    fresh = [number for number in new if number not in notes.noted]
    if not unknown and not fresh:
        return
    notes.notes.append(([*unknown, *fresh], what_they_amount_to(session, unknown) if unknown else {}))
    notes.noted.update(unknown, fresh)


@event.listens_for(Session, "before_commit")
def _fold(session: Session) -> None:
    # The event comes for a savepoint, too, whose notes wait for the transaction's own end.
    if session.in_nested_transaction():
        return
    session.flush()
    notes: _Notes | None = session.info.get(_NOTES)
    if notes is None or not notes.notes:
        return
    before: Contributions = {}
    for _, amounts in notes.notes:
        for key, sums in amounts.items():
            held = before.get(key)
            before[key] = sums if held is None else tuple(map(sum, zip(held, sums, strict=True)))
    add_moves(session, difference(what_they_amount_to(session, sorted(notes.noted)), before))
    notes.forget_after(0)


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        notes: _Notes = session.info.setdefault(_NOTES, _Notes())
        notes.marks[transaction] = len(notes.notes)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    notes: _Notes | None = session.info.get(_NOTES)
    if notes is not None and previous.nested:
        notes.forget_after(notes.marks.get(previous, 0))


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_NOTES, None)


@event.listens_for(Session, "before_flush")
def _note_mapped(session: Session, _context: object, _instances: object) -> None:
    """Rows written as mapped objects are noted without being asked."""
    orders = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        if (column := _ORDER_IN.get(row.__tablename__)) is not None:
            orders.add(getattr(row, column))
    note_before(session, orders)
