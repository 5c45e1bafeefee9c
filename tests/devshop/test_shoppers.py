"""The seeded shoppers: the same seed plays the same story, and every kind of thing happens in it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import cast
from tests.devshop.catalogue import ANA, kuwait_shop, seed
from tests.devshop.fixtures import Clock, add_discount
from tests.devshop.oauth import install
from tests.devshop.sales import shop_truth, truth_of
from tests.devshop.sales.records import Click
from tests.devshop.sales.shoppers import Link, Mix, play_shoppers
from tests.devshop.sales.shoppers.clicks import WAYS
from tests.devshop.sales.shoppers.mix import AFTERWARDS, CHANNELS, CODES
from tests.devshop.world import Shop, World

SIX_WEEKS = (cast.NOW - timedelta(weeks=6), cast.NOW)
CREATORS = [f"CREATOR{number}" for number in range(8)]


@pytest.fixture(autouse=True)
def _codes(world: World, ana: Shop) -> None:
    with_codes(world, ana)


def with_codes(world: World, shop: Shop) -> None:
    """Eight creators' codes and one of the shop's own, running for a year."""
    year = world.now() - timedelta(days=365)
    for code in CREATORS:
        add_discount(world, shop, code, starts_at=year, combines_with_order=True)
    add_discount(world, shop, "SUMMER", starts_at=year, combines_with_order=True, created_by_app=None)


def test_everything_happens(world: World, ana: Shop) -> None:
    played = play_shoppers(world, ana, 400, seed=5, period=SIX_WEEKS)
    assert len(played.order_ids) == len(ana.orders) == 400
    wanted = {
        *CHANNELS,
        *CODES,
        *AFTERWARDS,
        "web",
        "no_code",
        "gift_card_bought",
        "gift_card_used",
        "tip",
        "foreign",
    }
    assert {name for name in wanted if not played.counts[name]} == set()
    buyers = Counter(row.customer.id for row in ana.orders.values() if row.customer is not None)
    assert max(buyers.values()) > 1
    assert any(row.customer is None for row in ana.orders.values())
    typed = {row.code for order in ana.orders.values() for row in order.applications if row.code is not None}
    assert any(code.islower() for code in typed)
    assert any(code.isupper() for code in typed)


def test_the_same_seed_plays_the_same_story() -> None:
    truths = []
    for number in (7, 7, 8):
        world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://app.test", clock=Clock(cast.NOW))
        seed(world)
        shop = world.shops[ANA]
        with_codes(world, shop)
        play_shoppers(world, shop, 60, seed=number, period=SIX_WEEKS)
        truths.append(shop_truth(shop))
    assert truths[0] == truths[1]
    assert truths[0] != truths[2]


def test_creators_are_of_unequal_strength(world: World, ana: Shop) -> None:
    play_shoppers(world, ana, 500, seed=2, period=SIX_WEEKS)
    credits = sorted(shop_truth(ana)["by_code_minor"].values(), reverse=True)
    assert len(credits) >= 6
    assert credits[0] > 3 * credits[-1]


def test_history_keeps_to_its_period_and_its_rhythm(world: World, ana: Shop) -> None:
    play_shoppers(world, ana, 600, seed=3, period=SIX_WEEKS)
    start, end = SIX_WEEKS
    zone = ZoneInfo(ana.timezone)
    placed = [row.created_at for row in ana.orders.values()]
    assert all(start <= moment <= end for moment in placed)
    assert placed == sorted(placed)
    days = Counter(moment.astimezone(zone).weekday() for moment in placed)
    assert days[5] + days[6] > days[1] + days[2]
    hours = Counter(moment.astimezone(zone).hour for moment in placed)
    assert sum(hours[hour] for hour in range(18, 23)) > 3 * sum(hours[hour] for hour in range(1, 6))
    assert all(row.updated_at <= end + timedelta(minutes=1) for row in ana.orders.values())


def test_without_a_period_everything_happens_now(world: World, ana: Shop, ben: Shop) -> None:
    install(world, ana)
    play_shoppers(world, ana, 30, seed=1)
    assert {row.created_at for row in ana.orders.values()} == {cast.NOW}
    assert {row.shop for row in world.deliveries.log} == {ana.domain}
    assert ben.orders == {}


def test_truth_adds_up(world: World, ana: Shop) -> None:
    for shop in (ana, kuwait_shop(world)):
        play_shoppers(world, shop, 200, seed=4, period=SIX_WEEKS)
        truth = shop_truth(shop)
        rows = truth["rows"]
        assert truth["orders"] == len(rows) == 200
        assert truth["net_minor"] == sum(row.net_minor for row in rows) > 0
        for row in rows:
            assert row.net_minor >= 0
            assert (row.net_minor == 0) or row.counted
            by_app = [code for code in row.codes if code.by_app]
            assert sum(code.credit_minor for code in row.codes) == (row.net_minor if by_app else 0)


def test_a_mix_can_be_chosen(world: World, ana: Shop) -> None:
    nothing = dict.fromkeys((*CHANNELS, *CODES, *AFTERWARDS), 0.0)
    played = play_shoppers(
        world, ana, 40, mix=Mix(**{**nothing, "two_creators": 1.0, "test": 1.0}), codes=CREATORS[:2]
    )
    assert (played.counts["test"], played.counts["two_creators"]) == (40, 40)
    assert all(len(row.applications) == 2 for row in ana.orders.values())
    assert shop_truth(ana)["net_minor"] == 0


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        pytest.param({"one_creator": 0.9}, "add up to more than 1", id="a group over 1"),
        pytest.param({"tip": -0.1}, "tip is a probability", id="negative"),
    ],
)
def test_a_mix_is_made_of_probabilities(wrong: dict[str, float], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Mix(**wrong)


def test_a_period_runs_forward(world: World, ana: Shop) -> None:
    with pytest.raises(ValueError, match="not after its start"):
        play_shoppers(world, ana, 3, period=SIX_WEEKS[::-1])


def test_some_follow_links_and_the_truth_knows_whose(world: World, ana: Shop) -> None:
    links = [Link("aaaaaaaaaa", CREATORS[0]), Link("bbbbbbbbbb")]
    clicks = [Click("cccccccccc", f"cccccccccc.{'x' * 16}.t0", None, SIX_WEEKS[0], "")]
    played = play_shoppers(world, ana, 400, seed=5, period=SIX_WEEKS, links=links, clicks=clicks)
    assert {way for way in WAYS if not played.counts[way]} == set()
    rows = [(row, truth_of(row)) for row in ana.orders.values() if row.click is not None]
    assert sum(row.click.key == "cccccccccc" for row, _ in rows) == 1
    for order, truth in rows:
        click, by_app = order.click, any(code.by_app for code in truth.codes)
        assert truth.link == click.key
        assert (truth.link_credit_minor == truth.net_minor) == (not by_app and click.way != "link_old") or (
            truth.net_minor == 0
        )
        assert ("_earmark" in order.note_attributes) == (
            click.way not in ("link_landing", "link_pixel", "link_journey")
        )
        assert click.at <= order.created_at
    assert all(truth_of(row).link is None for row in ana.orders.values() if row.click is None)


def test_without_links_nobody_follows_one(world: World, ana: Shop) -> None:
    play_shoppers(world, ana, 50, seed=5)
    assert all(row.click is None for row in ana.orders.values())
