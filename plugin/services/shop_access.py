"""A client for a shop's Admin API, with an access token that works.

Access tokens live an hour. They are refreshed five minutes early under the shop's lock, so that of several
processes one refreshes and the others find the new pair. Shopify keeps accepting a refresh token until its
successor is first used; the previous one is therefore kept, and an answer lost on the way is no loss of
access.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import httpx
from sqlalchemy.orm import Session

from plugin.errors import NotInstalledError, TokenLostError
from plugin.settings import Settings
from plugin.shopify.admin import Admin, AdminClient
from plugin.shopify.budget import Budgets
from plugin.shopify.tokens import TokenPair, refresh
from plugin.shopify.transport import shopify_http
from plugin.store.database import Database
from plugin.store.shops import Shop, lock_shop, shop_by_id
from plugin.store.tokens import AccessToken, token_of
from plugin.store.vault import Vault

EARLY = timedelta(minutes=5)
"""A token that ends sooner than this is refreshed before use."""
_BUDGETS = Budgets()


class Clients(Protocol):
    """Gives the client of a shop; services that speak to Shopify take one, tests hand in a fake."""

    def __call__(self, shop_id: int, now: datetime) -> Admin:
        """The client of one shop at `now`."""
        ...


@dataclass(frozen=True)
class ShopifyClients:
    """The real `Clients`. `http` and `budgets` default to the process's own."""

    database: Database
    settings: Settings
    http: httpx.Client | None = None
    budgets: Budgets = field(default_factory=lambda: _BUDGETS)

    def __call__(self, shop_id: int, now: datetime) -> Admin:
        """The client of one shop, its token valid at `now` and renewed while the client lives.

        Raises `NotInstalledError`, `TokenLostError`, or a retryable `ShopifyError` where a needed refresh
        failed.
        """
        with self.database.shop(shop_id) as session:
            domain = shop_by_id(session, shop_id).domain
        source = TokenKeeper(
            self.database, self.settings, self.http or shopify_http(self.settings), shop_id, now
        )
        source(None)
        return AdminClient(domain, source, source.http, budgets=self.budgets)


def admin_client(database: Database, settings: Settings, shop_id: int, now: datetime) -> Admin:
    """The client of one shop; see `ShopifyClients`."""
    return ShopifyClients(database, settings)(shop_id, now)


class TokenKeeper:
    """Gives the shop's access token, again and again, refreshed when it is due (an `admin.TokenSource`).

    A client that outlives its token by far notices when Shopify refuses it, and gets the next one.
    """

    def __init__(
        self, database: Database, settings: Settings, http: httpx.Client, shop_id: int, now: datetime
    ) -> None:
        self.http = http
        self._database = database
        self._settings = settings
        self._shop_id = shop_id
        self._now = now
        self._held: tuple[str, datetime] | None = None

    def __call__(self, refused: str | None) -> str:
        """A valid access token; another one than `refused`, which Shopify has just turned down."""
        if refused is None and self._held is not None and self._held[1] - self._now > EARLY:
            return self._held[0]
        self._held = valid_token(
            self._database, self._settings, self.http, self._shop_id, self._now, refused=refused
        )
        return self._held[0]


def valid_token(
    database: Database,
    settings: Settings,
    http: httpx.Client,
    shop_id: int,
    now: datetime,
    *,
    refused: str | None = None,
    force: bool = False,
) -> tuple[str, datetime]:
    """The shop's access token and when it ends, refreshed where it is due, was `refused`, or
    `force` says so.
    """
    vault = Vault(settings.encryption_keys)
    with database.shop(shop_id) as session:
        if not force and refused is None and (found := _usable(session, vault, shop_id, now)):
            return found
    lost: TokenLostError | None = None
    with database.shop(shop_id) as session:
        shop = lock_shop(session, shop_id)
        token = _standing(session, shop)
        held = vault.unseal(token.access_token)
        # Somebody else may have refreshed while this one waited for the lock.
        if not force and held != refused and token.access_expires_at - now > EARLY:
            return held, token.access_expires_at
        try:
            pair = _refresh(settings, http, shop.domain, _refresh_tokens(token, vault), now)
        except TokenLostError as error:
            # Recorded rather than rolled back, so that nobody asks Shopify in vain until the owner comes by.
            token.lost_reason, lost = str(error), error
        else:
            keep_pair(session, token, pair, vault, now)
            return pair.access_token, pair.access_expires_at
    raise lost


def _usable(session: Session, vault: Vault, shop_id: int, now: datetime) -> tuple[str, datetime] | None:
    token = _standing(session, shop_by_id(session, shop_id))
    if token.access_expires_at - now <= EARLY:
        return None
    return vault.unseal(token.access_token), token.access_expires_at


def _standing(session: Session, shop: Shop) -> AccessToken:
    if shop.uninstalled_at is not None:
        raise NotInstalledError(f"{shop.domain} has uninstalled the app.")
    token = token_of(session)
    if token is None:
        raise TokenLostError(f"{shop.domain} has not opened the app yet.", code="never_opened")
    if token.lost_reason is not None:
        raise TokenLostError(token.lost_reason)
    return token


def _refresh(
    settings: Settings, http: httpx.Client, domain: str, refresh_tokens: list[str], now: datetime
) -> TokenPair:
    """The next pair by the first of `refresh_tokens` (newest first) that Shopify still takes."""
    try:
        return refresh(settings, http, domain, refresh_tokens[0], now)
    except TokenLostError:
        if not refresh_tokens[1:]:
            raise
    return _refresh(settings, http, domain, refresh_tokens[1:], now)


def _refresh_tokens(token: AccessToken, vault: Vault) -> list[str]:
    return [vault.unseal(kept) for kept in (token.refresh_token, token.previous_refresh_token) if kept]


def keep_pair(session: Session, token: AccessToken, pair: TokenPair, vault: Vault, now: datetime) -> None:
    """Put `pair` in the place of the row's, whose refresh token stays as the previous one."""
    token.previous_refresh_token = token.refresh_token
    token.access_token = vault.seal(pair.access_token)
    token.access_expires_at = pair.access_expires_at
    token.refresh_token = vault.seal(pair.refresh_token)
    token.refresh_expires_at = pair.refresh_expires_at
    token.refreshed_at = now
    token.lost_reason = None
    session.flush()
