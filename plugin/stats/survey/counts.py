"""What the estimators take: orders and answers of a span, grouped and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.stats.survey.weighting import Weighted


class Sight(StrEnum):
    """How an attributed order was seen to be a creator's."""

    CODE = "code"
    """Their code alone."""
    LINK = "link"
    """Their link alone."""
    BOTH = "both"
    """Code and link of the same creator: corroborated, so the creator did lead this buyer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Attributed orders of one creator and one kind of evidence.

    answered  of `orders`, whose buyer answered the question
    named     of `answered`, who named this creator
    value     net revenue of `orders` in minor units
    """

    creator: int
    sight: Sight
    orders: int
    answered: int
    named: int
    value: int = 0


@dataclass(frozen=True, slots=True)
class Unseen:
    """Orders without code or link of any creator.

    named            creator -> answers naming them
    listed           creator -> share of the answers whose list held that name; a creator that is missing was
                     on no list
    decoy_answers    answers given to a list with an invented name on it
    decoys_chosen    of those, how many chose it
    names_beside     real names beside the invented one, on average (0 where it was never shown)
    value            net revenue of `orders`, minor units
    named_value      net revenue of the orders whose answer names a creator, minor units
    named_value_squared  the sum of its squares, for its margin
    weighted         the answers weighted so that kinds of buyers count as often as they buy; None where there
                     was nothing to weight by
    """

    orders: int
    answered: int
    named: Mapping[int, int]
    listed: Mapping[int, float]
    decoy_answers: int = 0
    decoys_chosen: int = 0
    names_beside: float = 0.0
    value: int = 0
    named_value: int = 0
    named_value_squared: float = 0.0
    weighted: Weighted | None = None

    @property
    def names(self) -> int:
        """Answers that name a creator."""
        return sum(self.named.values())


@dataclass(frozen=True, slots=True)
class SurveyCounts:
    """Everything the estimate of a span is made from. Orders that could not be asked are not in it."""

    seen: tuple[Seen, ...]
    unseen: Unseen

    @property
    def orders(self) -> int:
        """All orders that could be asked."""
        return self.attributed + self.unseen.orders

    @property
    def attributed(self) -> int:
        """Orders with a creator's code or link."""
        return sum(row.orders for row in self.seen)

    @property
    def answered(self) -> int:
        """Answers in both strata."""
        return sum(row.answered for row in self.seen) + self.unseen.answered

    @property
    def creators(self) -> tuple[int, ...]:
        """Every creator seen, named or listed, in order."""
        return tuple(
            sorted({row.creator for row in self.seen} | set(self.unseen.named) | set(self.unseen.listed))
        )
