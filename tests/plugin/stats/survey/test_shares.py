"""Shares and their intervals against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.stats.survey import answers_needed, goodman, share_of, wilson


@pytest.mark.parametrize(
    ("count", "answers", "low", "high"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="large"),
        pytest.param(15, 148, 0.0624, 0.1605, id="one in ten"),
        pytest.param(0, 20, 0.0000, 0.1611, id="none"),
        pytest.param(1, 29, 0.0061, 0.1718, id="one"),
        pytest.param(29, 29, 0.8830, 1.0000, id="all"),
    ],
)
def test_wilson_is_newcombes_table(count, answers, low, high):
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    found = wilson(count, answers)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        pytest.param(
            [56, 72, 73, 59, 62, 87, 58],
            [
                (0.085, 0.166), (0.115, 0.204), (0.116, 0.207), (0.091, 0.173), (0.096, 0.181),
                (0.143, 0.239), (0.089, 0.171),
            ],
            id="seven unlike",
        ),
        pytest.param([5] * 50, [(0.005, 0.075)] * 50, id="fifty alike"),
        pytest.param(
            [1] * 10 + [12] * 10 + [5] * 10 + [3] * 10 + [4] * 10,
            [(0.0, 0.049)] * 10
            + [(0.019, 0.114)] * 10
            + [(0.005, 0.075)] * 10
            + [(0.002, 0.062)] * 10
            + [(0.004, 0.069)] * 10,
            id="fifty unlike",
        ),
    ],
)  # fmt: skip
def test_goodman_is_the_published_comparison(counts, published):
    # Sison & Glaz 1995, Journal of the American Statistical Association 90:366, Goodman's columns.
    found = goodman(counts)
    assert [(each.low, each.high) for each in found] == [
        (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4)) for low, high in published
    ]


def test_finite_population_narrows_the_interval_down_to_a_point():
    alone, of_many, of_few = (
        wilson(20, 200),
        wilson(20, 200, population=100_000),
        wilson(20, 200, population=250),
    )
    assert alone.low == pytest.approx(of_many.low, abs=1e-3)
    assert of_few.high - of_few.low < 0.5 * (alone.high - alone.low)
    everybody = wilson(20, 200, population=200)
    assert (everybody.low, everybody.high) == (0.1, 0.1)


def test_finite_population_is_what_a_worked_example_says():
    # 666 answers of 1,880 orders, 20 naming a creator: about 40 to 80 orders (95 %), computed by hand.
    found = wilson(20, 666, population=1_880)
    assert (round(1_880 * found.low), round(1_880 * found.high)) == (40, 80)


def test_answers_needed_is_z_squared_p_q_over_e_squared():
    assert answers_needed(0.10, 0.02, level=0.90) == 609


@pytest.mark.parametrize(
    ("count", "answers", "share", "needed"),
    [
        pytest.param(0, 0, None, 30, id="nobody yet"),
        pytest.param(20, 29, None, 1, id="one too few"),
        pytest.param(12, 30, 0.4, 0, id="enough"),
    ],
)
def test_no_percentage_under_thirty_answers(count, answers, share, needed):
    found = share_of(count, answers)
    assert (found.share, found.needed) == (share, needed)
    assert (found.interval is None) == (share is None)


@pytest.mark.parametrize(
    ("count", "answers", "population"),
    [(5, 4, None), (0, 0, None), (-1, 4, None), (3, 9, 8)],
    ids=["more than all", "of none", "negative", "more answers than orders"],
)
def test_impossible_counts_are_refused(count, answers, population):
    with pytest.raises(ValueError, match="cannot be"):
        wilson(count, answers, population=population)


@given(st.integers(1, 5_000), st.data())
def test_the_share_lies_within_its_interval(answers, data):
    count = data.draw(st.integers(0, answers))
    population = data.draw(st.none() | st.integers(answers, 20_000))
    found = wilson(count, answers, population=population)
    assert 0 <= found.low <= count / answers + 1e-12
    assert count / answers - 1e-12 <= found.high <= 1
