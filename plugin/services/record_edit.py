"""Record that an order was edited. Its new state comes with orders/updated; the books move with that."""

from __future__ import annotations

from datetime import datetime

from plugin.services.recorded import Recorded
from plugin.store.database import ShopSession
from plugin.store.order_facts import put_edit
from plugin.store.orders import OrderEdit


def record_edit(
    session: ShopSession,
    *,
    edit_id: int,
    order_id: int,
    committed_at: datetime,
    added: int,
    removed: int,
    now: datetime,
) -> Recorded:
    """Keep the edit for the order's timeline. `added` and `removed` are units over all lines."""
    edit = OrderEdit(
        id=edit_id,
        order_id=order_id,
        committed_at=committed_at,
        added=added,
        removed=removed,
        received_at=now,
    )
    if not put_edit(session, edit):
        return Recorded(f"Edit {edit_id} is known already; nothing changed.", changed=False)
    return Recorded(
        f"Edit noted ({added} units added, {removed} removed); the amounts follow with the order.",
        changed=True,
    )
