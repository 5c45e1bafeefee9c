"""Many claimed visits and messages of the web pixel of one shop, recorded in one transaction.

They come by the hundred a second where a post does well, and a transaction each would keep orders waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from plugin.errors import DatabaseAwayError
from plugin.settings import Settings
from plugin.store.batch.inbox import drop_deliveries, held_deliveries
from plugin.store.database import Database, away_named, unstorable_named
from plugin.store.inbox import Claim, hold_subject
from plugin.store.shops import shop_by_id
from webhooks.topics import earmark_events, earmark_visit

RECORDERS = {"earmark/visit": earmark_visit.record, "earmark/events": earmark_events.record}

log = structlog.get_logger()


def handle_visits(
    database: Database, settings: Settings, claims: Sequence[Claim], now: datetime
) -> list[int]:
    """Record claims of one shop whose topics are `RECORDERS`; returns the ids of the deliveries that were
    settled: all of those that are still ours, or none where anything failed. The others are for
    `webhooks.handle.handle_claim`, which finds the one that cannot be recorded.
    """
    shop_id = claims[0].shop_id
    try:
        with database.shop(shop_id) as session, away_named(), unstorable_named():
            # One batch of a shop at a time: each holds many visitors, and two could wait for each other.
            hold_subject(session, shop_id, "visits")
            deliveries = held_deliveries(session, claims)
            # Held in a name, so that the session does not ask for it again.
            shop = shop_by_id(session, shop_id)
            if shop.uninstalled_at is not None:
                return []
            for delivery in deliveries:
                RECORDERS[delivery.topic](session, delivery.body, settings, now)
            settled = [delivery.delivery_id for delivery in deliveries]
            drop_deliveries(session, settled)
    except DatabaseAwayError:
        raise
    except Exception as error:
        log.warning("visits not recorded together", shop_id=shop_id, deliveries=len(claims), exc_info=error)
        return []
    log.info("visits recorded", shop_id=shop_id, deliveries=len(settled))
    return settled
