"""Influenced orders and revenue: what codes and links saw, corrected for leaks, and what they did not see.

The orders are in two strata. Of the attributed ones the genuine share counts (`genuine`); of the others the
share whose answer names a creator, corrected for what buyers forget, for names chosen in error and for who
answers at all (`unseen`). Each order is in one stratum, so that nothing is counted twice: the survey's share
is never applied to all orders and added to the codes. The interval comes from draws of everything that is
not known, what the answers leave open and what they cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from plugin.stats.survey.counts import Sight, SurveyCounts
from plugin.stats.survey.genuine import GenuineDraws, draw_genuine
from plugin.stats.survey.margins import Estimate, Interval, each_row, from_draws, whole
from plugin.stats.survey.priors import DRAWS, LEVEL, SEED, Priors
from plugin.stats.survey.shares import FEWEST_ANSWERS
from plugin.stats.survey.split import draw_split
from plugin.stats.survey.unseen import (
    UnseenDraws,
    draw_kappa,
    draw_led_orders,
    draw_response_ratio,
    draw_unseen,
    misnaming_posterior,
    order_share,
)

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_NUMBERS = 4_000_000
"""Creators times draws. A shop of many thousand creators gets fewer draws instead of gigabytes."""
FEWEST_DRAWS = 500
_VALUE_PRIOR = 5.0
"""Orders of usual value that the mean of influenced ones is shrunk by: a few answers do not tell it."""


@dataclass(frozen=True, slots=True)
class CreatorInfluence:
    """One creator: attributed orders as counted, influenced orders and revenue (minor units), and how many
    times the attributed ones the influenced ones are (None without attributed orders).
    """

    creator: int
    attributed: int
    orders: Estimate
    revenue: Estimate
    multiplier: Estimate | None


@dataclass(frozen=True, slots=True)
class Influence:
    """The estimate of a span, with 90 % intervals.

    orders, revenue  influenced orders, and their net revenue in minor units
    multiplier       influenced over attributed orders; None without attributed orders
    attributed       orders with a creator's code or link, as counted
    genuine          of those, the orders a creator led
    unseen           influenced orders without code or link
    recall           share of influenced buyers with code or link who name their creator
    misnaming        share of answers that name a creator in error
    """

    orders: Estimate
    revenue: Estimate
    multiplier: Estimate | None
    attributed: int
    genuine: Estimate
    unseen: Estimate
    recall: Estimate
    misnaming: Estimate
    creators: tuple[CreatorInfluence, ...]


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Where the answers do not carry an estimate: the truth lies within `bounds` orders, whatever those who
    did not answer would have said (Manski 1990), and about `needed` more answers would do.
    """

    bounds: Interval
    needed: int


