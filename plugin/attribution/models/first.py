"""First touch: all to whom the buyer met first."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.attribution.models.touch import Touch


def weigh(touches: Sequence[Touch]) -> list[int]:
    """The weight of each touch: `w_1 = 1`."""
    return [int(place == 0) for place in range(len(touches))]
