"""Keep every shop's access alive: refresh tokens end after 90 days, and some shops are
not opened that often.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import structlog

from plugin.errors import EarmarkError, NotInstalledError, TokenLostError
from plugin.services.shop_access import valid_token
from plugin.settings import Settings
from plugin.shopify.transport import shopify_http
from plugin.store.database import Database
from plugin.store.tokens import shops_due_for_refresh

IDLE = timedelta(days=7)
"""A pair refreshed longer ago is refreshed, so that a shop survives weeks of failing sweeps."""
ENDING = timedelta(days=30)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sweep:
    """How many shops were refreshed, how many have lost their token for good, how many could
    not be reached.
    """

    refreshed: int
    lost: int
    failed: int


def refresh_tokens(
    database: Database,
    settings: Settings,
    now: datetime,
    *,
    everyone: bool = False,
    http: httpx.Client | None = None,
) -> Sweep:
    """Refresh the tokens of idle shops, or of `everyone` (before an old client secret is revoked).

    One shop's failure does not keep the others from their turn; what failed is due again tomorrow.
    """
    with database.everywhere() as session:
        due = shops_due_for_refresh(
            session, refreshed_before=now if everyone else now - IDLE, expires_before=now + ENDING
        )
    refreshed = lost = failed = 0
    for shop_id in due:
        try:
            valid_token(database, settings, http or shopify_http(settings), shop_id, now, force=True)
            refreshed += 1
        except (TokenLostError, NotInstalledError) as error:
            lost += 1
            log.warning("access lost", shop_id=shop_id, reason=str(error))
        except EarmarkError as error:
            failed += 1
            log.warning("access not refreshed", shop_id=shop_id, reason=str(error))
    log.info("access refreshed", refreshed=refreshed, lost=lost, failed=failed)
    return Sweep(refreshed, lost, failed)
