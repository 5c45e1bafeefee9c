"""The simulator draws what it is told to."""

from dataclasses import replace

import numpy as np
import pytest

from tests.simulator.answers import DECOY
from tests.simulator.counting import count
from tests.simulator.parameters import ShopParameters
from tests.simulator.shop import NONE, joint_share, own_values, simulate

LARGE = replace(ShopParameters(), orders=400_000, spread=0.0, stray=0.002)


@pytest.fixture(scope="module")
def shop():
    return simulate(LARGE, np.random.default_rng(1))


def test_influence_codes_and_links_have_their_shares(shop):
    led = shop.led_by != NONE
    by_code, by_link = shop.code_of[led] != NONE, shop.link_of[led] != NONE
    assert led.mean() == pytest.approx(0.10, abs=0.002)
    assert by_code.mean() == pytest.approx(0.25, abs=0.01)
    assert by_link.mean() == pytest.approx(0.25, abs=0.01)
    a, b = (by_code & by_link).sum(), (by_code & ~by_link).sum()
    c, d = (~by_code & by_link).sum(), (~by_code & ~by_link).sum()
    assert a * d / (b * c) == pytest.approx(2.0, rel=0.1)


def test_leaks_stay_with_their_creators(shop):
    others = shop.led_by == NONE
    leaked = others & (shop.code_of != NONE)
    assert leaked.sum() / others.sum() == pytest.approx(0.008, rel=0.05)
    assert len(np.unique(shop.code_of[leaked])) == 3
    assert (shop.link_of[others] != NONE).mean() == pytest.approx(0.002, rel=0.1)


def test_answers_come_as_often_as_they_are_told(shop):
    led, attributed = shop.led_by != NONE, (shop.code_of != NONE) | (shop.link_of != NONE)
    rate = shop.answered[~led & ~attributed].mean()
    assert shop.answered.mean() == pytest.approx(0.45, abs=0.005)

    def odds(which):
        share = shop.answered[which].mean()
        return share / (1 - share) * (1 - rate) / rate

    assert odds(led & ~attributed) == pytest.approx(1.2, rel=0.06)
    assert odds(led & attributed) == pytest.approx(1.8, rel=0.06)


def test_names_are_remembered_forgotten_and_chosen_in_error(shop):
    led, attributed = shop.led_by != NONE, (shop.code_of != NONE) | (shop.link_of != NONE)
    right = shop.named == shop.led_by
    assert right[led & attributed & shop.answered].mean() == pytest.approx(0.65, abs=0.01)
    assert right[led & ~attributed & shop.answered].mean() == pytest.approx(0.585, abs=0.01)
    others = shop.named[~led & shop.answered]
    assert (others >= 0).mean() == pytest.approx(0.012, rel=0.06)
    shown = shop.lists.decoy[~led[shop.answered]]
    # One invented name beside eight real ones: an eighth of what those get together.
    assert (others[shown] == DECOY).mean() == pytest.approx(0.012 / 8, rel=0.15)
    assert not (others[~shown] == DECOY).any()


def test_a_wrong_name_is_never_the_right_one_and_stands_on_the_list(shop):
    led = shop.led_by[shop.answered]
    named = shop.named[shop.answered]
    wrong = (named >= 0) & (named != led)
    assert (shop.lists.names[wrong] == named[wrong, None]).any(axis=1).all()


def test_counting_loses_no_order_and_tells_no_truth(shop):
    counts = count(shop)
    assert counts.orders == LARGE.orders
    assert counts.answered == shop.answered.sum()
    assert sum(row.value for row in counts.seen) + counts.unseen.value == shop.values.sum()
    assert sum(counts.unseen.listed.values()) == pytest.approx(LARGE.listed)


def test_shops_differ_and_can_be_made_alike():
    rng = np.random.default_rng(2)
    assert own_values(replace(LARGE, spread=0.0), rng) == replace(LARGE, spread=0.0)
    drawn = [own_values(ShopParameters(), rng).kappa for _ in range(400)]
    assert np.std(drawn) == pytest.approx(0.06, rel=0.15)
    assert np.mean(drawn) == pytest.approx(0.9, abs=0.012)


@pytest.mark.parametrize(
    ("first", "second", "odds"),
    [(0.25, 0.25, 1.0), (0.25, 0.25, 2.0), (0.1, 0.4, 6.0), (0.3, 0.2, 0.5)],
)
def test_the_joint_share_has_its_odds_ratio(first, second, odds):
    both = joint_share(first, second, odds)
    neither = 1 - first - second + both
    assert both * neither / ((first - both) * (second - both)) == pytest.approx(odds)


def test_no_creators_name_is_on_a_list_twice():
    shop = simulate(replace(ShopParameters(), orders=2_000, creators=5, listed=8), np.random.default_rng(3))
    assert shop.lists.names.shape[1] == 5
    assert all(len(set(names)) == 5 for names in shop.lists.names.tolist())
