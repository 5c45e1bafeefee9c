"""Have past orders decided again after a code was given to somebody, or a link was given another window."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.queue import enqueue
from plugin.store.recomputing import begin_again

RECOMPUTE = "recompute_orders"


def recompute_later(session: Session, code: str) -> None:
    """Enqueue the re-deciding of every order that used `code`, in the caller's transaction."""
    key = code.strip().casefold()
    _enqueue(session, key, code=key)


def recompute_link_later(session: Session, link_key: str) -> None:
    """Enqueue the re-deciding of every order with a visit by that link, in the caller's transaction."""
    _enqueue(session, f"link/{link_key}", link=link_key)


def _enqueue(session: Session, what: str, **about: Any) -> None:
    shop_id = shop_of(session)
    # One after the other: two at once would have each other's orders decided by half of what has changed.
    added = enqueue(
        session,
        RECOMPUTE,
        lock=f"{RECOMPUTE}/{shop_id}",
        once=f"{RECOMPUTE}/{shop_id}/{what}",
        shop_id=shop_id,
        **about,
    )
    if not added:
        # The one that waits may have been half-way before it failed, and would go on from there.
        begin_again(session, about)
