"""Whether an option is chosen more often for where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from plugin.stats.survey.margins import Interval
from plugin.stats.survey.shares import FEWEST_ANSWERS, wilson

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: choices made there, their share with its interval, and the share it would have if
    places did not matter.
    """

    position: int
    chosen: int
    share: float
    interval: Interval
    expected: float


@dataclass(frozen=True, slots=True)
class PositionEffect:
    """The places from the top. `chance` is how likely differences this large are if places do not matter
    (chi-squared test).
    """

    places: tuple[Place, ...]
    chance: float

    @property
    def matters(self) -> bool:
        """Whether the place matters more than chance explains."""
        return self.chance < SIGNIFICANT


def position_effect(chosen: Sequence[int], expected: Sequence[float]) -> PositionEffect | None:
    """The effect of the place, from choices per place and how many each would have if places did not matter:
    lists are shuffled for every buyer, so an option of a list of seven is expected a seventh of the choices
    from such lists. None under 30 choices.
    """
    total = sum(chosen)
    if total < FEWEST_ANSWERS or len(chosen) < 2:
        return None
    scale = total / sum(expected)
    wanted = [value * scale for value in expected]
    places = tuple(
        Place(place, count, count / total, wilson(count, total), value / total)
        for place, (count, value) in enumerate(zip(chosen, wanted, strict=True))
    )
    statistic = sum(
        (count - value) ** 2 / value for count, value in zip(chosen, wanted, strict=True) if value
    )
    return PositionEffect(places, float(stats.chi2.sf(statistic, len(chosen) - 1)))
