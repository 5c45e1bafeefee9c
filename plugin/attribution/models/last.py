"""Last touch: all to whom the buyer met last."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.attribution.models.touch import Touch


def weigh(touches: Sequence[Touch]) -> list[int]:
    """The weight of each touch: `w_n = 1`."""
    return [int(place == len(touches) - 1) for place in range(len(touches))]
