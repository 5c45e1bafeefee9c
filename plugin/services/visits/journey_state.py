"""What Shopify's customer journey says of an order, for the page that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.language import N_
from plugin.services.visits.follow_journeys import SCHEDULE
from plugin.store.database import ShopSession
from plugin.store.journeys import find_journey, has_links
from plugin.store.orders import Order

NOT_YET = N_("Shopify's customer journey of this order is not ready yet. It is asked for again by itself.")
NO_VISIT = N_("Shopify's customer journey of this order holds no visit by a creator's link.")
FOUND = N_("Shopify's customer journey of this order holds a visit by a creator's link.")
GIVEN_UP = N_("Shopify's customer journey of this order will not come; nobody asks any more.")


@dataclass(frozen=True, slots=True)
class JourneyState:
    """`state` is waiting, ready or given_up; `said` a sentence about it (a message id), `problem` Shopify's
    or our reason where it was given up. `next_at` is when it is asked for next.
    """

    state: str
    said: str
    problem: str | None = None
    next_at: datetime | None = None


def journey_state(session: ShopSession, order: Order, now: datetime) -> JourneyState | None:
    """How the order's journey stands; None where it does not matter: not an online order, one that does not
    count, a shop without links, or an order from before anybody asked.
    """
    journey = find_journey(session, order.id)
    if journey is not None:
        if journey.state == "given_up":
            return JourneyState("given_up", GIVEN_UP, journey.problem)
        if journey.state == "ready":
            return JourneyState("ready", FOUND if journey.moments else NO_VISIT)
        return JourneyState("waiting", NOT_YET, next_at=journey.next_try_at)
    if order.channel != "online" or not order.counts or not has_links(session):
        return None
    if now - order.ordered_at > SCHEDULE[-1]:
        return None
    return JourneyState("waiting", NOT_YET, next_at=order.ordered_at + SCHEDULE[0])
