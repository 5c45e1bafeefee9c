"""Who bought, without knowing who: a keyed hash of Shopify's customer id, with a key of each shop's own.

The same buyer gives the same hash in one shop and another in the next, and nobody without the key can go
through the numbers to find a person.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy.orm import Session

from plugin.settings import Settings
from plugin.store.database import shop_of
from plugin.store.shops import put_buyer_key, shop_by_id
from plugin.store.vault import Vault


def buyer_hash(key: bytes, customer_id: int) -> bytes:
    """The buyer's 32 bytes: HMAC-SHA256 of the customer id in decimal under the shop's key."""
    return hmac.digest(key, str(customer_id).encode(), hashlib.sha256)


def buyer_key(session: Session, settings: Settings) -> bytes:
    """The key of the session's shop; made on first use (an order may come before the owner opens the app)."""
    shop_id, vault = shop_of(session), Vault(settings.encryption_keys)
    sealed = shop_by_id(session, shop_id).buyer_key
    if sealed is None:
        sealed = put_buyer_key(session, shop_id, vault.seal(secrets.token_hex(32)))
    return bytes.fromhex(vault.unseal(sealed))
