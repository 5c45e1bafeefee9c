"""Have a job bring links' redirects where they should be in Shopify."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.link_lookup import ids_with_redirect
from plugin.store.queue import enqueue

SETTLE = "settle_links"
"""The name of the task."""
BATCH = 25
"""How many links one job works on: a killed worker leaves at most this many to look at again."""


def settle_links_later(session: Session, link_ids: Sequence[int], *, once: str | None = None) -> None:
    """Enqueue these links, in small batches. `once` names work of which a single waiting job is enough."""
    for start in range(0, len(link_ids), BATCH):
        enqueue(
            session,
            SETTLE,
            lock=links_lock(shop_of(session)),
            once=f"{SETTLE}/{shop_of(session)}/{once}/{start}" if once else None,
            shop_id=shop_of(session),
            link_ids=list(link_ids[start : start + BATCH]),
        )


def settle_standing_links(session: Session) -> None:
    """Have every short path of the shop looked at: the address they lead to has changed."""
    settle_links_later(session, ids_with_redirect(session), once="prefix")


def links_lock(shop_id: int) -> str:
    """The lock under which all work on a shop's redirects is done, one job after another."""
    return f"links/{shop_id}"
