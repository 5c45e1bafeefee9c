"""How many attributed orders were truly led by their creator, and how well such buyers remember.

The two hang together. Of buyers whom a creator led, the share s (recall) names that creator; of buyers who
only found a leaked code, next to none does. So orders of creator and kind u, answered r times and naming the
creator x times, have x ~ Binomial(r, c s + (1 - c) m), where c is their genuine share and m the small chance
of naming just this creator in error. Corroborated orders (code and link of one creator) have c = 1.

The prior of c says what leaks look like: a kind is clean (c near 1), leaky (anything), or all leak (c = 0);
how many are clean is itself unknown. Clean kinds then tell s, and s tells how far the others have leaked,
which makes s several times sharper than the corroborated orders alone. With s and c on a grid the joint
posterior is exact; draws are taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from plugin.stats.survey.counts import Seen, Sight
from plugin.stats.survey.priors import Priors

Array = NDArray[np.float64]

_CLEAN = (0.02, 0.3, 0.6, 0.8, 0.95)
"""Possible shares of clean kinds, equally likely beforehand."""
_CLEAN_WEIGHT = 30.0
"""A clean kind's genuine share ~ Beta(30, 1): 97 % on average. Nobody's links are free of strays."""
_ALL_LEAK = 0.25
"""Of the kinds that are not clean, how many are nothing but leak."""


@dataclass(frozen=True, slots=True)
class GenuineDraws:
    """Draws from the joint posterior.

    recall   one per draw
    shares   kinds x draws: of the answers, how many come from buyers the creator led
    against_none  logarithm of how many times likelier these answers are than if no code or link had brought
             anybody
    """

    recall: Array
    shares: Array
    against_none: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Values of recall and of the genuine share that the posterior is evaluated at, close enough together for
    the answers there are; and the prior of the shares of a clean kind and of one that is not (2 x shares).
    """

    recall: Array
    shares: Array
    kinds: Array


def draw_genuine(
    seen: tuple[Seen, ...], misnaming: Array, priors: Priors, draws: int, rng: np.random.Generator
) -> GenuineDraws:
    """Draws for every row of `seen`; `misnaming` is, row by row, the chance that a buyer nobody led names
    just this creator.
    """
    grid = _grid(seen)
    clean = np.array(_CLEAN)
    corroborated = [place for place, row in enumerate(seen) if row.sight is Sight.BOTH]
    alike = _alike(seen, misnaming)
    log_recall = (priors.recall_named - 1) * np.log(grid.recall)
    log_recall = log_recall + (priors.recall_not - 1) * np.log1p(-grid.recall)
    log_posterior = np.tile(log_recall, (len(clean), 1))
    for (answered, named, chance), places in alike.items():
        likelihood, scale = _likelihood(grid, answered, named, chance)
        of_clean, of_others = grid.kinds @ likelihood.T
        mixed = clean[:, None] * of_clean + (1 - clean)[:, None] * of_others
        log_posterior += len(places) * (np.log(np.maximum(mixed, 1e-300)) + scale)
    for place in corroborated:
        row = seen[place]
        log_posterior += row.named * np.log(grid.recall)
        log_posterior += (row.answered - row.named) * np.log1p(-grid.recall)
    likely = special.logsumexp(log_posterior) - special.logsumexp(log_recall) - np.log(len(clean))
    weight = np.exp(log_posterior - log_posterior.max())
    chosen = rng.choice(weight.size, size=draws, p=(weight / weight.sum()).ravel())
    step = grid.recall[1] - grid.recall[0]
    recall = grid.recall[chosen % len(grid.recall)] + rng.uniform(-step / 2, step / 2, draws)
    prior = clean[:, None] * grid.kinds[0] + (1 - clean)[:, None] * grid.kinds[1]
    shares = np.ones((len(seen), draws))
    for (answered, named, chance), places in alike.items():
        likelihood, _ = _likelihood(grid, answered, named, chance)
        shares[places] = _draw_shares(grid, prior, likelihood, chosen, rng.random((len(places), draws)))
    return GenuineDraws(recall, shares, float(likely - _log_none(seen, misnaming)))


def _grid(seen: tuple[Seen, ...]) -> _Grid:
    answers = [row.answered for row in seen] or [0]
    # Steps of at most half a standard error: of all answers for recall, of the largest kind for its share.
    steps = int(np.clip(4 * np.sqrt(sum(answers)), 80, 400))
    inner_steps = int(np.clip(3 * np.sqrt(max(answers)), 30, 400))
    inner = (np.arange(inner_steps) + 0.5) / inner_steps
    near_one = inner ** (_CLEAN_WEIGHT - 1)
    clean = np.concatenate([[0.0], near_one / near_one.sum()])
    others = np.concatenate([[_ALL_LEAK], np.full(inner_steps, (1 - _ALL_LEAK) / inner_steps)])
    return _Grid(np.linspace(0.02, 0.98, steps), np.concatenate([[0.0], inner]), np.array([clean, others]))


def _alike(seen: tuple[Seen, ...], misnaming: Array) -> dict[tuple[int, int, float], list[int]]:
    """Places of rows that are not corroborated, by what their likelihood depends on. A long tail of creators
    has few different counts, and the small chance of misnaming needs two digits.
    """
    alike: dict[tuple[int, int, float], list[int]] = {}
    for place, row in enumerate(seen):
        if row.sight is not Sight.BOTH:
            key = (row.answered, row.named, float(f"{max(misnaming[place], 1e-9):.1e}"))
            alike.setdefault(key, []).append(place)
    return alike


def _likelihood(grid: _Grid, answered: int, named: int, misnaming: float) -> tuple[Array, float]:
    """Of the counts, recall x shares, its largest value made 1, and the logarithm of what it was."""
    chance = grid.recall[:, None] * grid.shares + misnaming * (1 - grid.shares)
    log = named * np.log(chance) + (answered - named) * np.log1p(-chance)
    scale = float(log.max())
    return np.exp(log - scale), scale


def _log_none(seen: tuple[Seen, ...], misnaming: Array) -> float:
    named = np.array([row.named for row in seen], dtype=np.float64)
    answered = np.array([row.answered for row in seen], dtype=np.float64)
    chance = np.maximum(misnaming, 1e-9)
    return float((named * np.log(chance) + (answered - named) * np.log1p(-chance)).sum())


def _draw_shares(
    grid: _Grid, prior: Array, likelihood: Array, chosen: NDArray[np.int64], chance: Array
) -> Array:
    """Genuine shares, rows x draws; `chosen` is a draw's place among all pairs of clean share and recall."""
    count = len(grid.shares)
    weight = np.cumsum((prior[:, None, :] * likelihood).reshape(-1, count), axis=1)
    weight /= np.maximum(weight[:, -1:], 1e-300)
    # One search for all draws: each pair's cumulated weights lie between its own number and the next.
    pairs = np.arange(len(weight))[:, None]
    place = np.searchsorted((weight + pairs).ravel(), chance + chosen) - chosen * count
    result: Array = grid.shares[np.clip(place, 0, count - 1)]
    return result
