"""Which share of the orders without code or link was led by a creator all the same.

Of their answers q names a creator. The share g does so in error: invented names on the lists are chosen in
error only, so they measure it. The rest are buyers who were led and remember: q = t k s + g, with recall s,
k (kappa) its ratio for buyers without code or link, and t the influenced share of the answers, which is
Rogan and Gladen's correction (1978) for a test that errs both ways. Buyers who were led also answer more
readily, by a ratio that can only be bounded; `order_share` turns a share of answers into one of orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from plugin.stats.survey.counts import Unseen
from plugin.stats.survey.margins import Estimate
from plugin.stats.survey.priors import LEVEL, Priors
from plugin.stats.survey.weighting import Weighted

Array = NDArray[np.float64]


def misnaming_posterior(unseen: Unseen, priors: Priors) -> tuple[float, float]:
    """Shape and rate of the gamma posterior of the share of answers that name a creator in error.

    A list with an invented name beside n real ones brings, per answer in error on the real ones, 1 / n on the
    invented one.
    """
    shape = priors.misnaming_shape + unseen.decoys_chosen
    rate = priors.misnaming_shape / priors.misnaming
    if unseen.names_beside > 0:
        rate += unseen.decoy_answers / unseen.names_beside
    return shape, rate


def draw_kappa(priors: Priors, draws: int, rng: np.random.Generator) -> Array:
    """Draws of the ratio of recall, a normal cut to its range."""
    low, high = ((end - priors.kappa) / priors.kappa_sd for end in (priors.kappa_low, priors.kappa_high))
    drawn: Array = stats.truncnorm.ppf(rng.random(draws), low, high) * priors.kappa_sd + priors.kappa
    return drawn


@dataclass(frozen=True, slots=True)
class UnseenDraws:
    """Draws of the influenced share of the answers of orders without code or link.

    share  the share where somebody was led
    some   how well recall and misnaming of the draw fit the answers if somebody was
    none   the same if nobody was; both on one scale
    """

    share: Array
    some: Array
    none: Array


def draw_unseen(
    unseen: Unseen, recall: Array, misnaming: Array, priors: Priors, rng: np.random.Generator
) -> UnseenDraws:
    """Draws for each pair of `recall` (of buyers without code or link, k s) and `misnaming`.

    Given the pair, the share of answers naming a creator is drawn exactly, between g (nobody was led) and
    g + k s (everybody was).
    """
    counted = unseen.weighted or Weighted(unseen.answered, unseen.names)
    named, answered = counted.named, counted.answered
    first, second = named + 1.0, answered - named + 1.0
    low = np.minimum(misnaming, 1.0)
    high = np.minimum(misnaming + recall, 1.0)
    below, above = special.betainc(first, second, low), special.betainc(first, second, high)
    inside = np.maximum(above - below, 1e-300)
    drawn = special.betaincinv(first, second, below + inside * rng.random(len(recall)))
    share = np.clip((drawn - misnaming) / recall, 0.0, 1.0)
    strength = priors.unseen_weight
    return UnseenDraws(
        share,
        some=inside / recall * strength * (1 - share) ** (strength - 1),
        none=stats.beta.pdf(low, first, second),
    )


def draw_response_ratio(
    seen_rate: float, unseen_rate: float, priors: Priors, draws: int, rng: np.random.Generator
) -> Array:
    """Draws of how much more readily influenced buyers answer: on the logarithmic scale between not at all
    and as much as attributed orders are answered more than the others. More cannot be known.
    """
    most = seen_rate / unseen_rate if unseen_rate > 0 else 1.0
    where = rng.beta(priors.response_low, priors.response_high, draws)
    drawn: Array = np.exp(where * np.log(max(most, 1.0)))
    return drawn


def order_share(share: Array, ratio: Array) -> Array:
    """A share of the answers as one of the orders, where those it counts answer `ratio` times as often."""
    return share / (share + ratio * (1 - share))


def draw_led_orders(
    unseen: Unseen, share: Array, *, ratio: Array, recall: Array, misnaming: Array, rng: np.random.Generator
) -> Array:
    """Draws of the influenced orders without code or link, given the influenced share of the answers.

    Those who answered are a known number and named somebody or not, which already says much about how many of
    them were led; only the others are predicted. This is where the finite number of orders narrows the
    interval.
    """
    named = unseen.names
    silent = unseen.orders - unseen.answered
    names = np.minimum(share * recall + misnaming, 1.0)
    if_named = np.clip(share * (recall + misnaming) / np.maximum(names, 1e-12), 0.0, 1.0)
    if_not = np.clip(share * (1 - recall - misnaming) / np.maximum(1 - names, 1e-12), 0.0, 1.0)
    led = rng.binomial(named, if_named) + rng.binomial(unseen.answered - named, if_not)
    expected = order_share(share, ratio) * unseen.orders - share * unseen.answered
    if silent:
        led = led + rng.binomial(silent, np.clip(expected / silent, 0.0, 1.0))
    result: Array = led.astype(np.float64)
    return result


def misnaming_estimate(unseen: Unseen, priors: Priors | None = None) -> Estimate:
    """The share of answers that name a creator in error, with its 90 % interval, from the invented names."""
    shape, rate = misnaming_posterior(unseen, priors or Priors())
    low, point, high = (
        float(stats.gamma.ppf(level, shape, scale=1 / rate))
        for level in ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
    )
    return Estimate(point, low, high)
