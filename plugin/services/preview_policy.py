"""What a policy would move, before it is saved. Nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from plugin.attribution.decide import Decision, decide
from plugin.attribution.policy import Policy
from plugin.store.database import ShopSession
from plugin.store.known_codes import codes_for
from plugin.store.known_links import links_for
from plugin.store.order_facts import order_facts
from plugin.store.policies import policy_in_force
from plugin.store.recomputing import evidence_by_order, newest_orders, refunds_by_order
from plugin.store.reports.creators import creator_names

MOST_ORDERS = 5_000
"""How many orders a preview looks at; it answers while somebody waits."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A creator's revenue under the policy in force and under the one previewed, in minor units of
    `currency`.
    """

    creator_id: int
    name: str
    currency: str
    before_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True)
class Preview:
    """orders     how many were looked at, the newest since the day asked for
    moved      on how many of them a credit or an amount would change
    complete   False where the shop has more orders since then than a preview looks at
    creators   those for whom something would change, the largest change first
    """

    orders: int
    moved: int
    complete: bool
    creators: tuple[Move, ...]


def preview_policy(
    session: ShopSession, policy: Policy, *, since: datetime, most_orders: int = MOST_ORDERS
) -> Preview:
    """Decide the orders since then by the policy in force and by `policy`, and compare."""
    current = policy_in_force(session)
    orders = newest_orders(session, since=since, limit=most_orders + 1)
    complete = len(orders) <= most_orders
    orders = orders[:most_orders]
    before: dict[tuple[int, str], int] = defaultdict(int)
    after: dict[tuple[int, str], int] = defaultdict(int)
    moved = 0
    for start in range(0, len(orders), BATCH):
        batch = orders[start : start + BATCH]
        ids = [order.id for order in batch]
        refunds, evidence = refunds_by_order(session, ids), evidence_by_order(session, ids)
        everything = list(chain.from_iterable(evidence.values()))
        codes, links = codes_for(session, everything), links_for(session, everything)
        for order in batch:
            facts = order_facts(order)
            old, new = (
                decide(
                    facts, refunds.get(order.id, ()), evidence.get(order.id, ()), rules, codes, links=links
                )
                for rules in (current, policy)
            )
            moved += old.credits != new.credits
            _add(before, old, order.currency)
            _add(after, new, order.currency)
    changed = [key for key in before.keys() | after.keys() if before[key] != after[key]]
    names = creator_names(session, {creator_id for creator_id, _ in changed})
    moves = [Move(key[0], names.get(key[0], ""), key[1], before[key], after[key]) for key in changed]
    moves.sort(key=lambda move: (-abs(move.after_minor - move.before_minor), move.creator_id, move.currency))
    return Preview(len(orders), moved, complete, tuple(moves))


def _add(sums: dict[tuple[int, str], int], decision: Decision, currency: str) -> None:
    for credit in decision.credits:
        sums[credit.creator_id, currency] += credit.amount_minor
