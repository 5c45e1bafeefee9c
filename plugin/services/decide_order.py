"""Decide an order again over everything known, and post the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from plugin.attribution.codes import KnownCode
from plugin.attribution.decide import Decision, decide
from plugin.attribution.evidence import Evidence
from plugin.attribution.links import KnownLink
from plugin.attribution.models import Difference
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.attribution.policy import Policy
from plugin.errors import NotFoundError
from plugin.ledger.entries import Entry
from plugin.ledger.posting import post
from plugin.store.database import ShopSession
from plugin.store.decisions import append_decision, decision_in_force
from plugin.store.entries import append_entries, as_ledger, entries_on
from plugin.store.evidence import evidence_of
from plugin.store.holding import hold_order, hold_rules
from plugin.store.known_codes import codes_for
from plugin.store.known_links import links_for
from plugin.store.model_credits import put_differences
from plugin.store.order_facts import order_facts, refunds_of, set_money
from plugin.store.orders import Order
from plugin.store.policies import policy_in_force


class Cause(StrEnum):
    """What made us decide; stored with the decision and its entries."""

    ORDER = "order"
    REFUND = "refund"
    EDIT = "edit"
    CANCELLATION = "cancellation"
    EVIDENCE = "evidence"
    POLICY = "policy"
    CODE = "code"
    """A code was attached, moved or given other dates."""
    LINK = "link"
    """A link was given another window."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What deciding did. `changed`: a decision was appended. `posted`: how many entries were."""

    decision: Decision
    changed: bool
    posted: int


class Settlement(Struct, frozen=True, gc=False):
    """What is to be stored: the decision as JSON where it differs from the one in force, the entries, and how
    the models differ from the books.
    """

    decision: Decision
    decided: dict[str, list[dict[str, Any]]] | None
    entries: list[Entry]
    differences: tuple[Difference, ...]


def settlement(
    order: OrderFacts,
    refunds: Iterable[RefundFacts],
    evidence: Iterable[Evidence],
    policy: Policy,
    codes: Sequence[KnownCode],
    *,
    links: Sequence[KnownLink] = (),
    in_force: Mapping[str, Any] | None,
    prior: Iterable[Entry],
) -> Settlement:
    """Decide over everything known and compare with what stands. Pure.

    `in_force` holds credits, reasons and rejected of the newest decision, None before the first.
    """
    decision = decide(order, refunds, evidence, policy, codes, links=links)
    decided = decision.as_json()
    return Settlement(
        decision,
        None if decided == in_force else decided,
        post(decision.wanted(order.currency), prior),
        decision.differences(policy),
    )


def decide_order(
    session: ShopSession,
    order_id: int,
    cause: Cause,
    now: datetime,
    *,
    policy: Policy | None = None,
) -> Decided:
    """Hold the order, decide it by the policy in force (or `policy`) and post the difference.

    Raises `NotFoundError` where the shop has no such order. Calling it again changes nothing.
    """
    hold_rules(session)
    order = hold_order(session, order_id)
    if order is None:
        raise NotFoundError(f"There is no order {order_id} in this shop.")
    return settle_order(session, order, cause, now, policy=policy)


def settle_order(
    session: ShopSession,
    order: Order,
    cause: Cause,
    now: datetime,
    *,
    policy: Policy | None = None,
    evidence: Collection[Evidence] | None = None,
) -> Decided:
    """As `decide_order`, for a caller that holds the rules and the order already, and may know all the
    `evidence` that is stored.
    """
    policy = policy or policy_in_force(session)
    if evidence is None:
        evidence = evidence_of(session, order.id).values()
    before = decision_in_force(session, order.id)
    prior = entries_on(session, order.id)
    settled = settlement(
        order_facts(order),
        refunds_of(session, order.id),
        evidence,
        policy,
        codes_for(session, evidence),
        links=links_for(session, evidence),
        in_force=None
        if before is None
        else {"credits": before.credits, "reasons": before.reasons, "rejected": before.rejected},
        prior=map(as_ledger, prior),
    )
    worth = settled.decision.revenue
    set_money(
        session,
        order,
        net=worth.net_minor,
        gross=worth.gross_minor,
        lost=worth.lost_minor,
        outcome=settled.decision.outcome.value,
    )
    changed = settled.decided is not None
    number = (before.number if before else 0) + changed
    if settled.decided is not None:
        append_decision(
            session,
            order.id,
            number=number,
            policy_version=policy.version,
            cause=cause.value,
            decided=settled.decided,
            now=now,
        )
    append_entries(
        session,
        order.id,
        settled.entries,
        first_number=len(prior) + 1,
        cause=cause.value,
        decision_number=number,
        ordered_at=order.ordered_at,
        now=now,
    )
    put_differences(session, order.id, settled.differences, order.currency, order.ordered_at)
    return Decided(settled.decision, changed, len(settled.entries))
