"""Position: 40 % to the first touch, 40 % to the last, 20 % to those between."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.attribution.models.touch import Touch


def weigh(touches: Sequence[Touch]) -> list[int]:
    """The weight of each touch: ends .4, between .2/(n-2); one touch has all, two have half each."""
    between = len(touches) - 2
    if between <= 0:
        return [1] * len(touches)
    return [2 * between, *[1] * between, 2 * between]
