"""Complete a delivery whose body was cut short: ask Shopify for the whole order, and record that.

The drain does not ask: a slow answer about one shop's order would hold up everybody's. It leaves the
delivery waiting and has this done; should it never be done, the delivery comes due again, and is parked in
the end like every other that cannot be handled.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from plugin.errors import EarmarkError, UnreadablePayloadError
from plugin.services.record_order import record_order
from plugin.shopify.admin import Admin
from plugin.shopify.orders import whole_orders
from plugin.shopify.payloads import ReadOrder
from plugin.shopify.payloads.cut_short import CutShort, cut_short
from plugin.shopify.payloads.reading import rounded_by_javascript
from plugin.shopify.reduced import reduced_body
from plugin.shopify.refund_order import order_of_refund
from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.deliveries import Delivery, delivery_by_id
from plugin.store.queue import enqueue
from plugin.store.reconciliations import buyer_known

TASK = "deliveries.complete"
REFUNDS = "refunds/create"

log = structlog.get_logger()


def complete_later(session: ShopSession, delivery_id: int) -> None:
    """Have a delivery of the session's shop completed in the background."""
    shop_id = shop_of(session)
    once = f"{TASK}/{shop_id}/{delivery_id}"
    enqueue(session, TASK, once=once, lock=f"shop/{shop_id}/whole", shop_id=shop_id, delivery_id=delivery_id)


def complete_delivery(
    database: Database, client: Admin, shop_id: int, delivery_id: int, now: datetime
) -> str | None:
    """Record the whole order in place of what was left of it, and settle the delivery; its new state. None
    where it waits no longer, which is so too when this is done again.

    Raises what the client raises; the delivery is then as it was.
    """
    with database.shop(shop_id) as session:
        delivery = delivery_by_id(session, delivery_id)
        cut = _what_is_left(delivery)
        refund = delivery is not None and delivery.topic == REFUNDS
    if cut is None:
        return None
    order_id = cut.id if not refund else cut.order_id or order_of_refund(client, cut.id)
    read = None if order_id is None else next(iter(whole_orders(client, [order_id])), None)
    with database.shop(shop_id) as session:
        delivery = delivery_by_id(session, delivery_id, lock=True)
        if delivery is None or _what_is_left(delivery) is None:
            return None
        what = f"{'The order of refund' if refund else 'Order'} {cut.id}"
        _settle(session, delivery, read, what, now)
        state, outcome = delivery.state, delivery.outcome or delivery.last_error
    log.info("delivery " + state, topic=delivery.topic, shop_id=shop_id, id=delivery_id, outcome=outcome)
    return state


def note_why_not(database: Database, shop_id: int, delivery_id: int, error: EarmarkError) -> None:
    """Keep on the delivery why it could not be completed so far."""
    with database.shop(shop_id) as session:
        delivery = delivery_by_id(session, delivery_id, lock=True)
        if delivery is not None and _what_is_left(delivery) is not None:
            delivery.last_error = str(error)


def _what_is_left(delivery: Delivery | None) -> CutShort | None:
    """What a delivery that waits names; None where it does not wait, or is whole."""
    return cut_short(delivery.body) if delivery is not None and delivery.state == "waiting" else None


def _settle(
    session: ShopSession,
    delivery: Delivery,
    read: ReadOrder | UnreadablePayloadError | None,
    what: str,
    now: datetime,
) -> None:
    parked = isinstance(read, UnreadablePayloadError)
    if read is None:
        delivery.state = "ignored"
        delivery.outcome = f"{what} is no longer in Shopify, or older than the 60 days the app may read."
    elif isinstance(read, UnreadablePayloadError):
        delivery.state = "parked"
    else:
        recorded = record_order(
            session,
            read.facts,
            read.refunds,
            # Shopify shows the app no buyer here; the one that a webhook has told stays.
            buyer=buyer_known(session, read.facts.id),
            checkout_token=read.checkout_token,
            cart_token=read.cart_token,
            now=now,
            rounded_id=rounded_by_javascript(read.facts.id),
        )
        delivery.state = "handled" if recorded.changed else "ignored"
        delivery.outcome = f"The body was cut short, so Shopify was asked. {recorded.text}"
    delivery.last_error = str(read) if parked else None
    delivery.handled_at, delivery.leased_until = now, None
    delivery.body = reduced_body(delivery.topic, delivery.body, keep_buyer=parked)
