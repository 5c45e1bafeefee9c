"""A shop's attribution policy: what counts as revenue and who wins where two could. Versioned; never
edited.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from plugin.attribution.revenue import Basis
from plugin.errors import InputError
from plugin.ledger.entries import WHOLE_PPM

WINDOW_DAYS: Final = 30
LONGEST_WINDOW_DAYS: Final = 365
INTRODUCER_SHARE: Final = 0.4


class Tie(StrEnum):
    """Which campaign gets a code that belongs to several at the order's time."""

    NEWEST = "newest"
    """The one that began last: a code given out anew belongs to the new campaign."""
    OLDEST = "oldest"
    """The one that began first."""


class Precedence(StrEnum):
    """Who decides an order on which one creator's code was used and another's visit came last."""

    CODE = "code"
    LINK = "link"
    SPLIT = "split"
    """Both, in equal parts."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force for a shop.

    version           counts from 1; 0 is the default that stands before the owner has chosen anything
    basis             what revenue means
    tie               which campaign gets a code that two claim at the same time
    window_days       how long before the order a visit may lie, where its link has no window of its own. A
                      code is used in the order itself, so no code is ever too old
    precedence        whether a code or a visit decides where they name different creators
    introducer_share  the part (0 to 1) that the survey-first model gives to whom the buyer names, where
                      another touch closed the order. No answer moves what is attributed

    Gift cards are no setting: one sold is never revenue, one used to pay is payment.
    """

    version: int = 0
    basis: Basis = Basis.NET
    tie: Tie = Tie.NEWEST
    window_days: int = WINDOW_DAYS
    precedence: Precedence = Precedence.CODE
    introducer_share: float = INTRODUCER_SHARE

    def __post_init__(self) -> None:
        if not 1 <= self.window_days <= LONGEST_WINDOW_DAYS:
            raise InputError(
                f"The window must be between 1 and {LONGEST_WINDOW_DAYS} days.", field="window_days"
            )
        if not 0 <= self.introducer_share <= 1:  # NaN is not between them either
            raise InputError("The introducer's share must be between 0 and 1.", field="introducer_share")

    @property
    def introducer_ppm(self) -> int:
        """The introducer's share in millionths."""
        return round(self.introducer_share * WHOLE_PPM)

    def rules(self) -> dict[str, Any]:
        """The policy as `policies.rules` stores it, without its version."""
        rules = asdict(self)
        del rules["version"]
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in rules.items()}

    @classmethod
    def from_rules(cls, version: int, rules: dict[str, Any]) -> Policy:
        """The policy of a stored row, or of a form; raises `InputError` naming the field that cannot be read.

        A field that is missing has its default, so that a policy stored before a rule existed stays readable.
        """
        try:
            basis = Basis(rules.get("basis", Basis.NET))
        except ValueError:
            raise InputError(f"The basis must be one of {', '.join(Basis)}.", field="basis") from None
        try:
            tie = Tie(rules.get("tie", Tie.NEWEST))
        except ValueError:
            raise InputError(f"The tie rule must be one of {', '.join(Tie)}.", field="tie") from None
        try:
            window_days = int(rules.get("window_days", WINDOW_DAYS))
        except (TypeError, ValueError):
            raise InputError("The window must be a whole number of days.", field="window_days") from None
        try:
            precedence = Precedence(rules.get("precedence", Precedence.CODE))
        except ValueError:
            raise InputError(
                f"The precedence must be one of {', '.join(Precedence)}.", field="precedence"
            ) from None
        try:
            introducer_share = float(rules.get("introducer_share", INTRODUCER_SHARE))
        except (TypeError, ValueError):
            raise InputError(
                "The introducer's share must be a number between 0 and 1.", field="introducer_share"
            ) from None
        return cls(version, basis, tie, window_days, precedence, introducer_share)


DEFAULT = Policy()
"""What stands until the owner chooses."""
