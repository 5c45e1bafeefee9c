"""The sums by day, built anew from the books: because the shop's days have changed, or as a repair."""

from __future__ import annotations

import structlog

from plugin.shopify.admin import Admin
from plugin.shopify.shop_profile import ask_profile
from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.holding import hold_rules
from plugin.store.queue import enqueue, forget_other_jobs
from plugin.store.rollups.rebuilding import rebuild
from plugin.store.shops import knows_timezone, put_timezone, shop_by_id

REBUILD = "rebuild_rollups"

log = structlog.get_logger()


def rebuild_rollups(session: ShopSession, timezone: str | None = None) -> None:
    """Build all sums of the session's shop anew, by the days of `timezone` (an IANA name) where one is given.

    The time zone is put into the shop in the same transaction, so that pages, which take their days from it,
    never read sums of other days. Whoever records orders of this shop waits meanwhile, as
    long as reading all of them takes: call it first in its transaction.
    """
    hold_rules(session, alone=True)
    if timezone is not None:
        put_timezone(session, shop_of(session), timezone)
    rebuild(session)


def rebuild_later(session: ShopSession, timezone: str | None = None) -> None:
    """Have it done in the background, in the caller's transaction."""
    shop_id = shop_of(session)
    name = f"{REBUILD}/{shop_id}"
    enqueue(session, REBUILD, lock=name, once=f"{name}/{timezone}", shop_id=shop_id, timezone=timezone)


def learn_timezone(session: ShopSession, timezone: str) -> None:
    """Shopify says that the shop lives in `timezone`. Call it first in its transaction.

    The shop's first is put in at once; another one comes into force when the sums have been built anew by its
    days. One that the database does not know is left out, because no order could be recorded by it.
    """
    kept = shop_by_id(session, shop_of(session)).timezone
    if not knows_timezone(session, timezone):
        log.warning("unknown time zone", timezone=timezone, shop_id=shop_of(session), kept=kept)
        timezone = kept or "UTC"
    if kept is None:
        rebuild_rollups(session, timezone)
        return
    # What waits to move the shop elsewhere is out of date, and would come into force after this.
    leaving = forget_other_jobs(session, REBUILD, "timezone", timezone)
    if leaving or kept != timezone:
        rebuild_later(session, timezone)


def follow_timezone(database: Database, client: Admin, shop_id: int) -> None:
    """Ask Shopify whether the shop still lives where it did; nobody tells when it moves. Raises
    `ShopifyError`.
    """
    timezone = ask_profile(client).timezone
    with database.shop(shop_id) as session:
        learn_timezone(session, timezone)
