"""Capture and recapture: codes and links as one list of influenced orders, answers as another.

A cross-check, not an estimate: it takes every attributed order for an influenced one and every name for a
true one, so leaks and names chosen in error make it too large, and forgotten creators who are also unseen
make it too small.
"""

from __future__ import annotations

from math import exp, log, sqrt

from plugin.stats.survey.counts import SurveyCounts
from plugin.stats.survey.margins import Estimate
from plugin.stats.survey.shares import normal_quantile


def chapman(first: int, second: int, both: int, *, level: float = 0.90) -> Estimate:
    """The size of a population of which two lists hold `first` and `second`, and both hold `both` (Chapman
    1951; variance by Seber 1970). The interval is log-normal on what neither list holds.

    Raises ValueError where `both` is more than a list.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"Two lists of {first} and {second} cannot share {both}.")
    point = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    held = first + second - both
    unheld = point - held
    if unheld <= 0 or variance <= 0:
        return Estimate(point, float(held), point)
    factor = exp(normal_quantile(level) * sqrt(log(1 + variance / unheld**2)))
    return Estimate(point, held + unheld / factor, held + unheld * factor)


def recaptured_orders(counts: SurveyCounts, *, level: float = 0.90) -> Estimate | None:
    """Influenced orders by capture and recapture, the answers of both strata weighted up to their orders:
    n_A + n_0 q_0 / q_A. None where no attributed order's answer names its creator.
    """
    answered = sum(row.answered for row in counts.seen)
    named = sum(row.named for row in counts.seen)
    unseen = counts.unseen
    if not named or not unseen.answered:
        return None
    among_answers = chapman(answered, named + sum(unseen.named.values()), named, level=level)
    ratio = (unseen.orders / unseen.answered) * sum(unseen.named.values()) / (named / answered)
    point = counts.attributed + ratio
    return Estimate(
        point,
        point * among_answers.low / among_answers.point,
        point * among_answers.high / among_answers.point,
    )
