"""Ask Shopify which of the app's parts stand on a shop: its pixel, its permissions, its own subscriptions."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from plugin.errors import EarmarkError
from plugin.services.change_scopes import change_scopes
from plugin.services.health.parts import PIXEL, SHOPIFY, SUBSCRIPTION
from plugin.services.shop_access import Clients
from plugin.settings import Settings
from plugin.shopify.installation import granted_scopes
from plugin.shopify.pixels import standing_pixel
from plugin.shopify.scopes import missing_scopes
from plugin.shopify.subscriptions import list_subscriptions
from plugin.store.database import Database
from plugin.store.health import app_parts, note_part
from plugin.store.shops import shop_by_id

EVERY = timedelta(hours=6)
"""How often a shop is asked without anybody waiting: three cheap questions each time."""
ADDRESS = "/webhooks"
PIXEL_NEEDS = ("write_pixels", "read_customer_events")

log = structlog.get_logger()


def look_is_due(database: Database, shop_id: int, now: datetime) -> bool:
    """Whether the shop has not been asked for a while."""
    with database.shop(shop_id) as session:
        shop = shop_by_id(session, shop_id)
        if shop.installed_at is None or shop.uninstalled_at is not None:
            return False
        known = app_parts(session).get(SHOPIFY)
    return known is None or now - max(filter(None, (known.seen_at, known.missing_since))) >= EVERY


def look_at_shopify(
    database: Database, settings: Settings, clients: Clients, shop_id: int, now: datetime
) -> bool:
    """Note what stands; False where Shopify did not answer, and nothing is known anew.

    Permissions that were changed without our hearing of it are taken over, as the webhook would do.
    """
    try:
        client = clients(shop_id, now)
        granted = granted_scopes(client)
        pixel = None if missing_scopes(granted, PIXEL_NEEDS) else standing_pixel(client)
        standing = {row.topic for row in list_subscriptions(client, settings.app_url + ADDRESS)}
    except EarmarkError as error:
        log.warning("shopify not asked", shop_id=shop_id, reason=str(error))
        with database.shop(shop_id) as session:
            note_part(session, SHOPIFY, there=False, now=now, even_new=True)
        return False
    with database.shop(shop_id) as session:
        note_part(session, SHOPIFY, there=True, now=now)
        note_part(session, PIXEL, there=pixel is not None, now=now)
        for name in app_parts(session):
            if name.startswith(SUBSCRIPTION) and name.removeprefix(SUBSCRIPTION) not in standing:
                note_part(session, name, there=False, now=now)
        for topic in standing:
            note_part(session, SUBSCRIPTION + topic, there=True, now=now)
        # Shopify leaves out here and there what a scope implies: what counts is what the app lacks.
        if missing_scopes(granted) != missing_scopes(shop_by_id(session, shop_id).scopes):
            change_scopes(session, granted, now)
    return True
