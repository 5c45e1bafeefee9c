"""Time decay: the nearer to the order, the more; after seven days half."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from plugin.attribution.models.touch import Touch

HALF_LIFE = timedelta(days=7)
PRECISION = 10**9
"""Weights are whole parts of the last touch's: money is split by whole numbers."""


def weigh(touches: Sequence[Touch]) -> list[int]:
    """The weight of each touch: `w_j` proportional to `2^(-(T - t_j)/H)`.

    T is the time of the last touch, where the usual formula has the order's: the weights differ by one factor
    that dividing by their sum takes out again, and the last touch never rounds to nothing.
    """
    if not touches:
        return []
    last = touches[-1].at
    return [round(PRECISION * 2 ** (-((last - touch.at) / HALF_LIFE))) for touch in touches]
