"""Holding many orders and buyers in one statement."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run
from plugin.store.database import shop_of
from plugin.store.holding import buyer_lock, order_lock


def hold_all(session: Session, buyers: Iterable[bytes], order_ids: Iterable[int]) -> None:
    """Hold the buyers, then the orders, until the transaction ends.

    Each kind in the order of its numbers, so that two batches wait for each other in one direction only; the
    buyers before the orders, as everybody does (`plugin.store.holding`).
    """
    shop_id = shop_of(session)
    numbers = sorted({buyer_lock(shop_id, buyer) for buyer in buyers})
    numbers += sorted({order_lock(shop_id, order_id) for order_id in order_ids})
    run(
        session,
        "select count(pg_advisory_xact_lock(number)) from unnest(cast(%(numbers)s as bigint[])) number",
        numbers=numbers,
    )
