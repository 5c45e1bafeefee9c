"""What stands in the lists: everybody's chance, the order, the decoy."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from plugin.attribution.survey.chance import Chance
from plugin.attribution.survey.channels import FIRST_HEARD, NAMES, PINNED, SHUFFLED, WHY_TODAY
from plugin.attribution.survey.lists import LONGEST_LIST, Candidate, Option, draw_lists, floored, sample
from plugin.attribution.survey.settings import DEFAULT

DECOY = Option("cdecoy", "decoy", decoy_id=7)
KEY = b"the shop's own key"


def active(number: int, busy: dict[int, float] | None = None) -> list[Candidate]:
    return [Candidate(f"c{each}", each, (busy or {}).get(each, 0.0)) for each in range(number)]


def drawn(subject: str, number: int, busy=None, **changes):
    return draw_lists(replace(DEFAULT, **changes), Chance(KEY, subject), active(number, busy), DECOY)


def names(lists) -> list[str]:
    return [row.key for row in lists.options[NAMES]]


@given(st.text(), st.integers(0, 30), st.floats(0, 0.5), st.floats(0, 1))
@examples(max_examples=60, deadline=None)
def test_whoever_asks_the_lists_are_whole(subject, number, decoys, closers):
    lists = drawn(subject, number, decoy_fraction=decoys, closer_fraction=closers)
    first = [row.key for row in lists.options[FIRST_HEARD]]
    assert tuple(first[-2:]) == PINNED
    assert len(first) == len(set(first))
    said = {row.channel for row in lists.options[FIRST_HEARD] if row.kind == "channel"}
    assert said == {*SHUFFLED[FIRST_HEARD], *PINNED}
    assert lists.named_at_once == (0 < number <= 5)
    shown = lists.options[FIRST_HEARD if lists.named_at_once else NAMES]
    people = [row for row in shown if row.kind != "channel"]
    has_decoy = lists.decoy_id is not None
    assert len(people) == min(number + has_decoy, LONGEST_LIST)
    assert [row.kind for row in people].count("decoy") == has_decoy
    if has_decoy:
        assert shown[lists.decoy_position] == DECOY
        assert number > 0
    assert lists == drawn(subject, number, decoy_fraction=decoys, closer_fraction=closers)


def test_every_place_is_everybodys():
    places = Counter()
    for subject in range(2000):
        channels = [row.key for row in drawn(f"s{subject}", 20).options[FIRST_HEARD]]
        places[channels.index("ad")] += 1
    assert set(places) == set(range(7))
    assert all(200 < count < 380 for count in places.values())  # 2000 / 7 = 286, four deviations


def test_who_is_heard_of_is_listed_more_often_and_nobody_never():
    shown = Counter()
    for subject in range(1000):
        shown.update(names(drawn(f"s{subject}", 40, {0: 900.0, 1: 100.0}, decoy=False)))
    assert shown["c0"] > 900
    quiet = [shown[f"c{number}"] for number in range(2, 40)]
    assert min(quiet) > 60
    assert shown["c0"] > shown["c1"] > max(quiet)


@given(st.lists(st.floats(0, 1e9), max_size=40))
def test_weights_sum_to_one_and_keep_the_floor(activity):
    weights = floored(activity)
    assert sum(weights) == pytest.approx(1 if activity else 0)
    assert all(weight >= 0.5 / len(activity) for weight in weights)


def test_one_more_creator_moves_nobody_else():
    chance = Chance(KEY, "s1")
    before = [row.key for row in sample(active(8), 8, chance)]
    after = [row.key for row in sample(active(9), 9, chance)]
    assert [key for key in after if key != "c8"] == before


@pytest.mark.parametrize("fraction", [0.0, 0.2, 0.5])
def test_the_decoy_and_the_second_question_reach_their_parts(fraction):
    lists = [
        drawn(f"s{number}", 20, decoy_fraction=fraction, closer_fraction=fraction) for number in range(1000)
    ]
    for reached in (
        sum(row.decoy_id is not None for row in lists),
        sum(WHY_TODAY in row.options for row in lists),
    ):
        assert abs(reached - 1000 * fraction) <= 60 * (fraction > 0)
    places = {row.decoy_position for row in lists if row.decoy_id is not None}
    assert places == (set(range(LONGEST_LIST)) if fraction else set())


def test_another_shop_draws_otherwise():
    one, two = ([Chance(key, "s").draw(number) for number in range(50)] for key in (b"one", b"two"))
    assert one != two
    assert all(0 <= value < 1 for value in one + two)
    assert one == [Chance(b"one", "s").draw(number) for number in range(50)]
    assert b"one" not in repr(Chance(b"one", "s")).encode()


def test_an_option_is_stored_and_read():
    for option in (
        DECOY,
        Option("friend", "channel", channel="friend"),
        Option("c1", "creator", creator_id=1),
    ):
        assert Option.from_facts(option.facts()) == option
