"""What is done with a body that Shopify has cut down to a bare id."""

from __future__ import annotations

from plugin.services.complete_delivery import complete_later
from plugin.shopify.payloads.cut_short import cut_short
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import Awaited

ASKED = Awaited("The body was cut short by Shopify; the whole order has been asked for.")


def ask_for_the_rest(session: ShopSession, delivery: Heard) -> Awaited | None:
    """Have the delivery completed, where its body is cut short; None where it is whole."""
    if cut_short(delivery.body) is None:
        return None
    complete_later(session, delivery.id)
    return ASKED
