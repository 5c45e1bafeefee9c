"""Messages of the web pixel: what is kept of them, and what it means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from plugin.attribution.survey.masking import LONGEST_TEXT, masked, tidied
from plugin.services.record_visit import refusal
from plugin.services.visits.agent import device
from plugin.services.visits.visitor import Headers, visitor_hash
from plugin.settings import Settings
from plugin.store.inbox_writer import Arrival

TOPIC = "earmark/events"
KINDS = (
    "page_viewed",
    "product_viewed",
    "product_added_to_cart",
    "checkout_started",
    "checkout_completed",
    "newsletter",
    "account_created",
)
"""What a shopper does on a visit, in the order of the way to an order, then what leads elsewhere."""
SURVEY_ANSWER = "survey_answer"
"""An answer to the survey that could not be sent on the straight way."""
EARLY = timedelta(days=1)
LATE = timedelta(minutes=5)
"""How far before and after its arrival an event may say that it happened: shoppers' clocks are off, and a
moment beyond this is replaced by the arrival.
"""


class ToldEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event. `ref` is the visit's reference, or else `session` (a reference without its link) and `utm`
    (the parameters by name, without `utm_`) tell it. `answer` is a survey answer as it was published.
    """

    id: str
    kind: str
    at: datetime
    ref: str | None = None
    session: str | None = None
    utm: dict[str, str] = {}
    landing: str | None = None
    referrer: str | None = None
    product: int | None = None
    checkout: str | None = None
    order: int | None = None
    country: str | None = None
    consent: str = "unknown"
    answer: dict[str, Any] | None = None


class ToldEvents(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message as the inbox keeps it, without address and agent. `refused` is why its sender is no person;
    None for one.
    """

    received_at: datetime
    visitor: str
    events: list[ToldEvent]
    refused: str | None = None
    device: str | None = None


def told_events(
    settings: Settings,
    *,
    domain: str,
    events: Iterable[Mapping[str, Any]],
    headers: Headers,
    address: str,
    now: datetime,
) -> Arrival:
    """A message of the pixel for `GroupThread`: `events` have the fields of `ToldEvent`, checked. A message
    sent twice is kept once, because its events have the same ids.
    """
    agent = headers.get("User-Agent") or ""
    told = ToldEvents(
        received_at=now,
        visitor=visitor_hash(settings, domain, address, agent, now).hex(),
        refused=refusal("POST", headers),
        device=device(agent),
        events=[_told(event, now) for event in events],
    )
    named = hashlib.sha256("\n".join(sorted(event.id for event in told.events)).encode()).hexdigest()
    return Arrival(
        domain=domain,
        webhook_id=f"events/{named[:40]}",
        event_id=None,
        topic=TOPIC,
        api_version=None,
        triggered_at=now,
        body=msgspec.json.encode(told),
        arrived_at=now,
    )


def _told(event: Mapping[str, Any], now: datetime) -> ToldEvent:
    at = event["at"]
    told = ToldEvent(**{**event, "at": at if now - EARLY <= at <= now + LATE else now})
    if told.answer is None or not isinstance(text := told.answer.get("text"), str):
        return told
    # The inbox is storage too. A longer text is none the extension sends.
    kept = masked(tidied(text))[0] if len(text) <= LONGEST_TEXT else None
    return msgspec.structs.replace(told, answer={**told.answer, "text": kept})
