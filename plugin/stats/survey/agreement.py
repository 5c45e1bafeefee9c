"""Answers beside codes and links: who introduces a buyer, who closes, and where the two disagree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugin.stats.survey.shares import FEWEST_ANSWERS, Share, share_of

POINTS_APART = 0.10
"""A creator whose share of the answers is this far above their share of codes and links introduces buyers;
this far below it closes.
"""
AGREES_WELL = 0.60
AGREES_BADLY = 0.35


class Role(StrEnum):
    """What a creator does for the shop."""

    INTRODUCER = "introducer"
    """Named more often than their code or link is used: buyers know them and come back otherwise."""
    CLOSER = "closer"
    """Their code or link is used more often than they are named: buyers knew the shop already."""
    BALANCED = "balanced"
    UNKNOWN = "unknown"
    """Too few answers or orders to say."""


class Accord(StrEnum):
    """How far answers and codes agree in all."""

    GOOD = "good"
    USUAL = "usual"
    BROKEN = "broken"
    """So little that something is wrong: a leaked code, a list without the right names."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CreatorRole:
    """A creator's share of all answers that name one, and of all orders with a code or link; the shares are
    None where there are under 30 in all.
    """

    creator: int
    named: Share
    attributed: Share
    role: Role


def roles(named: dict[int, int], attributed: dict[int, int]) -> list[CreatorRole]:
    """Each creator's role from answers that name them and orders with their code or link, the most named
    first.
    """
    answers, orders = sum(named.values()), sum(attributed.values())
    rows = []
    for creator in sorted(set(named) | set(attributed)):
        of_answers = share_of(named.get(creator, 0), answers)
        of_orders = share_of(attributed.get(creator, 0), orders)
        rows.append(CreatorRole(creator, of_answers, of_orders, _role(of_answers, of_orders)))
    return sorted(rows, key=lambda row: (-row.named.count, -row.attributed.count, row.creator))


def _role(named: Share, attributed: Share) -> Role:
    if named.share is None or attributed.share is None:
        return Role.UNKNOWN
    apart = named.share - attributed.share
    if apart >= POINTS_APART:
        return Role.INTRODUCER
    return Role.CLOSER if apart <= -POINTS_APART else Role.BALANCED


def accord(agreeing: int, answered: int) -> Accord:
    """How far codes and answers agree: of answered orders with a code or link, those naming its creator. 60 %
    and more is good, under 35 % something is broken.
    """
    if answered < FEWEST_ANSWERS:
        return Accord.UNKNOWN
    share = agreeing / answered
    if share >= AGREES_WELL:
        return Accord.GOOD
    return Accord.USUAL if share >= AGREES_BADLY else Accord.BROKEN
