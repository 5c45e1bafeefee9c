"""Corrections and cross-checks against published examples."""

import pytest

from plugin.stats.survey.capture import chapman, recaptured_orders
from plugin.stats.survey.counts import Seen, Sight, SurveyCounts, Unseen
from plugin.stats.survey.rogan_gladen import corrected_share
from plugin.stats.survey.weighting import Cell, weigh


@pytest.mark.parametrize(
    ("positives", "tested", "sensitivity", "specificity", "true_share"),
    [
        # epiR's manual, epi.prev: 23 of 150 cows positive, 5.1 cases per 100; 6 of 151 children, 0 per 100.
        pytest.param(23, 150, 0.96, 0.89, 0.051, id="brucellosis"),
        pytest.param(6, 151, 0.964, 0.927, 0.0, id="fewer than false positives"),
        pytest.param(50, 100, 1.0, 1.0, 0.5, id="a perfect test"),
    ],
)
def test_rogan_gladen_is_the_published_example(positives, tested, sensitivity, specificity, true_share):
    found = corrected_share(positives / tested, sensitivity=sensitivity, specificity=specificity)
    assert found == pytest.approx(true_share, abs=5e-4)


def test_a_test_no_better_than_chance_corrects_nothing():
    with pytest.raises(ValueError, match="no more than chance"):
        corrected_share(0.3, sensitivity=0.4, specificity=0.6)


def test_chapman_is_the_text_book_example():
    # Ten turtles marked, fifteen caught later, five of them marked: 28 turtles.
    assert chapman(10, 15, 5).point == pytest.approx(28.33, abs=0.01)
    found = chapman(346, 184, 49)
    assert round(found.point) == 1283
    assert 346 + 184 - 49 < found.low < found.point < found.high


def test_chapman_refuses_more_in_both_than_in_one():
    with pytest.raises(ValueError, match="cannot share"):
        chapman(10, 4, 5)


def test_recapture_weights_both_strata_to_their_orders():
    counts = SurveyCounts(
        (Seen(1, Sight.CODE, orders=100, answered=50, named=25),),
        Unseen(orders=1_000, answered=400, named={1: 20}, listed={1: 1.0}),
    )
    found = recaptured_orders(counts)
    # n_A + n_0 q_0 / q_A = 100 + 1,000 x (20 / 400) / (25 / 50)
    assert found.point == pytest.approx(200)
    assert found.low < 200 < found.high


def test_recapture_without_a_name_among_attributed_orders_says_nothing():
    counts = SurveyCounts((), Unseen(orders=1_000, answered=400, named={1: 20}, listed={1: 1.0}))
    assert recaptured_orders(counts) is None


def test_weighting_gives_each_kind_its_share_of_the_orders():
    found = weigh([Cell(orders=900, answered=100, named=10), Cell(orders=100, answered=100, named=40)])
    assert found.share == pytest.approx(0.9 * 0.1 + 0.1 * 0.4)
    # Answers with unequal weights are worth fewer than they are.
    assert found.answered == pytest.approx(1_000**2 / (900**2 / 100 + 100**2 / 100))


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([Cell(900, 100, 10), Cell(100, 29, 9)], id="a cell with too few answers"),
        pytest.param([Cell(1_000, 129, 19)], id="one cell"),
        pytest.param([Cell(1_000, 129, 19), Cell(0, 0, 0)], id="a cell without orders"),
    ],
)
def test_cells_too_small_are_pooled(cells):
    assert weigh(cells).share == pytest.approx(19 / 129)
