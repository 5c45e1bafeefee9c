"""A shop's attribution policy: what counts as revenue and who wins where two could. Versioned; never
edited.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from plugin.attribution.revenue import Basis
from plugin.errors import InputError

WINDOW_DAYS: Final = 30
LONGEST_WINDOW_DAYS: Final = 365


class Tie(StrEnum):
    """Which campaign gets a code that belongs to several at the order's time."""

    NEWEST = "newest"
    """The one that began last: a code given out anew belongs to the new campaign."""
    OLDEST = "oldest"
    """The one that began first."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force for a shop.

    version      counts from 1; 0 is the default that stands before the owner has chosen anything
    basis        what revenue means
    tie          which campaign gets a code that two claim at the same time
    window_days  how long before the order evidence may lie. A code is used in the order itself, so no code is
                 ever too old; it matters to evidence that comes before the order, such as a visit.

    Gift cards are no setting: one sold is never revenue, one used to pay is payment.
    """

    version: int = 0
    basis: Basis = Basis.NET
    tie: Tie = Tie.NEWEST
    window_days: int = WINDOW_DAYS

    def __post_init__(self) -> None:
        if not 1 <= self.window_days <= LONGEST_WINDOW_DAYS:
            raise InputError(
                f"The window must be between 1 and {LONGEST_WINDOW_DAYS} days.", field="window_days"
            )

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
        return cls(version, basis, tie, window_days)


DEFAULT = Policy()
"""What stands until the owner chooses."""
