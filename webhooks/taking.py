"""What both doors do: verify, keep, answer. It knows no topic's meaning, and no web framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from plugin.errors import DatabaseAwayError, EarmarkError, InputError, NotVerifiedError
from plugin.services.group_commit import GroupCommit
from plugin.services.keep_webhook import keep_webhook
from plugin.settings import Settings
from plugin.shopify.verify.webhook import verify_webhook

PATHS = ("/webhooks", "/webhooks/compliance")
LARGEST_BODY = 5 * 1024 * 1024
"""Bytes. The largest orders are some hundred kilobytes."""
COME_AGAIN = "30"
"""Seconds a sender is asked to wait while the database is away; Shopify follows its own schedule."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, what to say as JSON, and headers beside those of every answer."""

    status: int
    content: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


TAKEN = Answer(200)
TOO_LARGE = Answer(413, {"error": f"A webhook's body has {LARGEST_BODY} bytes at most."})
CLOSED = Answer(503, {"error": "The inbox is closed for a moment."}, {"Retry-After": COME_AGAIN})
REFUSED = Answer(500, {"error": "The inbox does not take this delivery. It has been noted."})


async def take(settings: Settings, group: GroupCommit, headers: Mapping[str, str], body: bytes) -> Answer:
    """Answer 200 once the delivery is durable (again for one that was kept before), 401 where the HMAC does
    not hold, 400 where the headers name no shop or topic, 503 while the database is away or too slow.
    """
    if len(body) > LARGEST_BODY:
        return TOO_LARGE
    try:
        webhook = verify_webhook(settings, headers, body)
    except NotVerifiedError as error:
        log.warning("webhook refused", reason=error.code)
        return Answer(401, {"error": str(error)})
    except InputError as error:
        log.warning("webhook refused", reason=error.field)
        return Answer(400, {"error": str(error)})
    try:
        await keep_webhook(group, webhook, body, datetime.now(UTC))
    except DatabaseAwayError:
        return CLOSED
    except EarmarkError:
        return REFUSED
    return TAKEN