def estimate_influence(
    counts: SurveyCounts, priors: Priors | None = None, *, draws: int = DRAWS, seed: int = SEED
) -> Influence | NotEnough:
    """The influenced orders and revenue behind `counts`, or what bounds can be said without enough answers.

    The same counts give the same numbers. Formulas: Rogan & Gladen 1978 for recall and misnaming, Minka 2000
    for the split among creators, Manski 1990 for the bounds.
    """
    draws = max(min(draws, MOST_NUMBERS // max(len(counts.creators), 1)), FEWEST_DRAWS)
    drawn = _Drawn(counts, priors or Priors(), draws, np.random.default_rng(seed))
    missing = FEWEST_ANSWERS - counts.unseen.answered
    if missing <= 0 and counts.attributed >= FEWEST_ANSWERS and not any(row.answered for row in counts.seen):
        missing = FEWEST_ANSWERS
    if missing > 0:
        return NotEnough(_bounds(counts, drawn.genuine), missing)
    return drawn.estimate()


class _Drawn:
    """Every unknown, drawn together."""

    def __init__(self, counts: SurveyCounts, priors: Priors, draws: int, rng: np.random.Generator) -> None:
        self.counts, self.priors, self.draws, self.rng = counts, priors, draws, rng
        self.creators = counts.creators
        places = {creator: place for place, creator in enumerate(self.creators)}
        self.owner = np.array([places[row.creator] for row in counts.seen], dtype=np.int64)
        listed = np.array([counts.unseen.listed.get(creator, 0.0) for creator in self.creators])
        # Without lists every name is as likely to be chosen in error as the next.
        self.listed = (
            listed / listed.sum() if listed.sum() > 0 else np.full(len(listed), 1 / max(len(listed), 1))
        )
        shape, rate = misnaming_posterior(counts.unseen, priors)
        self.misnaming: Array = rng.gamma(shape, 1 / rate, draws)
        self.genuine: GenuineDraws = draw_genuine(
            counts.seen, shape / rate * self.listed[self.owner], priors, draws, rng
        )

    def estimate(self) -> Influence:
        """Quantiles of everything."""
        counts, unseen, rng = self.counts, self.counts.unseen, self.rng
        answered = sum(row.answered for row in counts.seen)
        ratio = draw_response_ratio(
            answered / counts.attributed if counts.attributed else 0.0,
            unseen.answered / unseen.orders,
            self.priors,
            self.draws,
            rng,
        )
        recall = np.minimum(draw_kappa(self.priors, self.draws, rng) * self.genuine.recall, 1.0)
        led = draw_unseen(unseen, recall, self.misnaming, self.priors, rng)
        kept, nothing_seen, nothing_unseen = self._kept(led)
        ratio, misnaming = ratio[kept], self.misnaming[kept]
        orders = np.array([row.orders for row in counts.seen], dtype=np.float64)[:, None]
        value = np.array([row.value for row in counts.seen], dtype=np.float64)[:, None]
        genuine = np.where(nothing_seen, 0.0, order_share(self.genuine.shares[:, kept], ratio))
        unseen_orders = draw_led_orders(
            unseen,
            np.where(nothing_unseen, 0.0, led.share[kept]),
            ratio=ratio,
            recall=recall[kept],
            misnaming=misnaming,
            rng=rng,
        )
        seen_by_creator = self._by_creator(genuine * orders)
        split = draw_split(
            np.array([unseen.named.get(creator, 0) for creator in self.creators], dtype=np.int64),
            self.listed[:, None] * misnaming * unseen.answered,
            seen_by_creator.mean(axis=1),
            rng,
        )
        by_creator = seen_by_creator + split * unseen_orders
        mean_value = self._unseen_value(misnaming)
        value_by_creator = self._by_creator(genuine * value) + split * unseen_orders * mean_value
        total = seen_by_creator.sum(axis=0) + unseen_orders
        orders_led = from_draws(total, LEVEL)
        return Influence(
            orders=whole(orders_led),
            revenue=whole(from_draws((genuine * value).sum(axis=0) + unseen_orders * mean_value, LEVEL)),
            multiplier=orders_led.over(counts.attributed),
            attributed=counts.attributed,
            genuine=whole(from_draws(seen_by_creator.sum(axis=0), LEVEL)),
            unseen=whole(from_draws(unseen_orders, LEVEL)),
            recall=from_draws(self.genuine.recall[kept], LEVEL),
            misnaming=from_draws(misnaming, LEVEL),
            creators=self._creators(by_creator, value_by_creator),
        )

    def _kept(self, led: UnseenDraws) -> tuple[NDArray[np.int64], Bools, Bools]:
        """Draws chosen by how well they fit the answers; in which of them no code or link brought anybody;
        and in which nobody else was led either.
        """
        priors, rng = self.priors, self.rng
        some = (1 - priors.no_unseen) * led.some + priors.no_unseen * led.none
        either = (1 - priors.no_unseen_either) * led.some + priors.no_unseen_either * led.none
        odds = np.log1p(-priors.no_genuine) - np.log(priors.no_genuine) + self.genuine.against_none
        odds += np.log(max(some.mean(), 1e-300)) - np.log(max(either.mean(), 1e-300))
        nothing_seen = rng.random(self.draws) < special.expit(-odds)
        kept = np.where(
            nothing_seen,
            rng.choice(self.draws, self.draws, p=either / either.sum()),
            rng.choice(self.draws, self.draws, p=some / some.sum()),
        )
        chance = np.where(nothing_seen, priors.no_unseen_either, priors.no_unseen) * led.none[kept]
        chance /= (
            chance
            + np.where(nothing_seen, 1 - priors.no_unseen_either, 1 - priors.no_unseen) * led.some[kept]
        )
        return kept, nothing_seen, rng.random(self.draws) < chance

    def _by_creator(self, rows: Array) -> Array:
        result = np.zeros((len(self.creators), rows.shape[1]))
        for owner, row in zip(self.owner, rows, strict=True):
            result[owner] += row
        return result

    def _unseen_value(self, misnaming: Array) -> Array:
        """Draws of the mean value of influenced orders without code or link, in minor units: that of the
        orders whose answer names a creator, less those named in error, whose value is that of any order.
        """
        unseen = self.counts.unseen
        usual = unseen.value / unseen.orders if unseen.orders else 0.0
        named = unseen.names
        mean = unseen.named_value / named if named else usual
        variance = (unseen.named_value_squared - named * mean**2) / (named - 1) if named > 1 else usual**2
        weight = named + _VALUE_PRIOR
        drawn = self.rng.normal(
            (unseen.named_value + _VALUE_PRIOR * usual) / weight,
            np.sqrt(max(variance, 0.0) / weight),
            len(misnaming),
        )
        right = np.clip(1 - misnaming * unseen.answered / max(named, 1), 0.1, 1.0)
        return np.maximum((drawn - (1 - right) * usual) / right, 0.0)

    def _creators(self, orders: Array, value: Array) -> tuple[CreatorInfluence, ...]:
        attributed = np.zeros(len(self.creators), dtype=np.int64)
        np.add.at(attributed, self.owner, [row.orders for row in self.counts.seen])
        rows = zip(
            self.creators, attributed.tolist(), each_row(orders, LEVEL), each_row(value, LEVEL), strict=True
        )
        return tuple(
            CreatorInfluence(creator, count, whole(led), whole(revenue), led.over(count))
            for creator, count, led, revenue in rows
        )


def _bounds(counts: SurveyCounts, genuine: GenuineDraws) -> Interval:
    """From the attributed orders that are surely genuine to every order there is."""
    sure = sum(row.orders for row in counts.seen if row.sight is Sight.BOTH)
    if any(row.answered for row in counts.seen):
        orders = np.array([row.orders for row in counts.seen], dtype=np.float64)
        sure = int(whole(from_draws(orders @ genuine.shares, LEVEL)).low)
    return Interval(sure, counts.orders)
