"""The first load after an install: exchange the ID token, keep the tokens, learn what the shop is."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import structlog
from sqlalchemy.orm import Session

from plugin.services.activate_pixel import activate_later
from plugin.services.buyers import buyer_key
from plugin.services.import_orders.bring_in_past import bring_in_past
from plugin.services.links.take_out import put_back
from plugin.services.rebuild_rollups import learn_timezone
from plugin.services.shop_access import TokenKeeper, keep_pair
from plugin.settings import Settings
from plugin.shopify.admin import AdminClient
from plugin.shopify.budget import Budgets
from plugin.shopify.scopes import missing_scopes
from plugin.shopify.shop_profile import ask_profile
from plugin.shopify.tokens import exchange
from plugin.shopify.verify.admin import VerifiedAdmin
from plugin.store.database import Database
from plugin.store.shops import Shop, lock_shop, shop_by_id, shop_for_domain
from plugin.store.tokens import AccessToken, token_of
from plugin.store.vault import Vault

FRESH = timedelta(seconds=30)
"""Two tabs opened at once exchange one token: the second finds a pair younger than this."""

log = structlog.get_logger()


def install_shop(
    database: Database, settings: Settings, verified: VerifiedAdmin, now: datetime, http: httpx.Client
) -> Shop:
    """Install the shop of a verified admin request, or resume after a reinstall; safe to repeat.

    The token pair is kept before anything else is asked, so that a failure after it costs no second exchange.
    Raises `ShopifyError` where Shopify refuses or does not answer; the next load tries again.
    """
    with database.everywhere() as session:
        shop_id = shop_for_domain(session, verified.shop, now)
    with database.shop(shop_id) as session:
        shop = lock_shop(session, shop_id)
        token = token_of(session)
        # A token carries the scopes of the moment it was made, so one that lacked some is replaced at once.
        lacking = shop.currency is not None and missing_scopes(shop.scopes)
        if shop.uninstalled_at is not None or lacking or not _just_made(token, now):
            _keep_token(session, settings, verified, token, now=now, http=http)
        if shop.installed_at is None or shop.uninstalled_at is not None:
            shop.installed_at, shop.uninstalled_at = now, None
            # What was sold before the install, or while the app was away, has no webhook.
            bring_in_past(session, now)
            # Short paths and pages that were taken out before the app was removed, and pages that were left.
            put_back(session, now)
        buyer_key(session, settings)
    return learn_profile(database, settings, shop_id, now, http)


def _keep_token(
    session: Session,
    settings: Settings,
    verified: VerifiedAdmin,
    token: AccessToken | None,
    *,
    now: datetime,
    http: httpx.Client,
) -> None:
    pair = exchange(settings, http, verified.id_token, now)
    vault = Vault(settings.encryption_keys)
    if token is not None:
        keep_pair(session, token, pair, vault, now)
        # What came before the exchange belongs to another line of tokens, and to another install perhaps.
        token.previous_refresh_token = None
        return
    session.add(
        AccessToken(
            access_token=vault.seal(pair.access_token),
            access_expires_at=pair.access_expires_at,
            refresh_token=vault.seal(pair.refresh_token),
            refresh_expires_at=pair.refresh_expires_at,
            refreshed_at=now,
        )
    )


def _just_made(token: AccessToken | None, now: datetime) -> bool:
    return token is not None and token.lost_reason is None and now - token.refreshed_at < FRESH


def learn_profile(
    database: Database, settings: Settings, shop_id: int, now: datetime, http: httpx.Client
) -> Shop:
    """Ask Shopify about the shop and its granted scopes, and keep the answer. Once all are granted the web
    pixel can be switched on.
    """
    with database.shop(shop_id) as session:
        domain = shop_by_id(session, shop_id).domain
    client = AdminClient(domain, TokenKeeper(database, settings, http, shop_id, now), http, budgets=Budgets())
    profile = ask_profile(client)
    with database.shop(shop_id) as session:
        learn_timezone(session, profile.timezone)
        shop = lock_shop(session, shop_id)
        shop.shopify_id, shop.name = profile.shopify_id, profile.name
        shop.currency, shop.locale, shop.country = profile.currency, profile.locale, profile.country
        shop.storefront_url = profile.storefront_url
        shop.scopes = list(profile.scopes)
        if not missing_scopes(shop.scopes):
            activate_later(session)
    log.info("shop installed", shop=domain, currency=profile.currency, scopes=list(profile.scopes))
    return shop
