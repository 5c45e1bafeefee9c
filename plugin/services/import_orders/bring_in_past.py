"""What was sold while nobody told Earmark: all at once after an install, order by order after a short
absence.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.services.import_orders.import_later import import_later
from plugin.services.reconcile_later import Reach, reconcile_later
from plugin.store.database import ShopSession
from plugin.store.order_imports import imported_until
from plugin.store.reconciliations import last_covered

SHORT = timedelta(days=7)
"""After an absence of at most so long few orders have changed, and comparing brings them in sooner."""


def bring_in_past(session: ShopSession, now: datetime) -> None:
    """Have what the app has missed brought in, in the background; a shop that it has never read is
    imported.
    """
    covered = covered_until(session)
    if covered is not None and now - covered <= SHORT:
        reconcile_later(session, Reach.NOW, now)
    else:
        import_later(session, now)


def covered_until(session: ShopSession) -> datetime | None:
    """Up to when the shop's orders have been compared or imported, or are being imported; None where neither
    is so. While an import is under way, checks leave the past to it; after one that failed they go through
    the past themselves.
    """
    return max(filter(None, (last_covered(session), imported_until(session))), default=None)
