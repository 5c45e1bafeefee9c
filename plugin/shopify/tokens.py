"""Getting an access token for an ID token, and the next one for a refresh token.

`shopifyapp` builds the requests and reads the answers; here its outcomes become our errors, and an answer it
would take although something is missing is refused. Offline tokens expire (`expiring=1`): Shopify takes no
others from new apps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from shopify_app import TokenExchangeResult

from plugin.errors import ShopifyError, TokenLostError
from plugin.settings import Settings
from plugin.shopify.domains import shop_domain, shop_handle
from plugin.shopify.verify.admin import IdToken
from plugin.shopify.verify.library import verifier

RETRYABLE = {"network_error", "server_error", "rate_limited"}
MESSAGES = {
    "network_error": "Shopify did not answer a token request.",
    "invalid_grant": "Shopify no longer accepts the refresh token. The owner has to open the app once.",
    "refresh_token_expired": "The refresh token has run out. The owner has to open the app once.",
    "invalid_client": "Shopify does not accept the app's client id and secret, or the app was removed.",
    "invalid_subject_token": "Shopify did not accept the ID token. Reload the page.",
}


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An offline access token with its refresh token, when each ends (UTC), and the scopes granted."""

    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    scopes: tuple[str, ...]


def exchange(settings: Settings, http: httpx.Client, id_token: IdToken, now: datetime) -> TokenPair:
    """The token pair for a verified ID token (about a minute old at most).

    Raises `ShopifyError`: retryable where the answer was lost, code `invalid_subject_token` where the page
    should be reloaded, `invalid_client` where the app's secret is wrong or the app is gone.
    """
    given = {"exchangeable": True, "token": id_token.raw, "claims": id_token.claims}
    clock = datetime.now(UTC)
    try:
        result = verifier(settings).exchange_using_token_exchange(
            "offline", given, expiring=True, http_client=http
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise _unreadable() from error
    return _pair(result, clock, now)


def refresh(
    settings: Settings, http: httpx.Client, domain: str, refresh_token: str, now: datetime
) -> TokenPair:
    """The next token pair for `refresh_token` of the shop at `domain`.

    Raises `TokenLostError` where Shopify says the refresh token is dead, else `ShopifyError`; a retryable one
    means the answer may have been lost, and the same refresh token still works (Shopify retires it when its
    successor is used).
    """
    # Empty expiries make the library ask Shopify instead of judging by its own clock.
    given = {
        "shop": shop_handle(shop_domain(domain)),
        "refresh_token": refresh_token,
        "access_mode": "offline",
    }
    clock = datetime.now(UTC)
    try:
        result = verifier(settings).refresh_token_exchanged_access_token(given, http_client=http)
    except (ValueError, TypeError, AttributeError) as error:
        raise _unreadable() from error
    return _pair(result, clock, now)


def _unreadable() -> ShopifyError:
    return ShopifyError(
        "Shopify's answer to a token request could not be read.", code="unreadable_answer", retryable=True
    )


def _pair(result: TokenExchangeResult, clock: datetime, now: datetime) -> TokenPair:
    """The pair in `result`. The library counts expiry from its own clock; it is counted from
    `now` instead.
    """
    if not result.ok:
        raise _error(result)
    token = result.access_token
    if token is None or not (
        token.token and token.refresh_token and token.expires and token.refresh_token_expires
    ):
        raise _unreadable()
    return TokenPair(
        access_token=token.token,
        access_expires_at=now + (datetime.fromisoformat(token.expires) - clock),
        refresh_token=token.refresh_token,
        refresh_expires_at=now + (datetime.fromisoformat(token.refresh_token_expires) - clock),
        scopes=tuple(sorted(scope.strip() for scope in token.scope.split(",") if scope.strip())),
    )


def _error(result: TokenExchangeResult) -> ShopifyError:
    code = _code(result)
    message = MESSAGES.get(code, f"Shopify refused a token request ({code}).")
    if code in {"invalid_grant", "refresh_token_expired"}:
        return TokenLostError(message, code=code)
    return ShopifyError(message, code=code, retryable=code in RETRYABLE)


def _code(result: TokenExchangeResult) -> str:
    """The library's code; where it only says that something failed, the status tells a
    refusal from bad weather.
    """
    code = str(result.log.code)
    if code not in {"exchange_error", "refresh_error"} or not result.http_logs:
        return code
    answer = result.http_logs[-1].res
    if answer.status == 429:
        return "rate_limited"
    if answer.status >= 500:
        return "server_error"
    try:
        named = json.loads(answer.body).get("error")
    except (ValueError, AttributeError):
        named = None
    return named if isinstance(named, str) and named else code
