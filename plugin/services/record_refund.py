"""Record a refund that Shopify tells apart from its order, which may not have come yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from plugin.attribution.order import RefundFacts
from plugin.services.decide_order import Cause, settle_order
from plugin.services.recorded import Recorded, entries_posted
from plugin.shopify.payloads.reading import EXACT_BELOW, rounded_by_javascript
from plugin.store.database import ShopSession
from plugin.store.holding import hold_order, hold_rounded_order, hold_rules
from plugin.store.order_facts import put_refunds


def record_refund(session: ShopSession, refund: RefundFacts, *, now: datetime) -> Recorded:
    """Store the refund once; where its order is known, decide it again and post the difference.

    A refund whose order has not come is kept and joined when it comes. Hearing it twice changes nothing.
    """
    hold_rules(session)
    order = hold_order(session, refund.order_id)
    if order is None and refund.order_id > EXACT_BELOW:
        # The refund names its order by number alone, and JavaScript may have rounded it on the way.
        order = hold_rounded_order(session, refund.order_id, rounded_by_javascript)
        if order is not None:
            refund = replace(refund, order_id=order.id)
    if not put_refunds(session, [refund], replace=False):
        return refund_known(refund)
    if order is None:
        return refund_waits(refund)
    return refund_recorded(order.name, settle_order(session, order, Cause.REFUND, now).posted)


def refund_known(refund: RefundFacts) -> Recorded:
    """It was heard before."""
    return Recorded(f"Refund {refund.id} is known already; nothing changed.", changed=False)


def refund_waits(refund: RefundFacts) -> Recorded:
    """It came before its order."""
    return Recorded(f"Refund {refund.id} is kept until its order arrives.", changed=True)


def refund_recorded(order_name: str, posted: int) -> Recorded:
    """It was stored and its order decided again."""
    return Recorded(f"Refund on order {order_name} recorded, {entries_posted(posted)}.", changed=True)
