"""Have typed texts that wait read again, because creators have new names."""

from __future__ import annotations

from plugin.store.database import ShopSession, shop_of
from plugin.store.queue import enqueue
from plugin.store.survey.texts import texts_that_wait

READ_AGAIN = "survey.read_again"


def read_texts_later(session: ShopSession) -> None:
    """Enqueue the reading, in the caller's transaction, where any text waits."""
    if texts_that_wait(session, after="", limit=1):
        shop_id = shop_of(session)
        enqueue(session, READ_AGAIN, once=f"{READ_AGAIN}/{shop_id}", shop_id=shop_id)
