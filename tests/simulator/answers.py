"""What buyers answer: the lists they see, what they remember, and the names they choose in error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.simulator.parameters import ShopParameters

NOBODY = -1
"""An answer that names no creator: a channel, or “do not remember”."""
DECOY = -2
"""The invented name."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of those who answered: `names` is answers x names per list, `decoy` whether the invented name
    was on it.
    """

    names: NDArray[np.int64]
    decoy: NDArray[np.bool_]


def lists_shown(
    given: ShopParameters, weights: NDArray[np.float64], answers: int, rng: np.random.Generator
) -> Lists:
    """A list per answer: creators that bring more are on it more often, and everyone has a floor."""
    size = min(given.listed, given.creators)
    keys = np.log(weights + 0.5 / given.creators) + rng.gumbel(size=(answers, given.creators))
    names = np.argpartition(-keys, size - 1, axis=1)[:, :size]
    return Lists(names, rng.random(answers) < given.decoy_share)


def answer(
    given: ShopParameters,
    led_by: NDArray[np.int64],
    recall: NDArray[np.float64],
    lists: Lists,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The names chosen. One who was led names the right creator with their `recall` (by the list or by the
    search), another name of the list with `other`, else none. One who was not names each name of the list,
    the decoy included, equally often: `false_naming` is the share that names a real one.
    """
    count = len(led_by)
    led = led_by >= 0
    chance = rng.random(count)
    named = np.where(led & (chance < recall), led_by, NOBODY)
    size = lists.names.shape[1]
    confused = led & (chance >= recall) & (chance < recall + given.other)
    wrong = ~led & (chance < given.false_naming * (1 + lists.decoy / size))
    weight = np.where(led, given.confused, 1.0) * lists.decoy
    takes_decoy = rng.random(count) < weight / (size + weight)
    place = rng.integers(size, size=count)
    chosen = np.where(takes_decoy, DECOY, lists.names[np.arange(count), place])
    # The right name is no confusion: another of the list is taken, or none where there is no other.
    right = confused & (chosen == led_by)
    other = lists.names[np.arange(count), (place + 1) % size]
    chosen = np.where(right, np.where(other == led_by, NOBODY, other), chosen)
    return np.where(confused | wrong, chosen, named)
