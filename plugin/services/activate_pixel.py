"""The web pixel: switched on with the install, looked after every night, repaired at a button.

An uninstall needs no work here: Shopify takes an app's pixel off the shop together with its access, so that
there is nothing left to remove, and nothing to remove it with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from plugin.errors import ShopifyError
from plugin.services.shop_access import Clients
from plugin.services.visits.shop_signature import sign_shop
from plugin.settings import Settings
from plugin.shopify.admin import Admin
from plugin.shopify.pixels import create_pixel, standing_pixel, update_pixel
from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.health import note_part
from plugin.store.pixel_states import note_pixel, pixel_known
from plugin.store.queue import enqueue
from plugin.store.shops import shop_by_id

ACTIVATE = "activate_pixel"
PIXEL = "pixel"
"""The pixel among the parts of the app that are missed when they are gone."""
COLLECTOR_PATH = "/collect"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PixelState:
    """Whether the pixel was running when it was last looked at, and what Shopify said against it."""

    active: bool
    problem: str | None
    looked_at: datetime


def pixel_settings(settings: Settings, domain: str) -> dict[str, str]:
    """What the pixel of a shop is given: the fields of the extension's own settings, no others."""
    return {"collector": f"{settings.app_url}{COLLECTOR_PATH}", "shop": sign_shop(settings, domain)}


def activate_pixel(
    database: Database, settings: Settings, clients: Clients, shop_id: int, now: datetime
) -> bool:
    """Have the shop's pixel run with the settings it should have; True where something had to be done.

    What Shopify refuses is noted for the owner to see, and raised. Repeated, it changes nothing.
    """
    with database.shop(shop_id) as session:
        wanted = pixel_settings(settings, shop_by_id(session, shop_id).domain)
    try:
        changed = _ensure(clients(shop_id, now), wanted)
    except ShopifyError as error:
        with database.shop(shop_id) as session:
            note_pixel(session, active=False, problem=str(error), now=now)
        raise
    with database.shop(shop_id) as session:
        note_pixel(session, active=True, problem=None, now=now)
        note_part(session, PIXEL, there=True, now=now)
    if changed:
        log.info("web pixel activated", shop_id=shop_id)
    return changed


def _ensure(client: Admin, wanted: dict[str, str]) -> bool:
    standing = standing_pixel(client)
    if standing is None:
        try:
            create_pixel(client, wanted)
        except ShopifyError as error:
            # Somebody else (another worker, an answer that was lost) has created it since.
            found = standing_pixel(client) if error.code == "TAKEN" else None
            if found is None:
                raise
            update_pixel(client, found.gid, wanted)
        return True
    if standing.settings == wanted:
        return False
    update_pixel(client, standing.gid, wanted)
    return True


def activate_later(session: ShopSession) -> None:
    """Enqueue it for the session's shop."""
    shop_id = shop_of(session)
    enqueue(session, ACTIVATE, once=f"{ACTIVATE}/{shop_id}", lock=f"{ACTIVATE}/{shop_id}", shop_id=shop_id)


def pixel_state(session: ShopSession) -> PixelState | None:
    """How the pixel stood when it was last looked at; None where nobody has looked yet."""
    known = pixel_known(session)
    if known is None:
        return None
    return PixelState(known.status == "finished", known.detail.get("problem"), known.updated_at)
