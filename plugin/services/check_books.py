"""Check the books: decide every order of a shop again from its stored facts and compare with the ledger.

It reads and changes nothing. The two must agree after any history of refunds, edits, duplicates and crashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from plugin.attribution.decide import decide
from plugin.attribution.policy import Policy
from plugin.ledger.balance import balances
from plugin.store.auditing import entries_by_order, orders_from
from plugin.store.database import ShopSession
from plugin.store.entries import as_ledger
from plugin.store.known_codes import codes_for
from plugin.store.known_links import links_for
from plugin.store.model_credits import differences_on
from plugin.store.order_facts import order_facts
from plugin.store.orders import Order
from plugin.store.policies import policy_in_force
from plugin.store.recomputing import evidence_by_order, refunds_by_order

BATCH = 500


@dataclass(frozen=True, slots=True)
class BooksCheck:
    """What the comparison found.

    orders            how many orders were decided again
    attributed        how many of them some creator is credited with, by the ledger
    ledger_minor      sum of all entries' amounts, in minor units, over all currencies of the shop's orders
    recomputed_minor  the same from source
    differing         orders whose books, or what the models say beside them, do not hold what deciding them
                      again gives
    """

    orders: int
    attributed: int
    ledger_minor: int
    recomputed_minor: int
    differing: tuple[int, ...]

    @property
    def balanced(self) -> bool:
        """Whether every order's books hold what they should."""
        return not self.differing and self.ledger_minor == self.recomputed_minor


def check_books(session: ShopSession) -> BooksCheck:
    """Compare ledger and recomputation for every order of the session's shop."""
    policy = policy_in_force(session)
    found, after = BooksCheck(0, 0, 0, 0, ()), 0
    while batch := orders_from(session, after, limit=BATCH):
        part, after = compare_books(session, batch, policy), batch[-1].id
        found = BooksCheck(
            found.orders + part.orders,
            found.attributed + part.attributed,
            found.ledger_minor + part.ledger_minor,
            found.recomputed_minor + part.recomputed_minor,
            found.differing + part.differing,
        )
    return found


def compare_books(session: ShopSession, orders: Sequence[Order], policy: Policy) -> BooksCheck:
    """The same for some orders."""
    attributed = held_minor = wanted_minor = 0
    differing: list[int] = []
    ids = [order.id for order in orders]
    refunds, evidence = refunds_by_order(session, ids), evidence_by_order(session, ids)
    everything = list(chain.from_iterable(evidence.values()))
    codes, links = codes_for(session, everything), links_for(session, everything)
    entries, differences = entries_by_order(session, ids), differences_on(session, ids)
    for order in orders:
        decision = decide(
            order_facts(order),
            refunds.get(order.id, ()),
            evidence.get(order.id, ()),
            policy,
            codes,
            links=links,
        )
        wanted = {account: amounts for account, amounts in decision.wanted(order.currency).items() if amounts}
        held = balances(as_ledger(row) for row in entries.get(order.id, ()))
        held_minor += sum(amounts.amount_minor for amounts in held.values())
        wanted_minor += sum(amounts.amount_minor for amounts in wanted.values())
        attributed += any(amounts.share_ppm for amounts in held.values())
        in_models = differences.get(order.id, set()) == set(decision.differences(policy))
        if held != wanted or order.net_minor != decision.revenue.net_minor or not in_models:
            differing.append(order.id)
    return BooksCheck(len(ids), attributed, held_minor, wanted_minor, tuple(differing))
