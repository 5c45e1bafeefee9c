"""Which parts of the app live in Shopify, and how it is known whether they are there.

Nothing of this is guessed: where Shopify can be asked, it is asked; where only a browser in its admin can
know, what that browser saw last counts; where neither can, what has stopped coming does.
"""

from __future__ import annotations

from datetime import UTC, datetime

from plugin.services.activate_pixel import PIXEL
from plugin.services.note_placements import GREETING, SURVEY_ON_ORDER_STATUS, SURVEY_ON_THANK_YOU

__all__ = [
    "BLOCKS",
    "FOR_GOOD",
    "GREETING",
    "PIXEL",
    "SHOPIFY",
    "SUBSCRIPTION",
    "SURVEY_ON_ORDER_STATUS",
    "SURVEY_ON_THANK_YOU",
    "SURVEY_SHOWN",
    "WEBHOOKS",
]

SHOPIFY = "shopify"
"""The shop's Admin API itself: seen when it last answered."""
WEBHOOKS = "webhooks"
"""Messages about orders, by the subscriptions of `shopify.app.toml`, which Shopify shows to nobody."""
SUBSCRIPTION = "subscription/"
"""Before a topic: a subscription we made through the API."""
SURVEY_SHOWN = "survey_shown"
FOR_GOOD = datetime(9000, 1, 1, tzinfo=UTC)
"""Until when nothing is said of a part that the owner has taken away on purpose and that is missed by what
has stopped coming: forgotten, it would be missed again at once.
"""
BLOCKS = (GREETING, SURVEY_ON_THANK_YOU, SURVEY_ON_ORDER_STATUS)
