"""How well an estimator does over many shops whose truth is known."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from plugin.stats.survey import Estimate, Influence, Priors, estimate_influence
from tests.simulator.counting import count
from tests.simulator.parameters import ShopParameters
from tests.simulator.shop import simulate

FEWEST_TRUE = 20
"""A creator with fewer true orders is not judged: every interval from nothing to a few would do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Over the shops of one scenario. Bias, RMSE and width are relative to the truth; where there is no
    effect they are None and the point is taken as a share of the orders.

    coverage           of shops, how many intervals hold the truth
    share_of_orders    median point estimate over orders; `most_of_orders` the largest of all shops
    no_effect_seen     of shops, how many would be told “no effect seen”
    creator_coverage   the same as coverage for creators with at least 20 true orders, None without any
    creator_error      their median absolute relative error
    revenue_coverage   of shops, how many intervals of revenue hold the truth
    revenue_bias       median relative error of revenue
    """

    shops: int
    coverage: float
    median_bias: float | None
    rmse: float | None
    width: float | None
    share_of_orders: float
    most_of_orders: float
    no_effect_seen: float
    creator_coverage: float | None
    creator_error: float | None
    revenue_coverage: float
    revenue_bias: float | None


@dataclass(frozen=True, slots=True)
class _Trial:
    """One shop: the truth, and what was estimated from its counts alone."""

    orders: int
    value: int
    by_creator: list[int]
    found: Influence


def judge(
    given: ShopParameters,
    *,
    shops: int,
    seed: int,
    priors: Priors | None = None,
    pool: Executor | None = None,
) -> Verdict:
    """Draw `shops` shops, estimate each from its counts alone, and compare with the truth. A `pool` of
    processes shares the work; the verdict is the same.
    """
    streams = np.random.SeedSequence(seed).spawn(shops)
    trial = partial(_try_one, given, priors)
    trials = list(pool.map(trial, streams, chunksize=4) if pool else map(trial, streams))
    orders = [(trial.orders, trial.found.orders) for trial in trials]
    revenue = [(trial.value, trial.found.revenue) for trial in trials]
    creators = [pair for trial in trials for pair in _creators(trial)]
    errors = [found.point / truth - 1 for truth, found in orders if truth]
    points = [found.point / given.orders for _, found in orders]
    return Verdict(
        shops=shops,
        coverage=_coverage(orders),
        median_bias=float(np.median(errors)) if errors else None,
        rmse=float(np.sqrt(np.mean(np.square(errors)))) if errors else None,
        width=_median((found.high - found.low) / truth for truth, found in orders if truth),
        share_of_orders=float(np.median(points)),
        most_of_orders=max(points),
        no_effect_seen=float(np.mean([found.no_effect_seen for _, found in orders])),
        creator_coverage=_coverage(creators) if creators else None,
        creator_error=_median(abs(found.point / truth - 1) for truth, found in creators),
        revenue_coverage=_coverage(revenue),
        revenue_bias=_median(found.point / truth - 1 for truth, found in revenue if truth),
    )


def _try_one(given: ShopParameters, priors: Priors | None, stream: np.random.SeedSequence) -> _Trial:
    shop = simulate(given, np.random.default_rng(stream))
    found = estimate_influence(count(shop), priors)
    if not isinstance(found, Influence):
        raise ValueError("The scenario has too few answers for an estimate: ask for more orders or answers.")
    return _Trial(shop.influenced, shop.influenced_value, shop.influenced_by_creator().tolist(), found)


def _coverage(pairs: list[tuple[int, Estimate]]) -> float:
    return float(np.mean([found.interval.holds(truth) for truth, found in pairs]))


def _median(values: Iterable[float]) -> float | None:
    listed = list(values)
    return float(np.median(listed)) if listed else None


def _creators(trial: _Trial) -> list[tuple[int, Estimate]]:
    return [
        (trial.by_creator[row.creator], row.orders)
        for row in trial.found.creators
        if trial.by_creator[row.creator] >= FEWEST_TRUE
    ]
