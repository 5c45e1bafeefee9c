"""The owner has granted or taken back access scopes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from plugin.shopify.scopes import missing_scopes
from plugin.store.database import ShopSession, shop_of
from plugin.store.shops import lock_shop, set_scopes
from plugin.store.tokens import token_of


def change_scopes(session: ShopSession, granted: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Record the scopes the session's shop grants now; returns those the app needs and has not got.

    An access token carries the scopes of the moment it was made, so it is refreshed before its next use.
    """
    scopes = [scope.strip() for scope in granted if scope.strip()]
    shop_id = shop_of(session)
    lock_shop(session, shop_id)
    set_scopes(session, shop_id, scopes)
    token = token_of(session)
    if token is not None:
        token.access_expires_at = min(token.access_expires_at, now)
    return missing_scopes(scopes)
