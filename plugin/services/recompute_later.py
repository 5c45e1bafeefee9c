"""Have past orders decided again after a code was given to somebody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.queue import enqueue

RECOMPUTE = "recompute_orders"


def recompute_later(session: Session, code: str) -> None:
    """Enqueue the re-deciding of every order that used `code`, in the caller's transaction."""
    shop_id = shop_of(session)
    key = code.strip().casefold()
    enqueue(session, RECOMPUTE, once=f"{RECOMPUTE}/{shop_id}/{key}", shop_id=shop_id, code=key)
