"""Record an order as Shopify tells it: the newest version wins, whatever the order in which versions
arrive.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import structs

from plugin.attribution.decide import Outcome
from plugin.attribution.evidence import Evidence
from plugin.attribution.evidence.detaching import with_told_of_forgotten, without_visits
from plugin.attribution.evidence.joining import with_given, with_late, with_told
from plugin.attribution.evidence.told import told_by
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.services.decide_order import Cause, settle_order
from plugin.services.recorded import Recorded, entries_posted
from plugin.services.visits.rules import NO_PERSON
from plugin.store.buyers import mark_first_order
from plugin.store.database import ShopSession
from plugin.store.evidence import change_evidence
from plugin.store.holding import hold_buyer, hold_checkout, hold_order, hold_rules
from plugin.store.order_facts import move_refunds, order_facts, put_order, put_refunds
from plugin.store.orders import Order
from plugin.store.signposts import find_signposts
from plugin.store.survey.impressions import join_impressions
from plugin.store.waiting_evidence import end_waiting, read_waiting

OUTCOMES = {
    Outcome.CREDITED: "credited",
    Outcome.NO_CODE: "no code was used and no visit is known",
    Outcome.UNKNOWN_CODE: "the code is not known here",
    Outcome.SITEWIDE: "the code is no creator's",
    Outcome.UNKNOWN_LINK: "the link is not known here",
    Outcome.REFUSED: "the code or visit does not count",
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
    if checkout_token is not None:
        hold_checkout(session, checkout_token)
    stored = hold_order(session, facts.id)
    before, was_buyer = (order_facts(stored), stored.buyer) if stored else (None, None)
    forgotten = stored is not None and stored.buyer_erased
    if before is not None and forgotten:
        # What this version tells of the visit and the checkout was taken off the order with its buyer.
        facts = structs.replace(facts, origin=before.origin)
        buyer = checkout_token = cart_token = None
    told = told_by(facts, find_signposts(session, [facts], NO_PERSON))
    if forgotten:
        told = without_visits(told)
    if stored is not None and before is not None and facts.version <= before.version:
        _learn_buyer(session, stored, buyer)
        return _not_newer(session, stored, refunds, told, now, same=facts.version == before.version)
    order = put_order(
        session, facts, buyer=buyer, checkout_token=checkout_token, cart_token=cart_token, now=now
    )
    if rounded_id is not None and rounded_id != facts.id:
        move_refunds(session, rounded_id, facts.id)
    refunded = put_refunds(session, refunds, replace=True)
    waiting = read_waiting(session, [checkout_token] if checkout_token is not None else [])
    joining = waiting.take(checkout_token, facts.id)
    join = with_told_of_forgotten if forgotten else with_told
    change_evidence(session, facts.id, lambda held: with_given(join(held, told), joining), now)
    end_waiting(session, waiting)
    if before is None:
        join_impressions(session, [facts.id])
    for changed in buyers_to_mark(before, was_buyer, facts, buyer):
        if changed != buyer:
            hold_buyer(session, changed)
        mark_first_order(session, changed)
    decided = settle_order(session, order, cause_of(before, facts, refunded=refunded), now)
    return order_recorded(facts, decided.decision.outcome, decided.posted, new=before is None)


def _not_newer(
    session: ShopSession,
    order: Order,
    refunds: tuple[RefundFacts, ...],
    told: list[Evidence],
    now: datetime,
    *,
    same: bool,
) -> Recorded:
    """A refund is never taken back, so one that only an older version tells of still counts; and so does
    where the buyer came from, which not every version tells.
    """
    late = put_refunds(session, refunds, replace=False)
    learned = change_evidence(session, order.id, lambda held: with_late(held, told), now)
    if late or learned:
        settle_order(session, order, Cause.REFUND if late else Cause.EVIDENCE, now)
    return version_known(order.name, same=same, late_refund=late, learned=learned)


def _learn_buyer(session: ShopSession, order: Order, buyer: bytes | None) -> None:
    """A late webhook names the buyer of an order that reconciliation found first, without one. A buyer who
    asked to be forgotten stays so.
    """
    if buyer is None or order.buyer is not None or order.buyer_erased:
        return
    order.buyer = buyer
    session.flush()
    mark_first_order(session, buyer)


def buyers_to_mark(
    before: OrderFacts | None, was_buyer: bytes | None, facts: OrderFacts, buyer: bytes | None
) -> list[bytes]:
    """The buyers whose first order this version can have changed."""
    found = [was_buyer] if was_buyer is not None and was_buyer != buyer else []
    same = before is not None and (before.counts, before.ordered_at) == (facts.counts, facts.ordered_at)
    if buyer is not None and not (same and was_buyer == buyer):
        found.append(buyer)
    return found


def cause_of(before: OrderFacts | None, facts: OrderFacts, *, refunded: bool) -> Cause:
    """What a newer version makes us decide for."""
    if before is None:
        return Cause.ORDER
    if facts.cancelled_at is not None and before.cancelled_at is None:
        return Cause.CANCELLATION
    if refunded:
        return Cause.REFUND
    if facts.lines != before.lines or facts.codes != before.codes:
        return Cause.EDIT
    return Cause.ORDER


def order_recorded(facts: OrderFacts, outcome: Outcome, posted: int, *, new: bool) -> Recorded:
    """A newer version was stored and decided."""
    verb = "recorded" if new else "updated"
    return Recorded(
        f"Order {facts.name} {verb}: {OUTCOMES[outcome]}, {entries_posted(posted)}.", changed=True
    )


def version_known(name: str, *, same: bool, late_refund: bool, learned: bool) -> Recorded:
    """The version is no newer than the one stored; it may have told of a refund, or of where the buyer came
    from, all the same.
    """
    if late_refund:
        return Recorded(f"A refund on order {name} recorded from an older version.", changed=True)
    if learned:
        return Recorded(f"A visit on order {name} recorded from an older version.", changed=True)
    known = "This version" if same else "A newer version"
    return Recorded(f"{known} of order {name} is known already; nothing changed.", changed=False)
