"""What both doors do: verify, keep, answer. It knows no topic's meaning, and no web framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from plugin.errors import DatabaseAwayError, EarmarkError, InputError, NotVerifiedError
from plugin.services.group_commit import GroupCommit
from plugin.services.group_thread import GroupThread
from plugin.services.keep_webhook import arrival_of
from plugin.settings import Settings
from plugin.shopify.verify.webhook import verify_known
from plugin.store.inbox_writer import Arrival

PATHS = ("/webhooks", "/webhooks/compliance")
LARGEST_BODY = 5 * 1024 * 1024
"""Bytes. The largest orders are some hundred kilobytes."""
MOST_DISCARDED = 64 * 1024 * 1024
DISCARD_SECONDS = 5.0
"""How much, and for how long, is still heard of a body that was refused for its size: a sender who is hung up
on may never see the answer.
"""
COME_AGAIN = "30"
"""Seconds a sender is asked to wait while the database is away; Shopify follows its own schedule."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, what to say as JSON, and headers beside those of every answer."""

    status: int
    content: Mapping[str, str | int | None] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    """`content` as it is sent, made once: nearly all answers are the same few."""
    kind: bytes = b"application/json"

    def __post_init__(self) -> None:
        if not self.body:
            object.__setattr__(self, "body", json.dumps(self.content).encode() + b"\n")


TAKEN = Answer(200)
TOO_LARGE = Answer(413, {"error": f"A webhook's body has {LARGEST_BODY} bytes at most."})
ONLY_POST = Answer(405, {"error": "Webhooks are posted; nothing is read here."}, {"Allow": "POST"})
UNREADABLE = Answer(400, {"error": "The body cannot be read to its end."})
CLOSED = Answer(503, {"error": "The inbox is closed for a moment."}, {"Retry-After": COME_AGAIN})
REFUSED = Answer(500, {"error": "The inbox does not take this delivery. It has been noted."})


def check(settings: Settings, known: Mapping[str, str], body: bytes) -> Arrival | Answer:
    """What to keep, or the answer to what does not hold: 401 for the HMAC, 400 for headers that name no shop
    or topic, 413 for more than any webhook says. `known` are the headers of `READ`, in lower case.
    """
    if len(body) > LARGEST_BODY:
        return TOO_LARGE
    try:
        webhook = verify_known(settings, known, body)
    except NotVerifiedError as error:
        log.warning("webhook refused", reason=error.code)
        return Answer(401, {"error": str(error)})
    except InputError as error:
        log.warning("webhook refused", reason=error.field)
        return Answer(400, {"error": str(error)})
    return arrival_of(webhook, body, datetime.now(UTC))


def not_kept(error: EarmarkError) -> Answer:
    """The answer to a delivery that is not durable: 503 while the database is away or too slow, 500 where it
    refuses this row. Shopify sends both again.
    """
    return CLOSED if isinstance(error, DatabaseAwayError) else REFUSED


async def take(settings: Settings, group: GroupCommit, known: Mapping[str, str], body: bytes) -> Answer:
    """Check, keep, and answer 200 once the delivery is durable (again for one that was kept before)."""
    arrival = check(settings, known, body)
    if isinstance(arrival, Answer):
        return arrival
    try:
        await group.keep(arrival)
    except EarmarkError as error:
        return not_kept(error)
    return TAKEN


def take_in_thread(settings: Settings, thread: GroupThread, known: Mapping[str, str], body: bytes) -> Answer:
    """The same for a thread, which waits."""
    arrival = check(settings, known, body)
    if isinstance(arrival, Answer):
        return arrival
    try:
        thread.keep(arrival)
    except EarmarkError as error:
        return not_kept(error)
    return TAKEN
