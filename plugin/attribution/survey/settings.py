"""What a shop's owner decides about the survey. Versioned; never edited."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from plugin.errors import InputError
from plugin.language import M_

PAGES: Final = ("thank_you", "order_status")
LONGEST_QUIET_DAYS: Final = 730
MOST_DECOYS: Final = 0.5


@dataclass(frozen=True, slots=True)
class SurveySettings:
    """version          counts from 1; 0 is the default that stands before the owner has chosen anything
    on                  whether anybody is asked
    thank_you           whether the thank-you page asks; `order_status`: whether the order-status page does
    first_orders_only   whether only a buyer's first order is asked about
    fraction            how many of the orders that qualify are asked about, 0 < fraction <= 1
    quiet_days          how long a buyer who was asked and did not answer is left alone on later orders
    decoy               whether some buyers see a name that does not exist
    decoy_fraction      how many of the buyers who see names, 0..0.5
    closer_fraction     how many of the buyers asked are asked the second question too, 0..1
    """

    version: int = 0
    on: bool = True
    thank_you: bool = True
    order_status: bool = True
    first_orders_only: bool = True
    fraction: float = 1.0
    quiet_days: int = 30
    decoy: bool = True
    decoy_fraction: float = 0.5
    closer_fraction: float = 0.25

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1:
            raise InputError(M_("Ask about between 1 and 100 percent of the orders."), field="fraction")
        if not 0 <= self.quiet_days <= LONGEST_QUIET_DAYS:
            raise InputError(
                M_("The quiet time is between 0 and %(days)s days.", days=LONGEST_QUIET_DAYS),
                field="quiet_days",
            )
        if not 0 <= self.decoy_fraction <= MOST_DECOYS:
            raise InputError(
                M_("Show the invented name to between 0 and 50 percent of the buyers."),
                field="decoy_fraction",
            )
        if not 0 <= self.closer_fraction <= 1:
            raise InputError(
                M_("Ask the second question of between 0 and 100 percent of the buyers."),
                field="closer_fraction",
            )

    def asks_on(self, page: str) -> bool:
        """Whether that page (of `PAGES`) asks."""
        return {"thank_you": self.thank_you, "order_status": self.order_status}[page]

    def rules(self) -> dict[str, Any]:
        """The settings as they are stored, without their version."""
        rules = asdict(self)
        del rules["version"]
        return rules

    @classmethod
    def from_rules(cls, version: int, rules: dict[str, Any]) -> SurveySettings:
        """The settings of a stored row. A field that is missing has its default, so that a row stored before
        a setting existed stays readable; one that is no setting any more is left out.
        """
        known = {name: value for name, value in rules.items() if name in DEFAULT.rules()}
        return cls(version, **known)


DEFAULT: Final = SurveySettings()
"""What stands until the owner chooses."""
