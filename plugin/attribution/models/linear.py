"""Linear: every touch the same."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.attribution.models.touch import Touch


def weigh(touches: Sequence[Touch]) -> list[int]:
    """The weight of each touch: `w_j = 1/n`."""
    return [1] * len(touches)
