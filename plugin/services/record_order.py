"""Record an order as Shopify tells it: the newest version wins, whatever the order in which versions
arrive.
"""

from __future__ import annotations

from datetime import datetime

from plugin.attribution.decide import Outcome
from plugin.attribution.evidence import CodeEvidence
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.services.decide_order import Cause, Decided, settle_order
from plugin.services.recorded import Recorded
from plugin.store.buyers import mark_first_order
from plugin.store.database import ShopSession
from plugin.store.evidence import put_codes
from plugin.store.holding import hold_buyer, hold_order, hold_rules
from plugin.store.order_facts import move_refunds, order_facts, put_order, put_refunds
from plugin.store.orders import Order

OUTCOMES = {
    Outcome.CREDITED: "credited",
    Outcome.NO_CODE: "no code was used",
    Outcome.UNKNOWN_CODE: "the code is not known here",
    Outcome.SITEWIDE: "the code is no creator's",
    Outcome.REFUSED: "the code does not count",
    Outcome.NOT_COUNTED: "it does not count",
}


def record_order(
    session: ShopSession,
    facts: OrderFacts,
    refunds: tuple[RefundFacts, ...],
    *,
    buyer: bytes | None,
    checkout_token: str | None,
    cart_token: str | None,
    now: datetime,
    rounded_id: int | None = None,
) -> Recorded:
    """Store the order if this version is newer than the one known, decide it and post the difference.

    A version that is not newer than the one stored (`OrderFacts.version`) changes nothing, except that a
    refund in it that is not known yet is joined: Shopify sends some twice and late. `refunds` are those
    within the body; others that came alone are kept beside them. `rounded_id` is the order's id as JavaScript
    would round it, under which a refund may have arrived.
    """
    hold_rules(session)
    if buyer is not None:
        hold_buyer(session, buyer)
    stored = hold_order(session, facts.id)
    before, was_buyer = (order_facts(stored), stored.buyer) if stored else (None, None)
    if stored is not None and before is not None and facts.version <= before.version:
        _learn_buyer(session, stored, buyer)
        return _not_newer(session, stored, refunds, now, same=facts == before)
    order = put_order(
        session, facts, buyer=buyer, checkout_token=checkout_token, cart_token=cart_token, now=now
    )
    if rounded_id is not None and rounded_id != facts.id:
        move_refunds(session, rounded_id, facts.id)
    refunded = put_refunds(session, refunds, replace=True)
    put_codes(session, facts.id, _codes(facts), now)
    _mark_first(session, order, before, was_buyer)
    decided = settle_order(session, order, _cause(before, facts, refunded=refunded), now)
    return Recorded(_sentence(facts, decided, new=before is None), changed=True)


def _not_newer(
    session: ShopSession, order: Order, refunds: tuple[RefundFacts, ...], now: datetime, *, same: bool
) -> Recorded:
    """A refund is never taken back, so one that only an older version tells of still counts."""
    if put_refunds(session, refunds, replace=False):
        settle_order(session, order, Cause.REFUND, now)
        return Recorded(f"A refund on order {order.name} recorded from an older version.", changed=True)
    known = "This version" if same else "A newer version"
    return Recorded(f"{known} of order {order.name} is known already; nothing changed.", changed=False)


def _learn_buyer(session: ShopSession, order: Order, buyer: bytes | None) -> None:
    """A late webhook names the buyer of an order that reconciliation found first, without one. A buyer who
    asked to be forgotten stays so.
    """
    if buyer is None or order.buyer is not None or order.buyer_erased:
        return
    order.buyer = buyer
    session.flush()
    mark_first_order(session, buyer)


def _codes(facts: OrderFacts) -> list[CodeEvidence]:
    return [
        CodeEvidence(use.code, use.key, use.discount_minor, use.position, facts.ordered_at)
        for use in facts.codes
    ]


def _mark_first(
    session: ShopSession, order: Order, before: OrderFacts | None, was_buyer: bytes | None
) -> None:
    """Decide anew whose first order is which, where this version can have changed it."""
    buyer = order.buyer
    if was_buyer is not None and was_buyer != buyer:
        hold_buyer(session, was_buyer)
        mark_first_order(session, was_buyer)
    facts = order_facts(order)
    same = before is not None and (before.counts, before.ordered_at) == (facts.counts, facts.ordered_at)
    if buyer is not None and not (same and was_buyer == buyer):
        mark_first_order(session, buyer)


def _cause(before: OrderFacts | None, facts: OrderFacts, *, refunded: bool) -> Cause:
    if before is None:
        return Cause.ORDER
    if facts.cancelled_at is not None and before.cancelled_at is None:
        return Cause.CANCELLATION
    if refunded:
        return Cause.REFUND
    if facts.lines != before.lines or facts.codes != before.codes:
        return Cause.EDIT
    return Cause.ORDER


def _sentence(facts: OrderFacts, decided: Decided, *, new: bool) -> str:
    verb = "recorded" if new else "updated"
    posted = {0: "no entry", 1: "1 entry"}.get(decided.posted, f"{decided.posted} entries")
    return f"Order {facts.name} {verb}: {OUTCOMES[decided.decision.outcome]}, {posted} posted."
