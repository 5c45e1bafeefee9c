"""Many claimed visits and messages of the web pixel of one shop, recorded in one transaction.

They come by the hundred a second where a post does well, and a transaction each would keep orders waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from plugin.errors import DatabaseAwayError
from plugin.services.record_visit import SeenVisit
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.services.visits.shopper_events import ToldEvents
from plugin.settings import Settings
from plugin.store.batch.inbox import drop_deliveries, held_deliveries
from plugin.store.database import Database, away_named, unstorable_named
from plugin.store.inbox import Claim
from plugin.store.shops import shop_by_id
from webhooks.topics import earmark_events, earmark_visit

READERS: dict[str, Callable[[bytes], SeenVisit | ToldEvents]] = {
    earmark_visit.TOPIC: earmark_visit.read,
    earmark_events.TOPIC: earmark_events.read,
}

log = structlog.get_logger()


def handle_visits(
    database: Database, settings: Settings, claims: Sequence[Claim], now: datetime
) -> list[int]:
    """Record claims of one shop whose topics are `READERS`; returns the ids of the deliveries that were
    settled: all of those that are still ours, or none where anything failed. The others are for
    `webhooks.handle.handle_claim`, which finds the one that cannot be recorded.
    """
    shop_id = claims[0].shop_id
    try:
        with database.shop(shop_id) as session, away_named(), unstorable_named():
            deliveries = held_deliveries(session, claims)
            # Held in a name, so that the session does not ask for it again.
            shop = shop_by_id(session, shop_id)
            if shop.uninstalled_at is not None:
                return []
            told = [READERS[delivery.topic](delivery.body) for delivery in deliveries]
            record_shoppers(session, settings, told, now)
            drop_deliveries(session, deliveries)
    except DatabaseAwayError:
        raise
    except Exception as error:
        log.warning("visits not recorded together", shop_id=shop_id, deliveries=len(claims), exc_info=error)
        return []
    log.info("visits recorded", shop_id=shop_id, deliveries=len(deliveries))
    return [delivery.delivery_id for delivery in deliveries]
