"""Have past orders decided again after a code was given to somebody, or a link was given another window."""

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


def recompute_link_later(session: Session, link_key: str) -> None:
    """Enqueue the re-deciding of every order with a visit by that link, in the caller's transaction."""
    shop_id = shop_of(session)
    enqueue(session, RECOMPUTE, once=f"{RECOMPUTE}/{shop_id}/link/{link_key}", shop_id=shop_id, link=link_key)
