"""Google Cloud Pub/Sub: Shopify publishes to a topic, and a push subscription posts each message to us.

Shopify's headers are the message's attributes and its body the data
(shopify.dev/docs/apps/build/webhooks/subscribe/get-started, delivery method Pub/Sub). The push carries a
token that Google has signed for the subscription's service account
(cloud.google.com/pubsub/docs/authenticate-push-subscriptions).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jwt
import msgspec

from plugin.errors import DatabaseAwayError, InputError, NotVerifiedError
from plugin.settings import Settings
from webhooks.clouds.delivered import Delivered, delivered

PATH = "/webhooks/pubsub"
GOOGLES_KEYS = "https://www.googleapis.com/oauth2/v3/certs"
ISSUERS = ["https://accounts.google.com", "accounts.google.com"]
KEYS_SECONDS = 3600
REST_SECONDS = 10
PATIENCE = 3


class KeysAwayError(DatabaseAwayError):
    """Google's keys cannot be read, so that nobody can be verified: Pub/Sub is asked to come again."""


class _Message(msgspec.Struct):
    data: bytes = b""
    attributes: dict[str, str] = {}
    message_id: str = msgspec.field(default="", name="messageId")


class _Push(msgspec.Struct):
    message: _Message


_DECODER = msgspec.json.Decoder(_Push)


class PublishedKeys(jwt.PyJWKClient):
    """Keys that are fetched when first needed, once an hour, and for a key nobody knows, but no more often
    than every `REST_SECONDS`: else whoever posts invented tokens would have us ask Google for each.
    """

    _rested_at = float("-inf")

    def fetch_data(self) -> Any:
        """Fetch them; raises `PyJWKClientError` where that was done a moment ago."""
        now = time.monotonic()
        if now < self._rested_at:
            raise jwt.PyJWKClientError("The keys were fetched a moment ago.")
        self._rested_at = now + REST_SECONDS
        return super().fetch_data()


@lru_cache(maxsize=1)
def googles_keys() -> PublishedKeys:
    """Google's public keys."""
    return PublishedKeys(GOOGLES_KEYS, lifespan=KEYS_SECONDS, timeout=PATIENCE)


def verify(settings: Settings, headers: Mapping[str, str], keys: jwt.PyJWKClient | None = None) -> None:
    """Raise `NotVerifiedError` unless Google has signed the push for our service account and this address,
    `KeysAwayError` while its keys cannot be read.
    """
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotVerifiedError("The push carries no token; give the subscription a service account.")
    try:
        key = (keys or googles_keys()).get_signing_key_from_jwt(token)
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=f"{settings.app_url}{PATH}",
            issuer=ISSUERS,
            options={"require": ["exp", "iat", "aud", "iss", "email"]},
        )
    except jwt.PyJWKClientConnectionError as error:
        raise KeysAwayError("Google's keys cannot be read.") from error
    except jwt.PyJWTError as error:
        raise NotVerifiedError("The push's token does not hold.", code=type(error).__name__) from error
    if claims["email"] != settings.pubsub_service_account or claims.get("email_verified") is not True:
        raise NotVerifiedError("The push's token is another account's.", code="wrong_account")


def deliver(headers: Mapping[str, str], body: bytes) -> Delivered:
    """Shopify's delivery in a push (`body`; `headers` are the queue's own and say nothing of it).

    Raises `InputError` for what is no push of Shopify's.
    """
    try:
        message = _DECODER.decode(body).message
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("This is no message of Pub/Sub's.", field="message") from error
    return delivered(message.attributes, message.data, message_id=message.message_id)
