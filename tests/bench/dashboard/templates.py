"""Orders that the app itself records, of which the millions are copies moved in time.

So every order has decisions, entries and evidence as the app writes them, and its page explains it. Of a
hundred orders about 88 are online, 30 carry a code of a creator's, 15 came by a link, 6 are refunded in part,
1 is cancelled; 40 of the buyers were shown the survey, and 3 answered it.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plugin.attribution.evidence import Answer as Named
from plugin.attribution.evidence import Evidence, SurveyEvidence, VisitEvidence
from plugin.attribution.evidence.visits import Source
from plugin.attribution.order import (
    Channel,
    CodeUse,
    LineFacts,
    LineKind,
    OrderFacts,
    RefundFacts,
    RefundLineFacts,
)
from plugin.attribution.survey.channels import SHUFFLED
from plugin.services.order_book import OrderTold
from plugin.services.record_orders import record_orders
from plugin.store.batch.statements import copy_in
from plugin.store.database import Database
from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression
from plugin.store.waiting_evidence import WaitingEvidence
from tests.bench.dashboard.people import PLACEMENTS, People, Person

FIRST_ID = 1_000_000
BATCH = 500
CHANNELS = (Channel.ONLINE,) * 88 + (Channel.POS,) * 9 + (Channel.DRAFT,) * 2 + (Channel.OTHER,)
CODE, VISIT, REFUND, CANCELLED, SHOWN, ANSWERED, DECOY = 0.30, 0.15, 0.06, 0.01, 0.40, 0.07, 0.3
LISTED = 8


@dataclass(slots=True)
class Told:
    """An order to be recorded, with the evidence that waits for it and what its buyer was asked."""

    order: OrderTold
    evidence: list[Evidence]
    impression: tuple[Any, ...] | None
    answer: tuple[Any, ...] | None


def record_templates(
    database: Database, shop_id: int, everybody: People, *, count: int, start: datetime, span: timedelta
) -> None:
    """Record `count` orders placed in `[start, start + span)`, numbered from `FIRST_ID`."""
    told = list(_orders(everybody, count, start, span))
    for begin in range(0, count, BATCH):
        part = told[begin : begin + BATCH]
        with database.shop(shop_id) as session:
            copy_in(
                session,
                WaitingEvidence,
                ("checkout_token", "kind", "key", "facts", "occurred_at", "received_at"),
                (
                    (
                        row.order.checkout_token,
                        piece.kind,
                        piece.key,
                        json.dumps(piece.facts()),
                        piece.occurred_at,
                        piece.occurred_at,
                    )
                    for row in part
                    for piece in row.evidence
                ),
            )
            record_orders(session, [row.order for row in part], start + span)
    with database.shop(shop_id) as session:
        copy_in(session, Impression, IMPRESSION, (row.impression for row in told if row.impression))
        copy_in(session, Answer, ANSWER, (row.answer for row in told if row.answer))


def _orders(everybody: People, count: int, start: datetime, span: timedelta) -> Iterator[Told]:
    chance = random.Random(count)
    # A few creators sell most: the hundredth sells a tenth of what the first does.
    weights = [1 / (10 + place) for place in range(len(everybody.creators))]
    moments = sorted(chance.random() for _ in range(count))
    for place, (part, person) in enumerate(
        zip(moments, chance.choices(everybody.creators, weights, k=count), strict=True)
    ):
        at = (start + part * span).replace(microsecond=0)
        yield _order(FIRST_ID + place, at, person, everybody, chance)


def _order(number: int, at: datetime, person: Person, everybody: People, chance: random.Random) -> Told:
    channel = chance.choice(CHANNELS)
    price = chance.randrange(900, 25_000)
    with_code = channel is not Channel.POS and chance.random() < CODE
    off = price // 10 if with_code else 0
    line = LineFacts(
        number, LineKind.GOODS, 1 + chance.randrange(3), None, price, off, (price - off) * 22 // 122
    )
    cancelled = at + timedelta(hours=2) if chance.random() < CANCELLED else None
    facts = OrderFacts(
        id=number,
        name=f"#{number}",
        ordered_at=at,
        updated_at=at,
        currency="EUR",
        presentment_currency="EUR",
        total_minor=price - off + 590,
        total_presentment_minor=price - off + 590,
        taxes_included=True,
        test=False,
        cancelled_at=cancelled,
        voided=False,
        channel=channel,
        source_name={Channel.ONLINE: "web", Channel.POS: "pos"}.get(channel),
        lines=(line,),
        shipping_minor=590,
        shipping_tax_minor=106,
        discount_minor=off,
        codes=(CodeUse(person.code, person.code.casefold(), off, 0),) if with_code else (),
    )
    evidence: list[Evidence] = []
    if channel is Channel.ONLINE and chance.random() < VISIT:
        # One in four with a code came by somebody else's link last: their models differ from the books.
        came = chance.choice(everybody.creators) if chance.random() < 0.25 else person
        evidence.append(_visit(came, at, chance))
    impression = answer = None
    if channel is Channel.ONLINE and chance.random() < SHOWN / 0.88:
        impression = _impression(number, at, everybody, chance)
        if chance.random() < ANSWERED:
            named = person if with_code and chance.random() < 0.6 else chance.choice(everybody.creators)
            given = _answer(number, at, named, chance)
            answer, meaning = given[0], given[1]
            evidence.append(meaning)
    buyer = hashlib.sha256(f"buyer {number * 2 // 3}".encode()).digest()
    refunds = (_refund(facts, chance),) if chance.random() < REFUND else ()
    order = OrderTold(facts, refunds, buyer, _token(number), None)
    return Told(order, evidence, impression, answer)


def _visit(person: Person, at: datetime, chance: random.Random) -> VisitEvidence:
    key = person.links[chance.choice(PLACEMENTS)]
    ref = f"{key}.{chance.randrange(36**9):016d}.tabcde"
    came = at - timedelta(minutes=chance.randrange(5, 20_000))
    return VisitEvidence(Source.CART, key, ref, None, came)


def _refund(facts: OrderFacts, chance: random.Random) -> RefundFacts:
    [line] = facts.lines
    part = line.value_minor // chance.choice((1, 2))
    return RefundFacts(
        id=facts.id,
        order_id=facts.id,
        created_at=facts.ordered_at + timedelta(days=chance.randrange(1, 20)),
        currency="EUR",
        lines=(RefundLineFacts(line.id, line.kind, 1, part, part * 22 // 122),),
        adjustment_minor=0,
        adjustment_tax_minor=0,
        shipping_minor=0,
        shipping_tax_minor=0,
        other_minor=0,
        paid_back=(),
    )


IMPRESSION = (
    "id", "key", "subject", "page", "checkout_token", "order_id", "order_state", "settings_version",
    "questions", "named_at_once", "decoy_id", "decoy_position", "language", "shown_at", "seen_at",
    "names_shown_at",
)  # fmt: skip
ANSWER = (
    "impression_id", "question", "answered_at", "page", "source", "option", "said_channel",
    "channel_position", "way", "creator_position", "text", "text_key", "milliseconds", "fast", "meaning",
    "creator_id", "channel",
)  # fmt: skip


def _impression(number: int, at: datetime, everybody: People, chance: random.Random) -> tuple[Any, ...]:
    listed = chance.sample(everybody.creators, min(LISTED, len(everybody.creators)))
    names: list[dict[str, Any]] = [
        {"key": f"c{row.creator_id}", "kind": "creator", "creator_id": row.creator_id} for row in listed
    ]
    decoy = chance.random() < DECOY
    if decoy:
        names[-1] = {"key": "d", "kind": "decoy", "decoy_id": everybody.decoy_id}
    channels = [{"key": name, "kind": "channel", "channel": name} for name in SHUFFLED["first_heard"]]
    questions = {"first_heard": channels, "which_creator": names}
    return (
        number, f"key-{number}", f"checkout:{_token(number)}", "thank_you", _token(number), number, "joined",
        1, json.dumps(questions), False, everybody.decoy_id if decoy else None,
        len(names) - 1 if decoy else None,
        "en", at, at, at,
    )  # fmt: skip


def _answer(
    number: int, at: datetime, person: Person, chance: random.Random
) -> tuple[tuple[Any, ...], SurveyEvidence]:
    told = at + timedelta(seconds=chance.randrange(5, 90))
    names = chance.random() < 0.55
    channel = (
        "creator" if names else chance.choice([name for name in SHUFFLED["first_heard"] if name != "creator"])
    )
    typed = f"heard of it somewhere {chance.randrange(400)}" if not names and chance.random() < 0.1 else None
    meaning = Named.CREATOR if names else Named.UNMAPPED if typed else Named.CHANNEL
    answer = (
        number, "first_heard", told, "thank_you", "extension", channel, channel, chance.randrange(6),
        "listed" if names else "text" if typed else "channel", chance.randrange(LISTED) if names else None,
        typed, typed, 2_400, False, meaning.value, person.creator_id if names else None,
        channel if meaning is Named.CHANNEL else None,
    )  # fmt: skip
    evidence = SurveyEvidence(
        "first_heard",
        meaning,
        person.creator_id if names else None,
        channel if meaning is Named.CHANNEL else None,
        told,
    )
    return answer, evidence


def _token(number: int) -> str:
    return hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
