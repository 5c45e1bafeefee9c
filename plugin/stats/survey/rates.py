"""How many of those who could answer did."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.stats.survey.shares import Share, share_of

LOWEST_GOOD = 0.35
"""Of those who saw the question. Fairing's guide asks for more: with fewer, those who answer may not be like
those who do not.
"""


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """The three rates; each hides something the others tell. Fractions 0..1, None where nobody is counted.

    eligible  orders that could be asked;  shown  of those, where the question was seen;  answered  of those
    """

    eligible: int
    shown: int
    answered: int

    @property
    def answered_of_shown(self) -> Share:
        """What the question itself achieves."""
        return share_of(self.answered, self.shown)

    @property
    def shown_of_eligible(self) -> Share:
        """What the page it stands on achieves: a tab that was closed has shown nothing."""
        return share_of(self.shown, self.eligible)

    @property
    def answered_of_eligible(self) -> Share:
        """What the estimates rest on."""
        return share_of(self.answered, self.eligible)

    @property
    def low(self) -> bool:
        """Whether so few of those who saw the question answered it that a warning is due."""
        rate = self.answered_of_shown.share
        return rate is not None and rate < LOWEST_GOOD
