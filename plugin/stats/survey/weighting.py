"""Answers weighted so that kinds of buyers count as often as they buy: post-stratification (Holt & Smith
1979).

New and returning buyers answer differently often and name creators differently often. Where each kind has
enough answers, its share of the orders takes the place of its share of the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.stats.survey.shares import FEWEST_ANSWERS


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of buyers: their orders, the answers of those, and how many of the answers name a creator."""

    orders: int
    answered: int
    named: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """Answers after weighting: as many as they are worth (weights of different size are worth fewer), and how
    many of those name a creator.
    """

    answered: float
    named: float

    @property
    def share(self) -> float:
        """The weighted share that names a creator."""
        return self.named / self.answered if self.answered else 0.0


def weigh(cells: Sequence[Cell]) -> Weighted:
    """The answers of all cells, weighted where every cell with orders has at least 30 answers; else pooled as
    they are.
    """
    kept = [cell for cell in cells if cell.orders]
    answered, named = sum(cell.answered for cell in kept), sum(cell.named for cell in kept)
    if len(kept) < 2 or any(cell.answered < FEWEST_ANSWERS for cell in kept):
        return Weighted(float(answered), float(named))
    orders = sum(cell.orders for cell in kept)
    share = sum(cell.orders / orders * cell.named / cell.answered for cell in kept)
    # (sum of weights)² / sum of squared weights, each cell's answers weighing orders / answered.
    worth = orders**2 / sum(cell.orders**2 / cell.answered for cell in kept)
    return Weighted(worth, worth * share)
