"""Estimates with their margin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

NO_EFFECT_BELOW = 10
"""Orders. A lower end under this is no evidence that creators had any effect: chance alone brings it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether `value` lies within."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and the interval it lies in with the level said beside it: `low` <= `point` <= `high`."""

    point: float
    low: float
    high: float

    @property
    def interval(self) -> Interval:
        """The two ends."""
        return Interval(self.low, self.high)

    @property
    def no_effect_seen(self) -> bool:
        """For orders: whether it may as well be nothing, so that only “at most” can be said."""
        return self.low < NO_EFFECT_BELOW

    def over(self, count: int) -> Estimate | None:
        """The estimate as a multiple of a known count; None where that is 0."""
        return Estimate(self.point / count, self.low / count, self.high / count) if count else None


def from_draws(draws: NDArray[np.float64], level: float) -> Estimate:
    """Median and equal-tailed interval of draws."""
    return each_row(draws[None, :], level)[0]


def each_row(draws: NDArray[np.float64], level: float) -> list[Estimate]:
    """The same for every row of draws (rows x draws)."""
    if not len(draws):
        return []
    low, point, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=1)
    return [Estimate(*each) for each in zip(point.tolist(), low.tolist(), high.tolist(), strict=True)]


def whole(estimate: Estimate) -> Estimate:
    """The same in whole numbers (orders, minor units), the ends rounded outwards."""
    inner: Callable[[float], int] = round
    return Estimate(inner(estimate.point), floor(estimate.low), ceil(estimate.high))
