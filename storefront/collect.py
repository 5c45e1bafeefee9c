"""POST /collect: where the web pixel reports. At the app's own address, not through the app proxy.

Nothing is understood here beyond the shape: the events are in the inbox before the 204 goes out, and
`webhooks.topics.earmark_events` takes them from there. The pixel's sandbox has no origin of its own and sends
`text/plain`, so that the browser asks no leave beforehand; no cookie and no credential takes part.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from flask import Response, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from plugin.app import parts
from plugin.errors import EarmarkError, NotVerifiedError
from plugin.requests_seen import said_already
from plugin.services.group_thread import group_thread
from plugin.services.visits.shop_signature import signed_shop
from plugin.services.visits.shopper_events import SURVEY_ANSWER, told_events
from plugin.services.visits.visitor import straight, visitor_hash
from storefront.blueprint import blueprint
from storefront.collected import MESSAGE
from storefront.rate_limits import RateLimit

LARGEST_BODY = 16 * 1024
"""Bytes. A message of many events has about four thousand."""
MESSAGES_OF_A_VISITOR = 120
MESSAGES_OF_AN_ADDRESS = 3_000
"""Of one address with all its browsers: thousands of phones share one, and a program that calls itself
another browser each time cannot use up what its shop has.
"""
MESSAGES_OF_A_SHOP = 15_000
"""In a minute and a process, as are the others; this one is 250 a second."""
COME_AGAIN = "30"
"""Seconds a pixel is asked to wait while the database is away."""
ANYBODY = {"Access-Control-Allow-Origin": "*"}
PREFLIGHT = ANYBODY | {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}

_of_visitors = RateLimit(MESSAGES_OF_A_VISITOR)
_of_addresses = RateLimit(MESSAGES_OF_AN_ADDRESS)
_of_shops = RateLimit(MESSAGES_OF_A_SHOP)

log = structlog.get_logger()


@blueprint.route("/collect", methods=["OPTIONS"], provide_automatic_options=False)
def collect_preflight() -> Response:
    """Anybody may post, from anywhere: for a browser that asks all the same."""
    return Response(status=204, headers=PREFLIGHT)


@blueprint.post("/collect", provide_automatic_options=False)
def collect() -> Response:
    """Keep a message. 204 once it is durable, again for one that was kept before; 400 for what cannot be
    read, 403 for a shop that was not signed here, 413 and 429 for too much, 503 while the database is away.
    """
    request.max_content_length = LARGEST_BODY
    said_already()
    now = datetime.now(UTC)
    found = parts()
    try:
        message = _read(request.get_data(cache=False))
        domain = signed_shop(found.settings, message["shop"])
    except ValidationError as error:
        return _refused(400, "The message cannot be read.", reason=_places(error.messages))
    except NotVerifiedError as error:
        return _refused(403, str(error), reason=error.code)
    except HTTPException as error:
        return _refused(error.code or 400, f"A message has {LARGEST_BODY} bytes at most.", reason="body")
    address = straight(request.headers, request.remote_addr)
    visitor = visitor_hash(found.settings, domain, address, request.headers.get("User-Agent") or "", now)
    house = visitor_hash(found.settings, domain, address, "", now)
    for limit, sender in (
        (_of_visitors, (domain, visitor)),
        (_of_addresses, (domain, house)),
        (_of_shops, domain),
    ):
        if not limit.allows(sender):
            wait = {"Retry-After": str(limit.seconds_left())}
            return _refused(429, "Too many messages.", wait, reason="rate")
    events = [event for event in message["events"] if _may_be_kept(event)]
    if not events:
        return Response(status=204, headers=ANYBODY)
    arrival = told_events(
        found.settings,
        domain=domain,
        events=events,
        headers=request.headers,
        address=address,
        now=now,
    )
    try:
        group_thread(found.database.url()).keep(arrival)
    except EarmarkError as error:
        return _refused(503, "Come again in a moment.", {"Retry-After": COME_AGAIN}, reason=str(error))
    return Response(status=204, headers=ANYBODY)


def _may_be_kept(event: dict[str, Any]) -> bool:
    """Nothing is kept of a shopper who has refused; an answer to the survey was given to us on purpose."""
    return event.get("consent") != "denied" or event["kind"] == SURVEY_ANSWER


def _read(body: bytes) -> dict[str, Any]:
    """The message in `body`; raises `ValidationError` where there is none."""
    try:
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValidationError("Not JSON.") from None
    if not isinstance(given, dict):
        raise ValidationError("Not an object.")
    read: dict[str, Any] = MESSAGE.load(given)
    return read


def _places(messages: Any) -> str:
    """The names of the fields that cannot be read, without what stood there."""
    if not isinstance(messages, dict):
        return "message"
    return ", ".join(
        f"{name}.{_places(inner)}" if isinstance(inner, dict) else str(name)
        for name, inner in list(messages.items())[:5]
    )


def _refused(status: int, error: str, headers: dict[str, str] | None = None, *, reason: str) -> Response:
    log.info("message of a pixel refused", status=status, reason=reason)
    body = msgspec.json.encode({"error": error})
    return Response(body, status, ANYBODY | (headers or {}), mimetype="application/json")
