"""Access and refresh tokens: issuing, rotating, expiring, dying.

Rules: an access token lives an hour and a refresh token 90 days; a refresh hands out a new pair; the
refresh token before it stays usable until the new one is first used, for at most 30 days from its own
first use and never beyond its own 90 days (Shopify changelog of 2026-08-28). Tokens are tied to the
client secret they were minted with.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.devshop.world import Installation, Shop, World

REFRESH_LIFE = timedelta(days=90)
GRACE = timedelta(days=30)


@dataclass
class Grant:
    """One pair. `expires_at` None is a token that never expires, which the Admin API no longer takes from
    new apps.
    """

    access_token: str
    scopes: tuple[str, ...]
    secret: str
    issued_at: datetime
    expires_at: datetime | None
    refresh_token: str | None = None
    refresh_expires_at: datetime | None = None
    parent: Grant | None = None
    first_used_at: datetime | None = None
    retired: bool = False

    def refreshable(self, now: datetime) -> bool:
        """Whether the refresh token still works at `now`."""
        if self.retired or self.refresh_expires_at is None or self.refresh_expires_at <= now:
            return False
        return self.first_used_at is None or now < self.first_used_at + GRACE


def issue(
    world: World,
    installation: Installation,
    secret: str,
    now: datetime,
    *,
    expiring: bool = True,
    parent: Grant | None = None,
) -> Grant:
    """Mint a pair for an installation that showed `secret`, and keep it there."""
    grant = Grant(
        access_token=f"shpat_{secrets.token_hex(16)}",
        scopes=tuple(installation.scopes),
        secret=secret,
        issued_at=now,
        expires_at=now + timedelta(seconds=world.token_seconds) if expiring else None,
        parent=parent,
    )
    if expiring:
        grant.refresh_token = f"shprt_{secrets.token_hex(16)}"
        grant.refresh_expires_at = now + REFRESH_LIFE
    installation.tokens.append(grant)
    return grant


def refresh(
    world: World, installation: Installation, secret: str, refresh_token: str, now: datetime
) -> Grant | None:
    """The next pair for `refresh_token`, or None when that token is unknown, expired or retired."""
    grant = next((row for row in installation.tokens if _same(row.refresh_token, refresh_token)), None)
    if grant is None or not grant.refreshable(now):
        return None
    if grant.first_used_at is None:
        grant.first_used_at = now
        if grant.parent is not None:
            grant.parent.retired = True
            grant.parent = None
    return issue(world, installation, secret, now, parent=grant)


def installation_for_token(world: World, shop: Shop, token: str) -> Installation | None:
    """The installation `token` speaks for; None when unknown, expired, unexpiring, or the app is gone."""
    installation = shop.installation
    if installation is None:
        return None
    with world.lock:
        grant = next((row for row in reversed(installation.tokens) if _same(row.access_token, token)), None)
        if grant is None or grant.expires_at is None or grant.expires_at <= world.now():
            return None
        return installation


def rotate_secret(world: World, new_secret: str) -> None:
    """Add a second client secret: the old one signs on and is accepted until `revoke_old_secret`."""
    if world.old_client_secret is not None:
        raise ValueError("Two secrets are live already: revoke the old one before rotating again.")
    with world.lock:
        world.old_client_secret, world.client_secret = world.client_secret, new_secret


def revoke_old_secret(world: World) -> None:
    """Revoke the old secret; tokens minted with it die at once."""
    with world.lock:
        for shop in world.shops.values():
            if shop.installation is not None:
                kept = [row for row in shop.installation.tokens if row.secret == world.client_secret]
                shop.installation.tokens[:] = kept
        world.old_client_secret = None


def _same(kept: str | None, given: str) -> bool:
    return kept is not None and hmac.compare_digest(kept.encode(), given.encode())
