"""The models: published formulas as cases, and the laws of every credit."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.attribution.models import Difference, Model, Part, Touch, credits, differences
from plugin.ledger.entries import WHOLE_PPM
from tests.plugin.attribution.facts import AT

CLEO, DEV, ASA = 1, 2, 3
DAY = timedelta(days=1)


def came(*creators_and_days):
    """Touches so many days before the order, oldest first."""
    return [Touch(creator, AT - days * DAY) for creator, days in creators_and_days]


def amounts(model, net, touches, introducers=(), share=400_000):
    return {
        creator: part.amount_minor
        for creator, part in credits(net, touches, introducers, share)[model].items()
    }


THREE = came((CLEO, 14), (DEV, 7), (ASA, 0))


@pytest.mark.parametrize(
    ("model", "touches", "expected"),
    [
        pytest.param(Model.FIRST, THREE, {CLEO: 7000}, id="first"),
        pytest.param(Model.LAST, THREE, {ASA: 7000}, id="last"),
        pytest.param(Model.LINEAR, THREE, {CLEO: 2334, DEV: 2333, ASA: 2333}, id="linear-largest-remainder"),
        pytest.param(Model.POSITION, THREE, {CLEO: 2800, DEV: 1400, ASA: 2800}, id="40-20-40"),
        pytest.param(
            Model.POSITION,
            came((CLEO, 9), (DEV, 5), (DEV, 4), (ASA, 3), (CLEO, 1)),
            {CLEO: 5600, DEV: 933, ASA: 467},
            id="position-of-five",
        ),
        pytest.param(Model.POSITION, THREE[:2], {CLEO: 3500, DEV: 3500}, id="position-of-two"),
        pytest.param(Model.POSITION, THREE[:1], {CLEO: 7000}, id="position-of-one"),
        pytest.param(Model.TIME_DECAY, THREE, {CLEO: 1000, DEV: 2000, ASA: 4000}, id="half-after-seven-days"),
        pytest.param(Model.TIME_DECAY, came((CLEO, 364)), {CLEO: 7000}, id="decay-of-one-old-touch"),
        pytest.param(Model.TIME_DECAY, [], {}, id="no-touch"),
    ],
)
def test_formulas(model, touches, expected):
    assert amounts(model, 7000, touches) == expected


@pytest.mark.parametrize(
    ("touches", "introducers", "share", "expected"),
    [
        pytest.param(came((CLEO, 0)), [DEV], 400_000, {DEV: 4000, CLEO: 6000}, id="named-beside-a-touch"),
        pytest.param([], [DEV], 400_000, {DEV: 10_000}, id="named-alone-has-all"),
        pytest.param(came((CLEO, 0)), [CLEO], 400_000, {CLEO: 10_000}, id="named-and-closed"),
        pytest.param(came((CLEO, 7), (DEV, 0)), [CLEO], 400_000, {CLEO: 6000, DEV: 4000}, id="rest-by-decay"),
        pytest.param(
            came((CLEO, 0)), [DEV, ASA], 400_000, {CLEO: 6000, DEV: 2000, ASA: 2000}, id="two-named"
        ),
        pytest.param(came((CLEO, 7), (DEV, 0)), [], 400_000, {CLEO: 3333, DEV: 6667}, id="nobody-named"),
        pytest.param(came((CLEO, 0)), [DEV], 0, {CLEO: 10_000}, id="no-share"),
        pytest.param(came((CLEO, 0)), [DEV], WHOLE_PPM, {DEV: 10_000}, id="whole-share"),
    ],
)
def test_survey_first(touches, introducers, share, expected):
    assert amounts(Model.SURVEY_FIRST, 10_000, touches, introducers, share) == expected


touches_drawn = st.lists(
    st.builds(
        Touch, st.integers(1, 4), st.integers(0, 60 * 24).map(lambda hours: AT - timedelta(hours=hours))
    ),
    max_size=7,
).map(lambda rows: sorted(rows, key=lambda row: (row.at, row.creator_id)))
named_drawn = st.lists(st.integers(1, 5), unique=True, max_size=2).map(sorted)


@given(st.integers(0, 10**12), touches_drawn, named_drawn, st.integers(0, WHOLE_PPM))
def test_every_model_credits_the_whole_order_exactly_or_nothing(net, touches, named, share):
    for model, parts in credits(net, touches, named, share).items():
        has_anything = bool(touches) or (model is Model.SURVEY_FIRST and bool(named))
        assert sum(part.amount_minor for part in parts.values()) == (net if has_anything else 0)
        assert sum(part.share_ppm for part in parts.values()) == (WHOLE_PPM if has_anything else 0)
        assert all(part.amount_minor >= 0 and part.share_ppm >= 0 for part in parts.values())


@given(st.integers(0, 10**9), touches_drawn, named_drawn, st.integers(0, WHOLE_PPM), st.data())
def test_posted_and_differences_together_are_the_models(net, touches, named, share, data):
    everybody = sorted({touch.creator_id for touch in touches})
    holder = data.draw(st.sampled_from([*everybody, 9]))
    posted = data.draw(st.sampled_from([{}, {holder: Part(WHOLE_PPM, net)}]))
    rows = differences(net, touches, named, share, posted)
    for model, parts in credits(net, touches, named, share).items():
        added = dict(posted)
        for row in rows:
            if row.model == model:
                share_held, amount = added.get(row.creator_id, (0, 0))
                added[row.creator_id] = Part(share_held + row.share_ppm, amount + row.amount_minor)
        assert {creator: part for creator, part in added.items() if any(part)} == {
            creator: part for creator, part in parts.items() if any(part)
        }
    assert not any(row.share_ppm == row.amount_minor == 0 for row in rows)


def test_where_one_creator_met_the_buyer_nothing_is_kept():
    assert differences(500, came((CLEO, 9), (CLEO, 0)), [CLEO], 400_000, {CLEO: Part(WHOLE_PPM, 500)}) == ()
    assert differences(500, [], [], 400_000, {}) == ()
    assert differences(500, [], [DEV], 400_000, {}) == (Difference("survey_first", DEV, WHOLE_PPM, 500),)
