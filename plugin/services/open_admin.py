"""A staff member opens a page of the admin: which shop is it, and can the app work for it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import httpx

from plugin.services.install_shop import install_shop
from plugin.settings import Settings
from plugin.shopify.scopes import missing_scopes
from plugin.shopify.transport import shopify_http
from plugin.shopify.verify.admin import VerifiedAdmin
from plugin.store.database import Database
from plugin.store.shops import Shop, shop_by_domain
from plugin.store.tokens import token_of


@dataclass(frozen=True, slots=True)
class OpenedShop:
    """The shop behind a verified page load. `missing_scopes` are those the owner has not granted yet."""

    shop_id: int
    domain: str
    name: str
    currency: str
    timezone: str
    locale: str
    country: str | None
    missing_scopes: tuple[str, ...]


def open_admin(
    database: Database,
    settings: Settings,
    verified: VerifiedAdmin,
    now: datetime,
    http: httpx.Client | None = None,
) -> OpenedShop:
    """The opened shop; installs it where this is its first load, a reinstall, or its token is lost.

    Two queries and no call to Shopify when everything is in place. While scopes are missing every load asks
    again, so that the page opens as soon as they are granted. Raises `ShopifyError`.
    """
    with database.everywhere() as session:
        shop = shop_by_domain(session, verified.shop)
    if shop is None or not _works(database, shop, now) or missing_scopes(shop.scopes):
        shop = install_shop(database, settings, verified, now, http or shopify_http(settings))
    return _opened(shop)


def _works(database: Database, shop: Shop, now: datetime) -> bool:
    if shop.installed_at is None or shop.uninstalled_at is not None or shop.currency is None:
        return False
    with database.shop(shop.id) as session:
        token = token_of(session)
    return token is not None and token.lost_reason is None and token.refresh_expires_at > now


def _opened(shop: Shop) -> OpenedShop:
    return OpenedShop(
        shop_id=shop.id,
        domain=shop.domain,
        name=shop.name or shop.domain,
        currency=shop.currency or "",
        timezone=shop.timezone or "UTC",
        locale=shop.locale or "en",
        country=shop.country,
        missing_scopes=missing_scopes(shop.scopes),
    )
