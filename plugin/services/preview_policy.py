"""What a policy would move, and what each rule of precedence would, before it is saved. Nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from plugin.attribution.decide import Decision, decide
from plugin.attribution.evidence import CodeEvidence, Evidence, VisitEvidence
from plugin.attribution.policy import Policy, Precedence
from plugin.ledger.entries import WHOLE_PPM
from plugin.services.reports.orders import CreatorPart
from plugin.store.database import ShopSession
from plugin.store.known_codes import codes_for
from plugin.store.known_links import links_for
from plugin.store.order_facts import order_facts
from plugin.store.orders import Order
from plugin.store.policies import policy_in_force
from plugin.store.recomputing import evidence_by_order, newest_orders, refunds_by_order
from plugin.store.reports.creators import creator_names

MOST_ORDERS = 5_000
"""How many orders a preview looks at; it answers while somebody waits."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A creator's revenue under the policy in force, under the one previewed, and under that one with each
    precedence, in minor units of `currency`.
    """

    creator_id: int
    name: str
    currency: str
    before_minor: int
    after_minor: int
    by_precedence: Mapping[Precedence, int]

    @property
    def moves(self) -> bool:
        """Whether the policy previewed would move anything."""
        return self.before_minor != self.after_minor


@dataclass(frozen=True, slots=True)
class MovedOrder:
    """An order whose credit would change: who has how much of it, and who would."""

    id: int
    name: str
    ordered_at: datetime
    currency: str
    before: tuple[CreatorPart, ...]
    after: tuple[CreatorPart, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """orders        how many were looked at, the newest since the day asked for
    complete      False where the shop has more orders since then than a preview looks at
    creators      those for whom the policy, or one of the rules of precedence, would change something, the
                  largest change first
    moved_orders  those whose credit would change, newest first
    by_precedence on how many orders each rule of precedence would change a credit
    """

    orders: int
    complete: bool
    creators: tuple[Move, ...]
    moved_orders: tuple[MovedOrder, ...]
    by_precedence: Mapping[Precedence, int]

    @property
    def moved(self) -> int:
        """On how many orders the credit would change."""
        return len(self.moved_orders)


@dataclass(slots=True)
class _Decided:
    """One order by the policy in force, by the one previewed, and by that one with each precedence."""

    order: Order
    before: Decision
    after: Decision
    by_precedence: dict[Precedence, Decision]


def preview_policy(
    session: ShopSession, policy: Policy, *, since: datetime, most_orders: int = MOST_ORDERS
) -> Preview:
    """Decide the orders since then by the policy in force and by `policy`, and compare."""
    orders = newest_orders(session, since=since, limit=most_orders + 1)
    looked_at = orders[:most_orders]
    before: dict[tuple[int, str], int] = defaultdict(int)
    after: dict[tuple[int, str], int] = defaultdict(int)
    by_precedence = {rule: defaultdict[tuple[int, str], int](int) for rule in Precedence}
    moved: list[_Decided] = []
    changing = dict.fromkeys(Precedence, 0)
    for row in _decided(session, looked_at, policy):
        _add(before, row.before, row.order.currency)
        _add(after, row.after, row.order.currency)
        for rule, decision in row.by_precedence.items():
            _add(by_precedence[rule], decision, row.order.currency)
            changing[rule] += decision.credits != row.before.credits
        if row.before.credits != row.after.credits:
            moved.append(row)
    named = {creator for creator, _ in chain(before, after, *by_precedence.values())}
    names = creator_names(session, named)
    moves = [
        Move(
            creator,
            names.get(creator, ""),
            currency,
            before[creator, currency],
            after[creator, currency],
            {rule: sums[creator, currency] for rule, sums in by_precedence.items()},
        )
        for creator, currency in before.keys() | after.keys() | set(chain(*by_precedence.values()))
    ]
    moves = [
        move for move in moves if {move.after_minor, *move.by_precedence.values()} != {move.before_minor}
    ]
    moves.sort(key=lambda move: (-abs(move.after_minor - move.before_minor), move.creator_id, move.currency))
    return Preview(
        len(looked_at),
        len(orders) <= most_orders,
        tuple(moves),
        tuple(_moved(row, names) for row in moved),
        changing,
    )


def _decided(session: ShopSession, orders: Sequence[Order], policy: Policy) -> Iterator[_Decided]:
    current = policy_in_force(session)
    rules = {rule: replace(policy, precedence=rule) for rule in Precedence}
    for start in range(0, len(orders), BATCH):
        batch = orders[start : start + BATCH]
        ids = [order.id for order in batch]
        refunds, evidence = refunds_by_order(session, ids), evidence_by_order(session, ids)
        everything = list(chain.from_iterable(evidence.values()))
        codes, links = codes_for(session, everything), links_for(session, everything)
        for order in batch:
            facts, known = order_facts(order), evidence.get(order.id, [])
            back = refunds.get(order.id, [])
            before, after = (
                decide(facts, back, known, chosen, codes, links=links) for chosen in (current, policy)
            )
            if _both_speak(known):
                each = {
                    rule: decide(facts, back, known, chosen, codes, links=links)
                    for rule, chosen in rules.items()
                }
            else:
                # Whoever speaks alone decides under every precedence.
                each = dict.fromkeys(Precedence, after)
            yield _Decided(order, before, after, each)


def _both_speak(evidence: Iterable[Evidence]) -> bool:
    kinds = {type(row) for row in evidence}
    return {CodeEvidence, VisitEvidence} <= kinds


def _moved(row: _Decided, names: Mapping[int, str]) -> MovedOrder:
    order = row.order
    return MovedOrder(
        order.id,
        order.name,
        order.ordered_at,
        order.currency,
        creator_parts(row.before, names),
        creator_parts(row.after, names),
    )


def creator_parts(decision: Decision, names: Mapping[int, str]) -> tuple[CreatorPart, ...]:
    """Who has how much of an order by this decision."""
    return tuple(
        CreatorPart(creator, names.get(creator, ""), part.amount_minor, part.share_ppm / WHOLE_PPM)
        for creator, part in decision.parts().items()
    )


def _add(sums: dict[tuple[int, str], int], decision: Decision, currency: str) -> None:
    for credit in decision.credits:
        sums[credit.creator_id, currency] += credit.amount_minor
