"""How well an estimator does over many shops whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plugin.stats.survey import Estimate, Influence, Priors, estimate_influence
from tests.simulator.counting import count
from tests.simulator.parameters import ShopParameters
from tests.simulator.shop import SimulatedShop, simulate

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


def judge(given: ShopParameters, *, shops: int, seed: int, priors: Priors | None = None) -> Verdict:
    """Draw `shops` shops, estimate each from its counts alone, and compare with the truth."""
    streams = np.random.SeedSequence(seed).spawn(shops)
    drawn = [simulate(given, np.random.default_rng(stream)) for stream in streams]
    pairs = []
    for shop in drawn:
        found = estimate_influence(count(shop), priors)
        if not isinstance(found, Influence):
            raise ValueError(
                "The scenario has too few answers for an estimate: ask for more orders or answers."
            )
        pairs.append((shop, found))
    orders = [(shop.influenced, found.orders) for shop, found in pairs]
    revenue = [(shop.influenced_value, found.revenue) for shop, found in pairs]
    creators = [pair for shop, found in pairs for pair in _creators(shop, found)]
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


def _coverage(pairs: list[tuple[int, Estimate]]) -> float:
    return float(np.mean([found.interval.holds(truth) for truth, found in pairs]))


def _median(values: object) -> float | None:
    listed = list(values)  # type: ignore[call-overload]
    return float(np.median(listed)) if listed else None


def _creators(shop: SimulatedShop, found: Influence) -> list[tuple[int, Estimate]]:
    truth = shop.influenced_by_creator()
    return [
        (int(truth[row.creator]), row.orders) for row in found.creators if truth[row.creator] >= FEWEST_TRUE
    ]
