"""Webhooks: the HMAC over the raw body, and what the headers say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from shopify_app import RequestInput

from plugin.errors import InputError, NotVerifiedError
from plugin.settings import Settings
from plugin.shopify.domains import shop_domain
from plugin.shopify.verify.library import ODD_INPUT, verifier

LONGEST_HEADER = 200
"""Characters. Shopify's ids and topics are far shorter; more than this is no webhook of Shopify's."""

ID_TOKEN = re.compile(rb"eyJ[\w-]+\.[\w-]+")
"""A token's header (JSON in base64 begins so) and claims, as they are signed."""
JSON_BEGINS = b"{[ \t\r\n"

NAMES = ("hmac-sha256", "topic", "shop-domain", "webhook-id", "event-id", "api-version", "triggered-at")
READ = frozenset(f"{prefix}-{name}" for prefix in ("x-shopify", "shopify") for name in NAMES)
"""The headers that are looked at, in lower case: a door that is in a hurry need read no others."""


@dataclass(frozen=True, slots=True)
class VerifiedWebhook:
    """Who sent what. Only the body is signed: the rest is what the headers say.

    `webhook_id` is the same on every retry of a delivery. `event_id` joins deliveries caused by one action.
    `triggered_at` (UTC) is when it happened in Shopify, None where the header is missing or unreadable.
    """

    shop: str
    topic: str
    webhook_id: str
    event_id: str | None
    api_version: str | None
    triggered_at: datetime | None


class RawBody(str):
    """The received bytes, in the shape the library asks for.

    It takes the body as text, reads that as JSON to redact its own log before it has verified anything, then
    encodes it again to check the HMAC. This text is empty to read, so that nothing is parsed before it is
    verified, and encodes to the very bytes that came, so that bytes which are no UTF-8 are checked like any
    other.
    """

    _raw: bytes

    def __new__(cls, raw: bytes) -> RawBody:
        """Dress `raw` as text."""
        body = super().__new__(cls, "")
        body._raw = raw
        return body

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """The bytes as they came, whatever the encoding."""
        return self._raw


def verify_webhook(settings: Settings, headers: Mapping[str, str], body: bytes) -> VerifiedWebhook:
    """Verify a webhook by its raw `body` and `headers` (any case).

    Raises `NotVerifiedError` where the HMAC is missing or wrong under both secrets, or was made for something
    else, `InputError` where the HMAC holds but the headers name no shop or no topic.
    """
    return verify_known(settings, {name.lower(): value for name, value in headers.items()}, body)


def verify_known(settings: Settings, known: Mapping[str, str], body: bytes) -> VerifiedWebhook:
    """The same for headers whose names are in lower case; those of `READ` are enough."""
    if not _holds(settings, known, body):
        _ask_the_library(settings, known, body)
    if _is_signed_elsewhere(body):
        raise NotVerifiedError("The HMAC was made for something else than a webhook.", code="not_a_webhook")
    return read_headers(known, body)


def read_headers(known: Mapping[str, str], body: bytes) -> VerifiedWebhook:
    """What the headers say (their names in lower case) of a delivery whose sender has been verified.

    Raises `InputError` where they name no shop or no topic.
    """
    topic = _header(known, "topic")
    if topic is None:
        raise InputError("The webhook names no topic.", field="X-Shopify-Topic")
    return VerifiedWebhook(
        shop=_shop(_header(known, "shop-domain")),
        topic=topic,
        webhook_id=_header(known, "webhook-id") or _own_id(topic, body),
        event_id=_header(known, "event-id"),
        api_version=_header(known, "api-version"),
        triggered_at=_instant(_header(known, "triggered-at")),
    )


def _holds(settings: Settings, known: Mapping[str, str], body: bytes) -> bool:
    """Whether the HMAC header is the body's under the secret in force, by comparison in constant time.

    This is nearly every webhook, at a tenth of the library's time (which spends the rest on a log that is not
    kept). It accepts nothing that the library refuses: a test compares the two.
    """
    given = known.get("x-shopify-hmac-sha256", "")
    expected = base64.b64encode(hmac.digest(settings.client_secret.encode(), body, hashlib.sha256))
    return given.isascii() and hmac.compare_digest(given.encode("ascii"), expected)


def _is_signed_elsewhere(body: bytes) -> bool:
    """Whether `body` is what Shopify signs with the same secret and shows to people: the two parts of an ID
    token, or the query of a launch or an app proxy request.

    Its HMAC holds, so any staff member of any shop could fill another shop's inbox with it. Nothing but the
    beginning of a webhook's body (JSON) is looked at.
    """
    if body[:1] in JSON_BEGINS:
        return False
    return ID_TOKEN.fullmatch(body) is not None or (b"shop=" in body and b"timestamp=" in body)


def _ask_the_library(settings: Settings, known: Mapping[str, str], body: bytes) -> None:
    """Leave what does not hold at first sight to the library: the old secret, the header's new name, and the
    name of what is wrong.
    """
    request: RequestInput = {"method": "POST", "url": "", "headers": dict(known), "body": RawBody(body)}
    try:
        result = verifier(settings).verify_webhook_req(request)
    except ODD_INPUT as error:
        raise NotVerifiedError("The webhook's HMAC header is no base64 text.", code="invalid_hmac") from error
    if not result.ok:
        raise NotVerifiedError(f"The webhook's HMAC does not hold ({result.log.code}).", code=result.log.code)


@lru_cache(maxsize=4096)
def _shop(given: str | None) -> str:
    """The shop's domain; the same shops send again and again, and reading an address is slow. Only asked once
    the HMAC holds, so that nobody else fills the cache.
    """
    return shop_domain(given)


def _header(known: Mapping[str, str], name: str) -> str | None:
    """The header under Shopify's classic or new name; None where it is missing, overlong or holds odd
    characters.
    """
    value = (known.get(f"x-shopify-{name}") or known.get(f"shopify-{name}") or "").strip()
    return (
        value if value and len(value) <= LONGEST_HEADER and value.isascii() and value.isprintable() else None
    )


def _own_id(topic: str, body: bytes) -> str:
    """An id for a delivery that came without one: the same body on the same topic is the same delivery."""
    return "sha256:" + hashlib.sha256(topic.encode() + b"\n" + body).hexdigest()


def _instant(value: str | None) -> datetime | None:
    """A moment from Shopify's nanosecond form; None where it cannot be read."""
    try:
        moment = datetime.fromisoformat(value) if value else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
