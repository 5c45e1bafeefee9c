"""What giving a code to somebody would move, before it is done. Nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from plugin.attribution.decide import Decision, decide
from plugin.services.attach_code import attach_code
from plugin.services.preview_policy import BATCH, Move, MovedOrder, creator_parts
from plugin.shopify.discount import StandingDiscount
from plugin.store.database import ShopSession
from plugin.store.known_codes import codes_for
from plugin.store.known_links import links_for
from plugin.store.order_facts import order_facts
from plugin.store.orders import Order
from plugin.store.policies import policy_in_force
from plugin.store.recomputing import count_orders, evidence_by_order, newest_with_code, refunds_by_order
from plugin.store.reports.creators import creator_names

MOST_ORDERS = 2_000
"""How many orders a preview looks at; it answers while somebody waits."""


@dataclass(frozen=True, slots=True)
class CodePreview:
    """orders        how many orders used the code, ever
    looked_at     how many of them, the newest, were looked at
    creators      those for whom it would change something, the largest change first
    moved_orders  those whose credit would change, newest first
    creator       the name of whom the code would count for, None for everybody
    """

    orders: int
    looked_at: int
    creators: tuple[Move, ...]
    moved_orders: tuple[MovedOrder, ...]
    creator: str | None = None


def preview_attach(
    session: ShopSession,
    code: str,
    standing: StandingDiscount | None,
    creator_id: int | None,
    now: datetime,
    *,
    most_orders: int = MOST_ORDERS,
) -> CodePreview:
    """Decide the orders that used `code` as things stand, and as if `attach_code` had been done; compare.

    Raises what `attach_code` raises.
    """
    found = _preview(
        session, code, lambda: attach_code(session, code, standing, creator_id, now), most_orders
    )
    if creator_id is None:
        return found
    return replace(found, creator=creator_names(session, {creator_id}).get(creator_id))


def _preview(session: ShopSession, code: str, change: Callable[[], object], most_orders: int) -> CodePreview:
    key = code.strip().casefold()
    orders = newest_with_code(session, key, most_orders)
    before = _decided(session, orders)
    # Done and undone: whatever the change does to other rows of the code is looked at as well.
    savepoint = session.begin_nested()
    try:
        change()
        session.flush()
        after = _decided(session, orders)
    finally:
        savepoint.rollback()
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for place, decisions in enumerate((before, after)):
        for order in orders:
            for credit in decisions[order.id].credits:
                sums[credit.creator_id, order.currency][place] += credit.amount_minor
    names = creator_names(session, {creator for creator, _ in sums})
    moves = [
        Move(creator, names.get(creator, ""), currency, old, new, {})
        for (creator, currency), (old, new) in sums.items()
        if old != new
    ]
    moves.sort(key=lambda move: (-abs(move.after_minor - move.before_minor), move.creator_id, move.currency))
    moved = tuple(
        MovedOrder(
            order.id,
            order.name,
            order.ordered_at,
            order.currency,
            creator_parts(before[order.id], names),
            creator_parts(after[order.id], names),
        )
        for order in orders
        if before[order.id].credits != after[order.id].credits
    )
    return CodePreview(count_orders(session, code_key=key), len(orders), tuple(moves), moved)


def _decided(session: ShopSession, orders: list[Order]) -> dict[int, Decision]:
    policy = policy_in_force(session)
    found: dict[int, Decision] = {}
    for start in range(0, len(orders), BATCH):
        batch = orders[start : start + BATCH]
        ids = [order.id for order in batch]
        refunds, evidence = refunds_by_order(session, ids), evidence_by_order(session, ids)
        everything = [piece for pieces in evidence.values() for piece in pieces]
        codes, links = codes_for(session, everything), links_for(session, everything)
        for order in batch:
            found[order.id] = decide(
                order_facts(order),
                refunds.get(order.id, []),
                evidence.get(order.id, []),
                policy,
                codes,
                links=links,
            )
    return found
