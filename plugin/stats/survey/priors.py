"""What is assumed before the first answer, and how firmly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Priors:
    """Assumptions of the estimate of influenced orders. Shares are fractions 0..1.

    recall_named, recall_not  answers of corroborated buyers assumed beforehand: 6.5 that name their creator,
                      3.5 that do not (a mean of 65 %)
    kappa, kappa_sd   how much less buyers without code or link remember, relative to those with: they did not
                      have the creator's name before their eyes when they bought. The answers cannot tell, so
                      the range (.7 to 1 is plausible) is what the interval is widened by
    kappa_low, kappa_high  the range is cut to these
    misnaming, misnaming_shape  gamma prior of the share of answers that name a creator in error: its mean and
                      its shape (1.5: between .2 and 3.9 % with 90 %). It weighs as much as 100 answers beside
                      one name, so that invented names outweigh it also where many answers are in error
    response_low, response_high  beta weights of where, between not at all and as much as attributed orders,
                      influenced buyers answer more readily than others. Nearer to not at all: who holds a
                      code or followed a link is more at home in the shop for other reasons too
    no_genuine        chance that none of the codes and links brought anybody: they leaked, or the buyers
                      would have come without
    no_unseen         chance that nobody without code or link was led by a creator
    no_unseen_either  the same where codes and links brought nobody
    unseen_weight     influenced share of unseen orders ~ Beta(1, this): small shares are likelier
    """

    recall_named: float = 6.5
    recall_not: float = 3.5
    kappa: float = 0.88
    kappa_sd: float = 0.07
    kappa_low: float = 0.5
    kappa_high: float = 1.2
    misnaming: float = 0.015
    misnaming_shape: float = 1.5
    response_low: float = 1.5
    response_high: float = 3.0
    no_genuine: float = 0.05
    no_unseen: float = 0.1
    no_unseen_either: float = 0.5
    unseen_weight: float = 9.0


DRAWS = 4_000
SEED = 20_261_121
"""Draws are the same for the same counts: a page that is loaded twice shows the same interval."""
LEVEL = 0.90
"""Of the intervals of influenced orders and revenue."""
