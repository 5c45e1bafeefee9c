"""The estimate of influenced orders on counts whose answer is known."""

from dataclasses import replace

import pytest

from plugin.stats.survey import Influence, NotEnough, Seen, Sight, SurveyCounts, Unseen, estimate_influence
from plugin.stats.survey.words import orders_said

SEEN = (
    Seen(1, Sight.BOTH, orders=2_000, answered=1_000, named=650, value=12_000_000),
    Seen(1, Sight.CODE, orders=4_000, answered=2_000, named=1_290, value=24_000_000),
    Seen(2, Sight.LINK, orders=4_000, answered=2_000, named=1_300, value=24_000_000),
)
UNSEEN = Unseen(
    orders=100_000,
    answered=50_000,
    named={1: 2_100, 2: 1_100},
    listed={1: 1.0, 2: 1.0},
    decoy_answers=50_000,
    decoys_chosen=250,
    names_beside=2.0,
    value=600_000_000,
    named_value=3_200 * 6_000,
    named_value_squared=3_200 * 6_500.0**2,
)
SILENT = tuple(replace(row, answered=0, named=0) for row in SEEN)
LARGE = SurveyCounts(SEEN, UNSEEN)


def test_the_parts_add_up_on_a_shop_with_many_answers():
    found = estimate_influence(LARGE)
    assert isinstance(found, Influence)
    # 250 of 50,000 chose the one invented name beside two real ones: 1 % choose a real one in error.
    assert found.misnaming.point == pytest.approx(0.01, rel=0.1)
    assert found.recall.point == pytest.approx(0.66, abs=0.03)
    # Nearly all of 10,000 attributed orders are genuine; of the others (6.4 % - 1 %) / (.88 x .66) = 9.3 %.
    assert 9_400 <= found.genuine.point <= 10_000
    assert found.unseen.interval.holds(9_300)
    assert found.orders.point == pytest.approx(found.genuine.point + found.unseen.point, rel=0.01)
    assert found.multiplier.point == pytest.approx(found.orders.point / 10_000, rel=1e-3)
    assert found.revenue.point == pytest.approx(found.orders.point * 6_000, rel=0.02)
    shares = [row.orders.point for row in found.creators]
    assert sum(shares) == pytest.approx(found.orders.point, rel=0.02)
    assert shares[0] > shares[1]


def test_the_same_counts_give_the_same_numbers():
    assert estimate_influence(LARGE) == estimate_influence(LARGE)


def test_it_is_never_the_surveys_share_added_to_the_codes():
    found = estimate_influence(LARGE)
    naive = LARGE.orders * (3_240 + 3_200) / LARGE.answered + LARGE.attributed
    assert found.orders.high < naive


def test_a_leaked_code_does_not_count():
    leaked = Seen(2, Sight.CODE, orders=5_000, answered=2_500, named=3)
    before = estimate_influence(LARGE)
    after = estimate_influence(replace(LARGE, seen=(*SEEN, leaked)))
    assert after.attributed == before.attributed + 5_000
    assert after.genuine.point - before.genuine.point < 150


def test_more_decoys_chosen_mean_less_influence():
    more = replace(LARGE, unseen=replace(UNSEEN, decoys_chosen=1_200))
    assert estimate_influence(more).unseen.point < 0.5 * estimate_influence(LARGE).unseen.point


def test_answers_that_name_nobody_say_no_effect():
    silent = SurveyCounts(
        (Seen(1, Sight.CODE, orders=60, answered=40, named=0),),
        Unseen(orders=10_000, answered=4_000, named={1: 0}, listed={1: 1.0}),
    )
    found = estimate_influence(silent)
    assert found.orders.no_effect_seen
    assert orders_said(found.orders).startswith("no effect seen, at most ")


def test_an_effect_is_said_with_both_ends():
    found = estimate_influence(LARGE).orders
    assert orders_said(found) == (f"between {found.low} and {found.high} orders, most likely {found.point}")


@pytest.mark.parametrize(
    ("unseen", "seen", "low", "needed"),
    [
        pytest.param(replace(UNSEEN, answered=0, named={}), SEEN, 9_000, 30, id="no answers"),
        pytest.param(replace(UNSEEN, answered=20, named={1: 3}), SEEN, 9_000, 10, id="too few"),
        pytest.param(UNSEEN, SILENT, 2_000, 30, id="attributed silent"),
    ],
)  # fmt: skip
def test_without_answers_there_are_bounds_and_no_number(unseen, seen, low, needed):
    counts = SurveyCounts(seen, unseen)
    found = estimate_influence(counts)
    assert isinstance(found, NotEnough)
    assert found.bounds.high == counts.orders
    assert low <= found.bounds.low <= counts.attributed
    assert found.needed == needed


def test_a_shop_without_attributed_orders_has_no_multiplier():
    found = estimate_influence(SurveyCounts((), UNSEEN))
    assert found.multiplier is None
    assert found.orders.point > 1_000
    assert [row.attributed for row in found.creators] == [0, 0]


def test_a_shop_without_creators_has_no_influence():
    found = estimate_influence(SurveyCounts((), Unseen(orders=500, answered=200, named={}, listed={})))
    assert found.orders.point == 0
    assert found.creators == ()


def test_thousands_of_creators_do_not_need_gigabytes():
    crowd = range(1, 601)
    seen = tuple(Seen(creator, Sight.CODE, orders=3, answered=1, named=1) for creator in crowd)
    found = estimate_influence(
        SurveyCounts(seen, replace(UNSEEN, named=dict.fromkeys(crowd, 1), listed=dict.fromkeys(crowd, 0.008)))
    )
    assert len(found.creators) == 600
