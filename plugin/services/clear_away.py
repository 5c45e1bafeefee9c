"""Delete what has been kept long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from plugin.services.creator_import.review_upload import KEPT as UPLOAD_KEPT
from plugin.store.creator_uploads import forget_uploads
from plugin.store.database import Database
from plugin.store.deliveries import delete_old_deliveries
from plugin.store.privacy import delete_old_exports
from plugin.store.survey.privacy import forget_unjoined
from plugin.store.waiting_evidence import forget_waiting

KEPT = timedelta(days=30)
"""How long a handled delivery and an export for a buyer stay."""

log = structlog.get_logger()


def clear_away(database: Database, now: datetime) -> tuple[int, int]:
    """Delete deliveries handled, ignored or parked, and exports made, before 30 days ago; how many of each.
    Files of creators that nobody confirmed go after a day, evidence whose order never came after 30;
    a survey shown to such a checkout loses what leads to it.

    A parked delivery nobody has replayed by then is old news: reconciliation has brought the order.
    """
    with database.everywhere() as session:
        deliveries = delete_old_deliveries(session, settled_before=now - KEPT)
        exports = delete_old_exports(session, made_before=now - KEPT)
        forget_uploads(session, before=now - UPLOAD_KEPT)
        forget_waiting(session, received_before=now - KEPT)
        forget_unjoined(session, shown_before=now - KEPT)
    log.info("cleared away", deliveries=deliveries, exports=exports)
    return deliveries, exports
