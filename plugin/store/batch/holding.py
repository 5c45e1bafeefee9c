"""Holding many orders and buyers in one statement."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run
from plugin.store.database import shop_of
from plugin.store.holding import buyer_lock, checkout_lock, order_lock


def hold_all(
    session: Session, buyers: Iterable[bytes], checkout_tokens: Iterable[str], order_ids: Iterable[int]
) -> None:
    """Hold the buyers, then the checkouts, then the orders, until the transaction ends.

    Each kind in the order of its numbers, so that two batches wait for each other in one direction only; one
    kind after the other, as everybody does (`plugin.store.holding`).
    """
    shop_id = shop_of(session)
    numbers = sorted({buyer_lock(shop_id, buyer) for buyer in buyers})
    numbers += sorted({checkout_lock(shop_id, token) for token in checkout_tokens})
    numbers += sorted({order_lock(shop_id, order_id) for order_id in order_ids})
    run(
        session,
        "select count(pg_advisory_xact_lock(number)) from unnest(cast(%(numbers)s as bigint[])) number",
        numbers=numbers,
    )
