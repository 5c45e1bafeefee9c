"""The owner has granted or taken back access scopes."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.shopify.scopes import missing_scopes
from plugin.store.database import ShopSession, shop_of
from plugin.store.shops import set_scopes


def change_scopes(session: ShopSession, granted: Iterable[str]) -> tuple[str, ...]:
    """Record the scopes the session's shop grants now; returns those the app needs and has not got."""
    scopes = [scope.strip() for scope in granted if scope.strip()]
    set_scopes(session, shop_of(session), scopes)
    return missing_scopes(scopes)
