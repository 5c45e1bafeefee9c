"""customers/data_request: everything kept about one buyer, for the owner to hand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from plugin.services.buyers import buyer_hash, buyer_key
from plugin.services.survey.about_buyer import survey_of_buyer
from plugin.services.visits.about_buyer import visits_of_buyer
from plugin.settings import Settings
from plugin.store.database import ShopSession
from plugin.store.privacy import (
    edits_on_orders,
    entries_on_orders,
    evidence_on_orders,
    keep_export,
    orders_of_buyer,
    refunds_on_orders,
    unfinished_bodies_with,
)


def export_customer(
    session: ShopSession,
    settings: Settings,
    *,
    request_id: int,
    customer_id: int,
    order_ids: Sequence[int],
    now: datetime,
) -> int:
    """Keep the answer to data request `request_id` as a finished run of kind `customer_export`; returns its
    orders.

    The buyer's orders are found by the keyed hash, and by Shopify's own list of them (`order_ids`), which
    also covers orders from before the hash. Asking twice writes the same export again. The daily clean-up
    deletes it after 30 days.
    """
    buyer = buyer_hash(buyer_key(session, settings), customer_id)
    orders = orders_of_buyer(session, buyer, order_ids)
    known = sorted({*order_ids, *(order.id for order in orders)})
    evidence = evidence_on_orders(session, [order.id for order in orders])
    detail: dict[str, Any] = {
        "customer_id": customer_id,
        "orders": [
            {
                "id": order.id,
                "name": order.name,
                "ordered_at": order.ordered_at.isoformat(),
                "channel": order.channel,
                "currency": order.currency,
                "gross_minor": order.gross_minor,
                "net_minor": order.net_minor,
                "refunded_minor": order.refunded_minor,
                "discount_minor": order.discount_minor,
                "first_order": order.first_order,
                "checkout_token": order.checkout_token,
                "cart_token": order.cart_token,
                "facts": order.facts,
            }
            for order in orders
        ],
        "evidence": [
            {
                "order_id": row.order_id,
                "kind": row.kind,
                "key": row.key,
                "facts": row.facts,
                "occurred_at": row.occurred_at.isoformat(),
            }
            for row in evidence
        ],
        "refunds": [
            {
                "id": row.id,
                "order_id": row.order_id,
                "created_at": row.created_at.isoformat(),
                "facts": row.facts,
            }
            for row in refunds_on_orders(session, known)
        ],
        "edits": [
            {"order_id": row.order_id, "committed_at": row.committed_at.isoformat()}
            for row in edits_on_orders(session, known)
        ],
        "credits": [
            {
                "order_id": row.order_id,
                "creator_id": row.creator_id,
                "kind": row.kind,
                "amount_minor": row.amount_minor,
                "currency": row.currency,
                "posted_at": row.posted_at.isoformat(),
            }
            for row in entries_on_orders(session, [order.id for order in orders])
        ],
        "messages": [
            {"topic": row.topic, "received_at": row.received_at.isoformat(), "state": row.state}
            for row in unfinished_bodies_with(session, str(customer_id))
        ],
        "survey": survey_of_buyer(session, buyer, known),
        "visits": visits_of_buyer(session, [order.id for order in orders]),
    }
    keep_export(session, request_id=request_id, detail=detail, total=len(orders), now=now)
    return len(orders)
