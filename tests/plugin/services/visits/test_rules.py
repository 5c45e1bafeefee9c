"""Which visits count: bursts and repeats, whatever the order in which they are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugin.services.visits.rules import BURST, Judgement, NearVisit, judge
from tests.cast import NOW

LINK, OTHER = (1, None), (2, None)


def near(seconds, *, path=LINK, refused=None):
    """A visit so many seconds from the one that is judged, which are its reference too."""
    return NearVisit(str(seconds), path, NOW + timedelta(seconds=seconds), refused)


@pytest.mark.parametrize(
    ("others", "judgement"),
    [
        pytest.param([], Judgement(None), id="alone"),
        pytest.param([near(-60)], Judgement("repeat"), id="a minute after another"),
        pytest.param([near(-1799)], Judgement("repeat"), id="just within the half hour"),
        pytest.param([near(-1800)], Judgement(None), id="half an hour later"),
        pytest.param([near(-60, path=OTHER)], Judgement(None), id="by another link"),
        pytest.param(
            [near(-60, refused="repeat")], Judgement(None), id="after one that does not count itself"
        ),
        pytest.param([near(-60, refused="crawler")], Judgement(None), id="after a program"),
        pytest.param([near(60)], Judgement(None, repeats=("60",)), id="told late: the later one repeats"),
        pytest.param([near(60, path=OTHER)], Judgement(None), id="told late: another link stands"),
    ],
)
def test_a_visit_is_counted_once_in_half_an_hour(others, judgement):
    assert judge(NOW, LINK, others) == judgement


@pytest.mark.parametrize(
    ("seconds", "is_burst"),
    [
        pytest.param([-8, -6, -4, -2], True, id="the fifth in eight seconds"),
        pytest.param([-10, -9, -8, -7], True, id="the fifth in ten seconds"),
        pytest.param([-11, -9, -8, -7], False, id="one too early"),
        pytest.param([-5, -3, 3, 5], True, id="told late, in the middle"),
        pytest.param([2, 4, 6, 8], True, id="told last, the first"),
        pytest.param([-8, -6, 6, 8], False, id="spread over more than ten seconds"),
        pytest.param([-6, -4, -2], False, id="four"),
    ],
)
def test_five_in_ten_seconds_are_a_program(seconds, is_burst):
    others = [near(at, path=(at + 100, None)) for at in seconds]
    found = judge(NOW, LINK, others)
    assert (found.refused_because == "burst") == is_burst
    assert found.burst == (tuple(visit.ref for visit in others) if is_burst else ())


def test_visits_that_were_refused_already_make_no_burst():
    others = [near(at, refused="prefetch") for at in (-4, -3, -2, -1)]
    assert judge(NOW, LINK, others) == Judgement(None)


def test_a_burst_that_is_known_is_not_told_again():
    others = [near(-number, refused="burst") for number in range(1, BURST + 1)]
    assert judge(NOW, LINK, others) == Judgement("burst")
