"""The receiver: verify, keep, answer. It knows no topic's meaning.

Shopify waits five seconds at most and comes again eight times over four hours, so nothing is understood here:
the raw body is in the database before the 200 goes out, and `webhooks.drain` takes it from there.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from plugin.app import parts
from plugin.errors import DatabaseAwayError, InputError, NotVerifiedError
from plugin.services.keep_webhook import keep_webhook
from plugin.shopify.verify.webhook import verify_webhook

LARGEST_BODY = 5 * 1024 * 1024
"""Bytes. The largest orders are some hundred kilobytes."""
COME_AGAIN = "30"
"""Seconds a sender is asked to wait while the database is away; Shopify follows its own schedule."""

blueprint = Blueprint("webhooks", __name__)
log = structlog.get_logger()


@blueprint.post("/webhooks")
@blueprint.post("/webhooks/compliance")
def receive() -> ResponseReturnValue:
    """Answer 200 once the delivery is durable (again for one that was kept before), 401 where the HMAC does
    not hold.
    """
    request.max_content_length = LARGEST_BODY
    body = request.get_data(cache=False)
    found = parts()
    try:
        webhook = verify_webhook(found.settings, dict(request.headers), body)
    except NotVerifiedError as error:
        log.warning("webhook refused", reason=error.code)
        return {"error": str(error)}, 401
    except InputError as error:
        log.warning("webhook refused", reason=error.field)
        return {"error": str(error)}, 400
    try:
        new = keep_webhook(found.database, webhook, body, datetime.now(UTC))
    except DatabaseAwayError as error:
        log.error("webhook not kept", topic=webhook.topic, shop=webhook.shop, reason=str(error))
        return {"error": "The inbox is closed for a moment."}, 503, {"Retry-After": COME_AGAIN}
    log.info(
        "webhook kept" if new else "webhook repeated",
        topic=webhook.topic,
        shop=webhook.shop,
        id=webhook.webhook_id,
    )
    return {}, 200
