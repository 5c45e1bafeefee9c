"""What is sent, and what is right afterwards: two shops' orders, refunds, edits and cancellations, played by
the stand-in.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests import cast
from tests.devshop.catalogue import seed as stock
from tests.devshop.fixtures import add_discount
from tests.devshop.oauth import install
from tests.devshop.sales import shop_truth
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.devshop.world import World

SHOPS = (cast.ANA, cast.BEN)
CODES = tuple(f"CREATOR{number}" for number in range(12))
"""Creators' codes, the same in both shops: credit that strays into the other shop would show."""
OTHER_CODE = "WELCOME5"
"""The shop's own code, of which the app knows nothing."""
EVENTFUL = Mix(
    refund_line=0.2, refund_amount=0.12, refund_all=0.08, cancel=0.06, edit=0.22, two_creators=0.15
)
PER_ORDER = 2.5
"""Deliveries that an order of this mix causes, on average."""
UNREADABLE_EVERY = 250
"""Every so many deliveries there is one more that nobody can read: it is to be parked, and to harm nobody."""


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery as it is sent. `due` is seconds after the start; two with one `webhook_id` are a
    repetition.
    """

    webhook_id: str
    domain: str
    topic: str
    body: bytes
    triggered_at: datetime
    event_id: str
    due: float = 0.0


@dataclass(frozen=True)
class Disorder:
    """What befalls deliveries on their way; probabilities 0..1.

    duplicate    sent again, under the same webhook id
    again        sent again as another delivery of the same event
    reorder      held up to `hold_seconds`, so that later ones overtake it
    delay        waits `delay_seconds`
    loss         never sent
    skew         its time of happening is wrong by up to `skew_minutes`, to either side
    """

    duplicate: float = 0.0
    again: float = 0.0
    reorder: float = 0.0
    delay: float = 0.0
    loss: float = 0.0
    skew: float = 0.0
    hold_seconds: float = 1.5
    delay_seconds: float = 4.0
    skew_minutes: float = 15.0


@dataclass
class History:
    """What is sent in one run. `befell` counts what befell deliveries; `unreadable` are the webhook ids of
    those that are to be parked.
    """

    world: World
    messages: list[Message]
    unreadable: frozenset[str]
    befell: dict[str, int] = field(default_factory=dict)

    def truth(self, domain: str) -> dict[str, Any]:
        """The stand-in's books of one shop, as its control page gives them."""
        told = shop_truth(self.world.shops[domain])
        return {**told, "rows": [asdict(row) for row in told["rows"]]}


def played(deliveries: int, *, rate: float, seed: int, disorder: Disorder | None = None) -> History:
    """About so many deliveries, due at `rate` a second in the order in which they happened, but for
    `disorder`.
    """
    world = _shops()
    now = world.now()
    for number, person in enumerate(SHOPS):
        play_shoppers(
            world,
            world.shops[person.domain],
            max(1, round(deliveries / PER_ORDER / len(SHOPS))),
            seed=seed * 10 + number,
            mix=EVENTFUL,
            period=(now - timedelta(days=30), now),
            codes=list(CODES),
        )
    told = sorted(world.deliveries.log, key=lambda row: (row.triggered_at, row.number))
    messages = [
        Message(row.webhook_id, row.shop, row.topic, row.body, row.triggered_at, row.event_id) for row in told
    ]
    unreadable = _unreadable(messages)
    everything = sorted([*messages, *unreadable], key=lambda row: row.triggered_at)
    timed = [replace(row, due=place / rate) for place, row in enumerate(everything)]
    history = History(world, [], frozenset(row.webhook_id for row in unreadable))
    history.messages = list(_disturbed(timed, disorder or Disorder(), random.Random(seed), history.befell))
    return history


def _shops() -> World:
    """The stand-in's two shops with the app and the codes, and all their deliveries kept."""
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://app.test")
    began = datetime.now(UTC).replace(microsecond=0)
    world.clock = lambda: began
    stock(world)
    world.deliveries.log = deque()
    for person in SHOPS:
        shop = world.shops[person.domain]
        shop.plan = "plus"  # the checks with Shopify are not to wait for its budget
        install(world, shop)
        for code in (*CODES, OTHER_CODE):
            add_discount(
                world,
                shop,
                code,
                percentage=Decimal("0.10"),
                starts_at=began - timedelta(days=300),
                combines_with_order=True,
                combines_with_product=True,
                created_by_app=None if code == OTHER_CODE else "earmark",
            )
    return world


def _unreadable(messages: list[Message]) -> list[Message]:
    """Bodies that were cut off on the way, signed all the same."""
    return [
        replace(row, webhook_id=f"{row.webhook_id}-cut", body=row.body[: len(row.body) // 2])
        for row in messages[UNREADABLE_EVERY // 2 :: UNREADABLE_EVERY]
    ]


def _disturbed(
    messages: Iterable[Message], disorder: Disorder, dice: random.Random, befell: dict[str, int]
) -> Iterable[Message]:
    def befalls(name: str) -> bool:
        happens: bool = dice.random() < getattr(disorder, name)
        if happens:
            befell[name] = befell.get(name, 0) + 1
        return happens

    for message in messages:
        sent = message
        if befalls("loss"):
            continue
        if befalls("delay"):
            sent = replace(sent, due=sent.due + disorder.delay_seconds)
        if befalls("reorder"):
            sent = replace(sent, due=sent.due + dice.random() * disorder.hold_seconds)
        if befalls("skew"):
            wrong_by = timedelta(minutes=dice.uniform(-disorder.skew_minutes, disorder.skew_minutes))
            sent = replace(sent, triggered_at=sent.triggered_at + wrong_by)
        yield sent
        if befalls("duplicate"):
            # Sometimes at the same moment, on another connection.
            yield replace(sent, due=sent.due + dice.choice((0.0, dice.random() * disorder.hold_seconds)))
        # An unreadable one has no second version: it would have to be told from the first.
        if not message.webhook_id.endswith("-cut") and befalls("again"):
            yield replace(sent, webhook_id=f"{sent.webhook_id}-again", due=sent.due + dice.random())
