"""How Shopify's messages are getting on, for the owner to see and to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.store.bell import ring
from plugin.store.database import ShopSession
from plugin.store.delivery_counts import (
    MOST,
    count_by_state,
    count_replayable,
    last_received,
    oldest_waiting,
    parked_deliveries,
    replay_all,
)
from plugin.store.health_facts import first_ordered

__all__ = ["MOST", "delivery_state", "list_parked", "replay_all_parked"]


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A delivery that failed for good. `error` is what the last attempt said, without customers' values."""

    id: int
    topic: str
    webhook_id: str
    received_at: datetime
    attempts: int
    error: str
    has_body: bool


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How many deliveries stand where, as long as they are kept (30 days). More than `MOST` in one state are
    that and one. `replayable` of the parked can be tried again: their body is there. `sold` says whether the
    shop has any order: where none is kept, some were sent before.
    """

    waiting: int
    handled: int
    ignored: int
    parked: int
    replayable: int
    oldest_waiting: datetime | None
    last_received: datetime | None
    sold: bool

    @property
    def total(self) -> int:
        """All that are kept."""
        return self.waiting + self.handled + self.ignored + self.parked


def delivery_state(session: ShopSession) -> DeliveryState:
    """How the shop's deliveries stand."""
    return DeliveryState(
        **count_by_state(session),
        replayable=count_replayable(session),
        oldest_waiting=oldest_waiting(session),
        last_received=last_received(session),
        sold=first_ordered(session) is not None,
    )


def list_parked(
    session: ShopSession, *, newest_first: bool = True, limit: int | None = None, offset: int = 0
) -> list[ParkedDelivery]:
    """Parked deliveries by the time they came in."""
    rows = parked_deliveries(session, newest_first=newest_first, limit=limit, offset=offset)
    return [
        ParkedDelivery(
            row.id,
            row.topic,
            row.webhook_id,
            row.received_at,
            row.attempts,
            row.last_error or "",
            bool(row.body),
        )
        for row in rows
    ]


def replay_all_parked(session: ShopSession) -> int:
    """Put every parked delivery of the shop back in line; returns how many."""
    count = replay_all(session)
    if count:
        ring(session)
    return count
