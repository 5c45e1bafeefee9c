"""The owner has removed the app: stop working for the shop, keep its data."""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.services.health.parts import SUBSCRIPTION, WEBHOOKS
from plugin.store.database import ShopSession, shop_of
from plugin.store.health import app_parts, forget_part
from plugin.store.shops import lock_shop
from plugin.store.tokens import delete_token, token_of

SKEW = timedelta(minutes=1)
"""How far this machine's clock may be off Shopify's when one moment of each is compared."""


def uninstall_shop(session: ShopSession, *, at: datetime) -> bool:
    """Mark the session's shop as uninstalled at `at` and drop its tokens, which Shopify has revoked.

    False where the shop has been installed again since: the news may arrive late, and after the next install.
    From now on nobody gets a client for the shop, so that queued work for it ends. `install_shop` resumes it.
    """
    shop = lock_shop(session, shop_of(session))
    token = token_of(session)
    if shop.installed_at is not None and shop.installed_at > at:
        return False
    # A refresh that worked afterwards proves that the app was there.
    if token is not None and token.lost_reason is None and token.refreshed_at > at + SKEW:
        return False
    shop.uninstalled_at = at
    delete_token(session)
    # Shopify has ended the shop's subscriptions with the install: the next one must not miss them.
    for part in app_parts(session):
        if part == WEBHOOKS or part.startswith(SUBSCRIPTION):
            forget_part(session, part)
    return True
