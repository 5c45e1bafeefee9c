"""Orders recorded in one batch, as the drain does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.services.buyers import buyer_hash, buyer_key
from plugin.services.order_book import OrderTold
from plugin.services.record_orders import record_orders
from plugin.settings import Settings
from plugin.shopify.payloads import read_orders
from plugin.store.database import ShopSession
from tests import cast
from tests import order_bodies as bodies


def record_batch(session: ShopSession, settings: Settings, rows: Sequence[dict[str, Any]]) -> None:
    """Record these bodies at once. Raises `LeftOutError` where one is none for a batch."""
    key = buyer_key(session, settings)
    told = [
        OrderTold(
            row.facts,
            row.refunds,
            None if row.customer_id is None else buyer_hash(key, row.customer_id),
            row.checkout_token,
            row.cart_token,
        )
        for body in rows
        for row in read_orders(bodies.raw(body))
    ]
    record_orders(session, told, cast.NOW)
