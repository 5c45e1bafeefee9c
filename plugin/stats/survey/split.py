"""Which creators the influenced orders without code or link belong to.

Few answers name each creator, so they are read together with what is known already: a Dirichlet-multinomial
whose prior mean is each creator's share of the genuine attributed orders, itself known only as well as there
are such orders. How much that prior weighs is told by the answers (Minka 2000), as far as they can: without
answers the unseen part follows codes and links, with many it follows the answers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

_WEIGHTS = np.geomspace(2, 500, 60)


def draw_split(
    named: NDArray[np.int64],
    in_error: Array,
    genuine_seen: Array,
    rng: np.random.Generator,
) -> Array:
    """Draws of each creator's part (creators x draws, each draw adds up to 1).

    named         answers without code or link that name each creator
    in_error      creators x draws: how many of them are expected to be in error
    genuine_seen  genuine attributed orders of each
    """
    if not len(named):
        return np.zeros((0, in_error.shape[1]))
    draws = in_error.shape[1]
    wrong = np.minimum(in_error / np.maximum(named, 1)[:, None], 1.0)
    right = rng.binomial(named[:, None], 1.0 - wrong).astype(np.float64)
    mean = (genuine_seen + 0.5) / (genuine_seen + 0.5).sum()
    weight = rng.choice(_WEIGHTS, draws, p=weight_chances(right.mean(axis=1), mean))
    prior = _dirichlet(np.broadcast_to((genuine_seen + 0.5)[:, None], in_error.shape), rng)
    return _dirichlet(weight * prior + right, rng)


def _dirichlet(weights: Array, rng: np.random.Generator) -> Array:
    drawn = rng.standard_gamma(weights)
    total = drawn.sum(axis=0)
    result: Array = drawn / np.where(total > 0, total, 1.0)
    return result


def weight_chances(counts: Array, prior: Array) -> Array:
    """How likely each weight of the prior share, from 2 to 500 answers, is after these counts."""
    weights = _WEIGHTS[:, None]
    log = (special.gammaln(weights * prior + counts) - special.gammaln(weights * prior)).sum(axis=1)
    log += special.gammaln(_WEIGHTS) - special.gammaln(_WEIGHTS + counts.sum())
    chance: Array = np.exp(log - log.max())
    result: Array = chance / chance.sum()
    return result
