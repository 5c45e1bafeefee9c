"""shop/redact: delete everything about a shop, unless it has installed the app again."""

from __future__ import annotations

from datetime import datetime

import structlog

from plugin.errors import EarmarkError, NotFoundError, NotInstalledError, ShopifyError, TokenLostError
from plugin.services.shop_access import Clients
from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.deliveries import ignore_waiting, park_waiting
from plugin.store.queue import enqueue, forget_jobs
from plugin.store.shop_rows import rows_left
from plugin.store.shops import delete_shop, lock_shop, shop_by_id

TASK = "shops.forget"
TOPIC = "shop/redact"
HAS_THE_APP = "The shop has the app, so nothing was deleted."
IS_IT_THERE = "query IsItThere { shop { id } }"

log = structlog.get_logger()


class LeftBehindError(EarmarkError):
    """Deleting a shop left rows of it somewhere; it was taken back."""

    def __init__(self, left: dict[str, int]) -> None:
        found = ", ".join(f"{count} in {table}" for table, count in sorted(left.items()))
        super().__init__(f"The shop was not deleted, because rows of it would have stayed: {found}.")


def ask_to_forget(session: ShopSession, *, asked_at: datetime) -> bool:
    """Enqueue the deletion of the session's shop, as Shopify asked at `asked_at`.

    False where the shop was installed again after that. The deletion is a job because it takes the very
    delivery that asked for it along; until then the delivery waits, and asks again where the job got lost.
    """
    shop = shop_by_id(session, shop_of(session))
    if shop.uninstalled_at is None and shop.installed_at is not None and shop.installed_at > asked_at:
        return False
    enqueue(session, TASK, once=f"{TASK}/{shop.id}", lock=f"shop/{shop.id}", shop_id=shop.id)
    return True


def forget_shop(database: Database, clients: Clients, shop_id: int, now: datetime) -> bool:
    """Delete the shop, all its rows and its jobs; False where it is gone already or has the app.

    Proven in the same transaction: where a row of it is left in any table, nothing is deleted and
    `LeftBehindError` raised. A shop not known as uninstalled is asked for first: either the news of its
    uninstall got lost, or it came back meanwhile. Raises a retryable `ShopifyError` while Shopify cannot say.
    """
    try:
        with database.shop(shop_id) as session:
            shop = shop_by_id(session, shop_id)
    except NotFoundError:
        return False
    if shop.uninstalled_at is None and shop.installed_at is not None and _has_the_app(clients, shop_id, now):
        with database.shop(shop_id) as session:
            # Nobody is to wait for what will not be done.
            ignore_waiting(session, TOPIC, HAS_THE_APP, now)
        log.info("shop kept: it has the app", shop_id=shop_id)
        return False
    with database.shop(shop_id) as session:
        if lock_shop(session, shop_id).uninstalled_at != shop.uninstalled_at:
            return False
        forget_jobs(session)
        delete_shop(session, shop_id)
        if left := rows_left(session):
            raise LeftBehindError(left)
    log.info("shop forgotten", shop_id=shop_id)
    return True


def park_request(database: Database, shop_id: int, reason: str, now: datetime) -> None:
    """Park the deliveries that ask for the shop's deletion, which cannot be done as things stand."""
    with database.shop(shop_id) as session:
        parked = park_waiting(session, TOPIC, reason, now)
    log.error("shop not forgotten", shop_id=shop_id, parked=parked, reason=reason)


def _has_the_app(clients: Clients, shop_id: int, now: datetime) -> bool:
    try:
        clients(shop_id, now).run(IS_IT_THERE)
    except (TokenLostError, NotInstalledError):
        return False
    except ShopifyError as error:
        if error.retryable:
            raise
        return False
    return True
