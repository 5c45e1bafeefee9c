"""What is kept of one buyer's visits: found by the checkouts and the evidence of their orders, handed out,
unlinked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import msgspec
from msgspec import structs
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from plugin.attribution.evidence import VisitEvidence, read_evidence
from plugin.attribution.evidence.detaching import NewReferences, detached, detached_origin
from plugin.store.decisions import Decision
from plugin.store.evidence import Evidence
from plugin.store.order_facts import order_facts
from plugin.store.orders import Order
from plugin.store.visits import Journey, ShopperEvent, Visit
from plugin.store.waiting_evidence import WaitingEvidence


def refs_of_orders(session: Session, order_ids: Collection[int]) -> set[str]:
    """The references of the visits that these orders rest on, or whose checkout they were."""
    if not order_ids:
        return set()
    on_orders = select(Evidence.facts["ref"].as_string()).where(
        Evidence.order_id.in_(order_ids), Evidence.kind == "visit"
    )
    tokens = select(Order.checkout_token).where(Order.id.in_(order_ids), Order.checkout_token.is_not(None))
    by_checkout = select(ShopperEvent.ref).where(ShopperEvent.checkout_token.in_(tokens))
    return {ref for query in (on_orders, by_checkout) for ref in session.scalars(query) if ref}


def visits_with(session: Session, refs: Collection[str]) -> list[Visit]:
    """The visits with these references, oldest first."""
    query = select(Visit).where(Visit.ref.in_(refs)).order_by(Visit.occurred_at, Visit.id)
    return list(session.scalars(query))


def events_with(session: Session, refs: Collection[str]) -> list[ShopperEvent]:
    """What was done on these visits, oldest first."""
    query = (
        select(ShopperEvent)
        .where(ShopperEvent.ref.in_(refs))
        .order_by(ShopperEvent.occurred_at, ShopperEvent.id)
    )
    return list(session.scalars(query))


def journeys_of(session: Session, order_ids: Collection[int]) -> list[Journey]:
    """The customer journeys of these orders."""
    return list(
        session.scalars(select(Journey).where(Journey.order_id.in_(order_ids)).order_by(Journey.order_id))
    )


def unlink_visits(session: Session, refs: Collection[str]) -> None:
    """Take off these visits and events what could lead to the buyer: the checkout, the hash of the day, the
    country. They go on counting.
    """
    for statement in (
        update(ShopperEvent).where(ShopperEvent.ref.in_(refs)).values(checkout_token=None),
        update(Visit).where(Visit.ref.in_(refs)).values(visitor=None, country=None),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def detach_visits(session: Session, order_ids: Collection[int]) -> int:
    """Give the references by which these orders, their evidence and decisions name visits new values, which
    stand nowhere else, unless that was done before; returns how many pieces of evidence had one.

    What is decided does not change by it.
    """
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    rows = select(Evidence).where(Evidence.order_id.in_(order_ids), Evidence.kind == VisitEvidence.kind)
    for row in session.scalars(rows.order_by(Evidence.order_id, Evidence.id)):
        evidence[row.order_id].append(row)
    decided: dict[int, list[Decision]] = defaultdict(list)
    for decision in session.scalars(select(Decision).where(Decision.order_id.in_(order_ids))):
        decided[decision.order_id].append(decision)
    changed = 0
    orders = select(Order).where(Order.id.in_(order_ids), Order.buyer_erased.is_(False)).order_by(Order.id)
    for order in session.scalars(orders):
        new = NewReferences()
        facts = order_facts(order)
        origin = detached_origin(facts.origin, new)
        if origin != facts.origin:
            order.facts = msgspec.to_builtins(structs.replace(facts, origin=origin))
        for row in evidence[order.id]:
            piece = detached(read_evidence(row.kind, row.key, row.facts, row.occurred_at), new)
            changed += piece.key != row.key
            row.key, row.facts = piece.key, piece.facts()
        for decision in decided[order.id]:
            # What was decided names the evidence it rests on.
            decision.credits, decision.reasons, decision.rejected = map(
                new.within, (decision.credits, decision.reasons, decision.rejected)
            )
    session.flush()
    return changed


def forget_waiting_of(session: Session, order_ids: Collection[int]) -> None:
    """Delete evidence that waits for the checkouts of these orders, or claims to be of one of them."""
    tokens = select(Order.checkout_token).where(Order.id.in_(order_ids), Order.checkout_token.is_not(None))
    session.execute(
        delete(WaitingEvidence)
        .where(or_(WaitingEvidence.checkout_token.in_(tokens), WaitingEvidence.order_id.in_(order_ids)))
        .execution_options(synchronize_session=False)
    )


def waiting_of(session: Session, order_ids: Collection[int]) -> list[WaitingEvidence]:
    """Evidence that waits for the checkouts of these orders."""
    tokens = select(Order.checkout_token).where(Order.id.in_(order_ids), Order.checkout_token.is_not(None))
    query = select(WaitingEvidence).where(WaitingEvidence.checkout_token.in_(tokens))
    return list(session.scalars(query.order_by(WaitingEvidence.id)))


def close_journeys(session: Session, order_ids: Sequence[int], because: str) -> None:
    """Forget what Shopify's journeys of these orders said, and ask no more."""
    session.execute(
        update(Journey)
        .where(Journey.order_id.in_(order_ids))
        .values(state="given_up", moments=[], problem=because)
        .execution_options(synchronize_session=False)
    )
