"""Evidence that came before its order and waits for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session

from plugin.attribution.evidence import Evidence, link_keys, read_evidence
from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.batch.statements import run
from plugin.store.database import shop_of


class WaitingEvidence(ShopOwned, Base):
    """Evidence on the order that will come with `checkout_token`; kind, key and facts as in
    `plugin.store.evidence`. `order_id` is the number the sender claimed, None where it named none: an order
    with that token and another number does not take it.
    """

    __tablename__ = "waiting_evidence"
    __table_args__ = (UniqueConstraint("shop_id", "checkout_token", "kind", "key"),)

    id: Mapped[RowId]
    checkout_token: Mapped[str]
    order_id: Mapped[int | None]
    kind: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]


def keep_waiting(
    session: Session, checkout_token: str, order_id: int | None, evidence: Evidence, now: datetime
) -> None:
    """Keep evidence until its order comes. Of the same visit, or the answer to the same question, the later
    moment stays (`plugin.attribution.evidence.joining.with_given`). The caller holds the checkout.
    """
    row = {
        "shop_id": shop_of(session),
        "checkout_token": checkout_token,
        "order_id": order_id,
        "kind": evidence.kind,
        "key": evidence.key,
        "facts": evidence.facts(),
        "occurred_at": evidence.occurred_at,
        "received_at": now,
    }
    statement = insert(WaitingEvidence)
    fresh = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop_id", "checkout_token", "kind", "key"],
            set_={
                "order_id": fresh.order_id,
                "facts": fresh.facts,
                "occurred_at": fresh.occurred_at,
                "received_at": fresh.received_at,
            },
            where=fresh.occurred_at >= WaitingEvidence.occurred_at,
        ),
        [row],
    )


@dataclass(slots=True)
class Waiting:
    """What waits for some checkouts, by token, oldest first; `taken` has found its order."""

    by_token: dict[str, list[tuple[int, int | None, Evidence]]] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)

    def link_keys(self) -> set[str]:
        """The keys of the links that it names."""
        return link_keys(evidence for rows in self.by_token.values() for _, _, evidence in rows)

    def take(self, checkout_token: str | None, order_id: int) -> list[Evidence]:
        """What waited for the order that has come. Evidence that claims another order's number stays."""
        rows = self.by_token.get(checkout_token, []) if checkout_token is not None else []
        found = [row for row in rows if row[1] in (None, order_id)]
        if found:
            self.taken += [row[0] for row in found]
            self.by_token[checkout_token or ""] = [row for row in rows if row not in found]
        return [evidence for _, _, evidence in found]


def read_waiting(session: Session, checkout_tokens: Collection[str]) -> Waiting:
    """What waits for these checkouts; the caller holds them."""
    waiting = Waiting()
    if not checkout_tokens:
        return waiting
    rows = run(
        session,
        """
        select checkout_token, id, order_id, kind, key, facts, occurred_at from waiting_evidence
        where shop_id = %(shop)s and checkout_token = any(%(tokens)s) order by occurred_at, id
        """,
        tokens=list(checkout_tokens),
    )
    for token, row_id, order_id, *piece in rows:
        waiting.by_token.setdefault(token, []).append((row_id, order_id, read_evidence(*piece)))
    return waiting


def end_waiting(session: Session, waiting: Waiting) -> None:
    """Delete what has found its order."""
    if waiting.taken:
        run(
            session,
            "delete from waiting_evidence where shop_id = %(shop)s and id = any(%(ids)s)",
            ids=waiting.taken,
        )


def forget_waiting(session: Session, *, received_before: datetime) -> int:
    """Delete evidence whose order never came, in all shops; returns how many pieces."""
    statement = delete(WaitingEvidence).where(WaitingEvidence.received_at < received_before)
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]
