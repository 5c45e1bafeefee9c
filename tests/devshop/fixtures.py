"""Fixtures of the stand-in: import the ones you need into a conftest."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests import cast
from tests.devshop.catalogue import ANA, BEN, seed
from tests.devshop.discount import Discount, RedeemCode
from tests.devshop.webhooks import Delivery, send_due
from tests.devshop.webhooks.sender import new_client
from tests.devshop.world import Shop, World


class Clock:
    """A clock that stands at `at` until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        """Go on by a timedelta's arguments."""
        self.at += timedelta(**delta)


@dataclass
class App:
    """An app that keeps what it is sent and answers as told: `answers` first, then `usual`."""

    world: World
    answers: list[int | Exception] = field(default_factory=list)
    usual: int = 200
    requests: list[httpx.Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = new_client(httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Keep the request, give the next answer."""
        self.requests.append(request)
        given = self.answers.pop(0) if self.answers else self.usual
        if isinstance(given, Exception):
            raise given
        return httpx.Response(given)

    def receive(self) -> list[tuple[str, dict[str, Any]]]:
        """Have everything due sent; topic and body of what came this time."""
        before = len(self.requests)
        send_due(self.world, self.client)
        return [(row.headers["X-Shopify-Topic"], json.loads(row.content)) for row in self.requests[before:]]


@pytest.fixture
def clock() -> Clock:
    """The clock of the world."""
    return Clock(cast.NOW)


@pytest.fixture
def world(clock: Clock) -> World:
    """Ana's and Ben's shops, without the app."""
    built = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://app.test", clock=clock)
    seed(built)
    return built


@pytest.fixture
def ana(world: World) -> Shop:
    """Ana's shop: euros, tax in the price."""
    return world.shops[ANA]


@pytest.fixture
def ben(world: World) -> Shop:
    """Ben's shop: dollars, tax on top."""
    return world.shops[BEN]


@pytest.fixture
def app(world: World) -> App:
    """The listening app."""
    return App(world)


def add_discount(world: World, shop: Shop, code: str, **terms: Any) -> Discount:
    """A discount with one code that the app made, running since yesterday; `terms` are fields of Discount."""
    day = timedelta(days=1)
    if not {"percentage", "amount", "kind"} & set(terms):
        terms["percentage"] = Decimal("0.10")
    made_by = terms.pop("created_by_app", "earmark")
    discount = Discount(
        **{
            "id": world.next_id(),
            "kind": "basic",
            "title": code,
            "starts_at": world.now() - day,
            "created_at": world.now() - day,
            "updated_at": world.now() - day,
            "codes": [RedeemCode(world.next_id(), code, created_by_app=made_by)],
            **terms,
        }
    )
    shop.discounts[discount.id] = discount
    return discount


def variants(shop: Shop) -> list[int]:
    """Variants that are no gift card, in the catalogue's order."""
    return [one.id for row in shop.products.values() if not row.gift_card for one in row.variants]


def gift_card(shop: Shop) -> int:
    """The gift card's variant."""
    return next(one.id for row in shop.products.values() if row.gift_card for one in row.variants)


def last(world: World, topic: str) -> dict[str, Any]:
    """The body of the newest delivery of a topic."""
    found: Delivery = next(row for row in reversed(world.deliveries.log) if row.topic == topic)
    body: dict[str, Any] = json.loads(found.body)
    return body
