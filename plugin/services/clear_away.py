"""Delete what has been kept long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from plugin.services.creator_import.review_upload import KEPT as UPLOAD_KEPT
from plugin.services.inbox_days import clear_days
from plugin.shopify.subscriptions import COMPLIANCE
from plugin.store.creator_uploads import forget_uploads
from plugin.store.database import Database
from plugin.store.deliveries import empty_parked, forget_parked
from plugin.store.kept_reports import forget_reports
from plugin.store.kept_webhooks import forget_webhooks
from plugin.store.privacy import delete_old_exports
from plugin.store.survey.privacy import forget_unjoined
from plugin.store.waiting_evidence import forget_waiting

KEPT = timedelta(days=30)
"""How long a handled delivery, the body of a parked one and an export for a buyer stay."""
PARKED_KEPT = timedelta(days=90)
"""How long a parked delivery is listed; since `KEPT`, without its body."""
REPEATS_KEPT = timedelta(days=7)
"""How long a repeated delivery is known as one. Shopify tries for four hours, and may be a day late."""
AT_ONCE = 5000

log = structlog.get_logger()


def clear_away(database: Database, now: datetime) -> tuple[int, int]:
    """Drop the days of the inbox and delete the exports that are 30 days old; how many of each. Files of
    creators that nobody confirmed go after a day, evidence whose order never came after 30; a survey shown to
    such a checkout loses what leads to it.

    A parked delivery that nobody replayed in 30 days loses its body: reconciliation has brought the order. It
    stays listed, so that it is seen. What Shopify asks for a person's sake keeps its body until it is done.
    """
    with database.everywhere() as session:
        exports = delete_old_exports(session, made_before=now - KEPT)
        forget_uploads(session, before=now - UPLOAD_KEPT)
        forget_waiting(session, received_before=now - KEPT)
        forget_reports(session, asked_before=now - KEPT)
        forget_unjoined(session, shown_before=now - KEPT)
        emptied = empty_parked(session, parked_before=now - KEPT, but=COMPLIANCE)
        forget_parked(session, parked_before=now - PARKED_KEPT, but=COMPLIANCE)
    repeats = _forget_repeats(database, now - REPEATS_KEPT)
    days, deliveries = clear_days(database, now, kept=KEPT)
    log.info(
        "cleared away", days=days, deliveries=deliveries, exports=exports, emptied=emptied, repeats=repeats
    )
    return days, exports


def _forget_repeats(database: Database, kept_before: datetime) -> int:
    forgotten = 0
    while True:
        with database.everywhere() as session:
            some = forget_webhooks(session, kept_before=kept_before, limit=AT_ONCE)
        forgotten += some
        if some < AT_ONCE:
            return forgotten
