"""A simulated shop's orders and answers in the tables, as they stand after its buyers have answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from psycopg.types.json import Jsonb

from plugin.services.rebuild_rollups import rebuild_rollups
from plugin.store.batch.statements import copy_in
from plugin.store.database import Database
from plugin.store.entries import Entry
from plugin.store.orders import Order
from plugin.store.survey.answers import Answer
from plugin.store.survey.decoys import Decoy
from plugin.store.survey.impressions import Impression
from tests.books import add_code, add_creator, add_link
from tests.simulator.answers import DECOY, NOBODY
from tests.simulator.shop import NONE, SimulatedShop

CHANNELS = ("creator", "ad", "friend", "search", "podcast", "press", "coupon_site", "other", "forgot")


@dataclass(frozen=True)
class Kept:
    """Numbers of the creators, their codes and their links, in the simulator's order."""

    creators: list[int]
    codes: list[int]
    links: list[int]


def keep_shop(
    database: Database, shop_id: int, shop: SimulatedShop, *, start: datetime, end: datetime, seed: int = 1
) -> Kept:
    """Put the shop's orders between `start` and `end`, evenly, with what was shown and answered."""
    rng = np.random.default_rng(seed)
    creators = [
        add_creator(
            database, shop_id, f"Creator {n}", sort_text=f"creator {n:04}", search_text=f"creator {n}"
        )
        for n in range(1, shop.creators + 1)
    ]
    codes = [add_code(database, shop_id, f"CODE{n}", creator) for n, creator in enumerate(creators)]
    links = [add_link(database, shop_id, creator, f"link{n:06}") for n, creator in enumerate(creators)]
    with database.shop(shop_id) as session:
        decoy = Decoy(name="Nobody Known", handle="nobody.known", made_by="generated", created_at=start)
        session.add(decoy)
        session.flush()
        count = len(shop.led_by)
        moments = [start + (end - start) * (place / count) for place in range(count)]
        places = dict(zip(np.flatnonzero(shop.answered).tolist(), range(count), strict=False))
        copy_in(session, Order, ORDER, (_order(n, moments[n], int(shop.values[n])) for n in range(count)))
        copy_in(session, Entry, ENTRY, _entries(shop, moments, creators, codes, links))
        copy_in(session, Impression, IMPRESSION, (
            _impression(n, moments[n], _names(shop, places, n, creators), _decoy(shop, places, n, decoy.id))
            for n in range(count)
        ))  # fmt: skip
        copy_in(session, Answer, ANSWER, (
            _answer(n, moments[n], int(shop.named[n]), creators, decoy.id, rng) for n in places
        ))  # fmt: skip
        rebuild_rollups(session)
    return Kept(creators, codes, links)


ORDER = (
    "id", "name", "ordered_at", "shopify_updated_at", "currency", "channel", "test", "counts", "outcome",
    "net_minor", "gross_minor", "refunded_minor", "discount_minor", "first_order", "checkout_token", "facts",
    "received_at",
)  # fmt: skip
ENTRY = (
    "order_id", "number", "kind", "creator_id", "code_id", "link_id", "amount_minor", "currency", "share_ppm",
    "discount_minor", "cause", "decision_number", "ordered_at", "posted_at",
)  # fmt: skip
IMPRESSION = (
    "id", "key", "subject", "page", "checkout_token", "order_id", "order_state", "settings_version",
    "questions", "named_at_once", "decoy_id", "decoy_position", "language", "shown_at", "seen_at",
    "names_shown_at",
)  # fmt: skip
ANSWER = (
    "impression_id", "question", "answered_at", "page", "source", "option", "said_channel",
    "channel_position", "way", "creator_position", "milliseconds", "fast", "meaning", "creator_id",
    "channel", "decoy_id",
)  # fmt: skip


def _order(number: int, at: datetime, value: int) -> tuple[Any, ...]:
    name, token = f"#{number + 1}", f"checkout-{number + 1}"
    return (
        number + 1, name, at, at, "EUR", "online", False, True, "no_code", value, value, 0, 0, True, token,
        Jsonb({}), at,
    )  # fmt: skip


def _entries(
    shop: SimulatedShop, moments: list[datetime], creators: list[int], codes: list[int], links: list[int]
) -> list[tuple[Any, ...]]:
    rows = []
    for n in np.flatnonzero((shop.code_of != NONE) | (shop.link_of != NONE)).tolist():
        code, link = int(shop.code_of[n]), int(shop.link_of[n])
        holder = code if code != NONE else link
        rows.append((
            n + 1, 1, "credit", creators[holder], codes[code] if code != NONE else None,
            links[link] if link == holder else None, int(shop.values[n]), "EUR", 1_000_000, 0, "order", 1,
            moments[n], moments[n],
        ))  # fmt: skip
    return rows


def _names(shop: SimulatedShop, places: dict[int, int], n: int, creators: list[int]) -> list[dict[str, Any]]:
    if n not in places:
        return []
    return [
        {"key": f"c{name}", "kind": "creator", "creator_id": creators[name]}
        for name in shop.lists.names[places[n]].tolist()
    ]


def _decoy(shop: SimulatedShop, places: dict[int, int], n: int, decoy_id: int) -> int | None:
    return decoy_id if n in places and shop.lists.decoy[places[n]] else None


def _impression(n: int, at: datetime, names: list[dict[str, Any]], decoy: int | None) -> tuple[Any, ...]:
    if decoy is not None:
        names = [*names, {"key": "cd", "kind": "decoy", "decoy_id": decoy}]
    first = [{"key": channel, "kind": "channel", "channel": channel} for channel in CHANNELS]
    token = f"checkout-{n + 1}"
    return (
        n + 1, f"impression-{n + 1}", f"checkout:{token}", "thank_you", token, n + 1, "joined", 0,
        Jsonb({"first_heard": first, "which_creator": names}), False, decoy,
        len(names) - 1 if decoy is not None else None, "en", at, at, at,
    )  # fmt: skip


def _answer(
    n: int, at: datetime, named: int, creators: list[int], decoy: int, rng: np.random.Generator
) -> tuple[Any, ...]:
    at = at + timedelta(minutes=1)
    start = (n + 1, "first_heard", at, "thank_you", "extension")
    if named == NOBODY:
        place = int(rng.integers(1, len(CHANNELS)))
        channel = CHANNELS[place]
        return (
            *start,
            channel,
            channel,
            place,
            "channel",
            None,
            3_000,
            False,
            "channel",
            None,
            channel,
            None,
        )
    meaning = ("decoy", None, None, decoy) if named == DECOY else ("creator", creators[named], None, None)
    return (*start, "c", "creator", 0, "listed", int(rng.integers(8)), 3_000, False, *meaning)
