"""Shares of answers with their margin: Wilson for one, Goodman for several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from scipy import stats

from plugin.stats.survey.margins import Interval

FEWEST_ANSWERS = 30
"""With fewer, no percentage is shown: it would say more than is known."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `answers` as a fraction 0..1 with its interval, or how many answers are missing.

    share, interval are None under FEWEST_ANSWERS; `needed` then says about how many more it takes, else 0.
    """

    count: int
    answers: int
    share: float | None
    interval: Interval | None
    needed: int


def share_of(
    count: int, answers: int, *, population: int | None = None, level: float = 0.95, at_once: int = 1
) -> Share:
    """The share with its Wilson interval; `at_once` shares read beside each other are all right together with
    the level (Goodman 1965). `population` is as in `wilson`.
    """
    if answers < FEWEST_ANSWERS:
        return Share(count, answers, None, None, FEWEST_ANSWERS - answers)
    interval = wilson(count, answers, level=1 - (1 - level) / at_once, population=population)
    return Share(count, answers, count / answers, interval, 0)


def wilson(count: int, answers: int, *, level: float = 0.95, population: int | None = None) -> Interval:
    """The Wilson interval of a share (Wilson 1927; method 3 of Newcombe 1998), as fractions.

    Of a finite `population` only those who did not answer are unknown: the answers then weigh as many as
    answers x (population - 1) / (population - answers), and with everybody's answer the interval is a point.
    Raises ValueError where the counts cannot be.
    """
    if not 0 <= count <= answers or answers <= 0 or (population is not None and population < answers):
        raise ValueError(f"{count} of {answers} answers of a population of {population} cannot be.")
    share = count / answers
    weight = float(answers)
    if population is not None:
        if population == answers:
            return Interval(share, share)
        weight *= (population - 1) / (population - answers)
    z = normal_quantile(level)
    scale = 1 + z * z / weight
    centre = (share + z * z / (2 * weight)) / scale
    half = z * sqrt(share * (1 - share) / weight + z * z / (4 * weight * weight)) / scale
    return Interval(max(centre - half, 0.0), min(centre + half, 1.0))


def goodman(counts: Sequence[int], *, level: float = 0.95, population: int | None = None) -> list[Interval]:
    """Intervals of several shares of the same answers that all hold together with the level (Goodman 1965:
    Wilson's with the level divided among them).
    """
    answers = sum(counts)
    each = 1 - (1 - level) / max(len(counts), 1)
    return [wilson(count, answers, level=each, population=population) for count in counts]


def answers_needed(share: float, half_width: float, *, level: float = 0.95) -> int:
    """How many answers put `share` within plus or minus `half_width`: z² p (1 - p) / e²."""
    return ceil(normal_quantile(level) ** 2 * share * (1 - share) / half_width**2)


def normal_quantile(level: float) -> float:
    """The z of a two-sided level (1.96 for 0.95)."""
    return float(stats.norm.ppf((1 + level) / 2))
