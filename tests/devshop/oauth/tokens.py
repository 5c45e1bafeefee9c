"""The short-lived signed tokens that App Bridge and the checkout hand to the app."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World

ID_TOKEN_SECONDS = 60
CHECKOUT_TOKEN_SECONDS = 300
STAFF_ID = 548380009
"""The staff member who uses the admin of every shop here."""


def id_token(world: World, shop: Shop, now: datetime | None = None, staff_id: int = STAFF_ID) -> str:
    """An ID token for the admin: HS256, one minute, claims as Shopify's (reference: ID tokens)."""
    moment = now or world.now()
    claims = {
        "iss": f"https://{shop.domain}/admin",
        "dest": f"https://{shop.domain}",
        "sub": str(staff_id),
        "sid": hashlib.sha256(f"{shop.domain}/{staff_id}".encode()).hexdigest(),
    }
    return _signed(world, claims, moment, ID_TOKEN_SECONDS)


def checkout_token(
    world: World, shop: Shop, now: datetime | None = None, customer_id: int | None = None
) -> str:
    """The session token of a checkout or order-status extension: five minutes, and no order id in it."""
    claims: dict[str, Any] = {"dest": shop.domain}
    if customer_id is not None:
        claims["sub"] = f"gid://shopify/Customer/{customer_id}"
    return _signed(world, claims, now or world.now(), CHECKOUT_TOKEN_SECONDS)


def _signed(world: World, claims: dict[str, Any], now: datetime, seconds: int) -> str:
    times = {"nbf": int(now.timestamp()), "iat": int(now.timestamp())}
    times["exp"] = int((now + timedelta(seconds=seconds)).timestamp())
    payload = claims | times | {"aud": world.client_id, "jti": str(uuid.uuid4())}
    return jwt.encode(payload, world.signing_secret, algorithm="HS256")
