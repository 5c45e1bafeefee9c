"""Encrypt everything stored with the newest key, so that an older one can be dropped."""

from __future__ import annotations

from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.shops import lock_shop, shops_with_secrets
from plugin.store.tokens import token_of
from plugin.store.vault import Vault


def rotate_keys(database: Database, settings: Settings) -> int:
    """Re-encrypt access tokens and buyer keys; returns how many shops had something made by an older key.

    Raises `SettingsError` where none of the keys opens a stored secret: nothing of that shop is changed then.
    """
    vault = Vault(settings.encryption_keys)
    with database.everywhere() as session:
        shop_ids = shops_with_secrets(session)
    changed = 0
    for shop_id in shop_ids:
        with database.shop(shop_id) as session:
            shop, token = lock_shop(session, shop_id), token_of(session)
            if shop.buyer_key is not None:
                shop.buyer_key = vault.reseal(shop.buyer_key)
            if token is not None:
                token.access_token = vault.reseal(token.access_token)
                token.refresh_token = vault.reseal(token.refresh_token)
                if token.previous_refresh_token is not None:
                    token.previous_refresh_token = vault.reseal(token.previous_refresh_token)
            changed += any(session.is_modified(row) for row in session.dirty)
    return changed
