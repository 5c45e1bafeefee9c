"""The app's reader and revenue rule against the stand-in's books, on the very bytes that webhooks carry.

The two were written apart: the app reads reduced JSON, the stand-in sums its own records.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from plugin.attribution.order import Channel
from plugin.attribution.revenue import revenue
from plugin.shopify.payloads import read_orders, read_refunds
from plugin.shopify.payloads.order import ReadOrder
from tests import cast
from tests.devshop.catalogue import ANA, BEN, kuwait_shop, stockholm_shop, tokyo_shop
from tests.devshop.fixtures import add_discount
from tests.devshop.oauth import install
from tests.devshop.sales import truth_of
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.devshop.world import Shop, World

CHANNELS = {"web": Channel.ONLINE, "pos": Channel.POS, "draft": Channel.DRAFT, "app": Channel.OTHER}
EVENTFUL = Mix(refund_line=0.2, refund_amount=0.12, refund_all=0.08, cancel=0.06, edit=0.3, two_creators=0.15)


def with_codes(world: World, shop: Shop) -> None:
    """Percentages, amounts and free shipping, all to be combined, some by the app and one by the shop."""
    every = {f"combines_with_{kind}": True for kind in ("order", "product", "shipping")}
    long_ago = world.now() - timedelta(days=365)
    for code, terms in (
        ("CLEO10", {"percentage": Decimal("0.10")}),
        ("DEV15", {"percentage": Decimal("0.15")}),
        ("SAM5", {"amount": Decimal(5)}),
        ("KIMSHIP", {"kind": "free_shipping"}),
        ("WELCOME", {"percentage": Decimal("0.05"), "created_by_app": None}),
    ):
        add_discount(world, shop, code, starts_at=long_ago, **terms, **every)


@pytest.mark.parametrize(
    "open_shop",
    [
        pytest.param(lambda world: world.shops[ANA], id="euro, tax in the price"),
        pytest.param(lambda world: world.shops[BEN], id="dollar, tax on top"),
        pytest.param(tokyo_shop, id="yen"),
        pytest.param(kuwait_shop, id="dinar"),
        pytest.param(stockholm_shop, id="krona"),
    ],
)
def test_net_revenue_channel_and_codes_agree(world: World, open_shop: Callable[[World], Shop]) -> None:
    shop = open_shop(world)
    install(world, shop)
    with_codes(world, shop)
    played = play_shoppers(
        world, shop, 300, seed=13, period=(cast.NOW - timedelta(weeks=6), cast.NOW), mix=EVENTFUL
    )
    assert played.counts["edit"] > 30
    latest: dict[int, ReadOrder] = {}
    for delivery in world.deliveries.log:
        if delivery.topic in {"orders/create", "orders/updated", "orders/cancelled"}:
            [read] = read_orders(delivery.body)
            latest[read.facts.id] = read
    assert set(latest) == set(played.order_ids)
    for order_id, read in latest.items():
        truth, facts = truth_of(shop.orders[order_id]), read.facts
        assert revenue(facts, read.refunds).net_minor == truth.net_minor, truth
        assert facts.counts == truth.counted, truth
        assert facts.channel == CHANNELS[truth.channel], truth
        assert [(row.code, row.discount_minor) for row in facts.codes] == [
            (row.code, row.discount_minor) for row in truth.codes
        ]


def test_a_refund_reads_the_same_alone_and_in_its_order(world: World, ana: Shop) -> None:
    install(world, ana)
    with_codes(world, ana)
    play_shoppers(world, ana, 200, seed=17, mix=EVENTFUL)
    alone, inside = {}, {}
    for delivery in world.deliveries.log:
        if delivery.topic == "refunds/create":
            alone.update({row.id: row for row in read_refunds(delivery.body, ana.currency)})
        elif delivery.topic == "orders/updated":
            inside.update({row.id: row for one in read_orders(delivery.body) for row in one.refunds})
    assert len(alone) > 40
    assert {number: inside[number] for number in alone} == alone


def test_no_body_names_the_buyer(world: World, ana: Shop) -> None:
    install(world, ana)
    play_shoppers(world, ana, 30, seed=1)
    for delivery in world.deliveries.log:
        customer = json.loads(delivery.body).get("customer") or {}
        assert set(customer) <= {"id"}
