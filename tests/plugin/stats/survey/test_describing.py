"""Response rates, places in the list, and answers beside codes."""

import pytest

from plugin.stats.survey.agreement import Accord, Role, accord, roles
from plugin.stats.survey.positions import position_effect
from plugin.stats.survey.rates import ResponseRates


def test_three_rates_with_three_denominators():
    rates = ResponseRates(eligible=2_000, shown=1_800, answered=720)
    assert rates.answered_of_shown.share == pytest.approx(0.40)
    assert rates.shown_of_eligible.share == pytest.approx(0.90)
    assert rates.answered_of_eligible.share == pytest.approx(0.36)
    assert not rates.low


@pytest.mark.parametrize(
    ("shown", "answered", "low"),
    [(1_000, 349, True), (1_000, 350, False), (29, 0, False), (0, 0, False)],
    ids=["just under", "at the line", "too few to say", "nobody"],
)
def test_the_warning_comes_below_35_percent(shown, answered, low):
    assert ResponseRates(5_000, shown, answered).low is low


def test_even_choices_show_no_effect_of_the_place():
    effect = position_effect([100, 104, 97, 99], [100, 100, 100, 100])
    assert not effect.matters
    assert [place.expected for place in effect.places] == [0.25] * 4


def test_the_first_place_chosen_half_the_time_is_an_effect():
    effect = position_effect([200, 70, 70, 60], [100, 100, 100, 100])
    assert effect.matters
    assert effect.chance < 1e-6
    assert effect.places[0].interval.low > effect.places[0].expected


def test_places_with_few_choices_say_nothing():
    assert position_effect([10, 10, 9], [10, 10, 10]) is None


def test_who_is_named_more_than_followed_introduces():
    found = {row.creator: row.role for row in roles({1: 60, 2: 20, 3: 20}, {1: 30, 2: 50, 3: 20})}
    assert found == {1: Role.INTRODUCER, 2: Role.CLOSER, 3: Role.BALANCED}


def test_roles_need_thirty_of_both():
    assert {row.role for row in roles({1: 29}, {1: 500})} == {Role.UNKNOWN}


@pytest.mark.parametrize(
    ("agreeing", "answered", "said"),
    [
        (60, 100, Accord.GOOD),
        (59, 100, Accord.USUAL),
        (35, 100, Accord.USUAL),
        (34, 100, Accord.BROKEN),
        (0, 29, Accord.UNKNOWN),
    ],
)
def test_accord_of_codes_and_answers(agreeing, answered, said):
    assert accord(agreeing, answered) is said
