"""The span of days a page reports on, as the address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plugin.admin.wording import gettext, language
from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.store.reports.sums import Days

CHOICES = {
    "7": N_("Last 7 days"),
    "30": N_("Last 30 days"),
    "90": N_("Last 90 days"),
    "month": N_("This month"),
}
"""What may stand in `period`, beside `custom` with its `from` and `to`; the choice in force without one is
30.
"""

USUAL = "30"
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Period:
    """Whole days in the shop's time zone, `first` and `last` included. `choice` is a key of CHOICES or
    `custom`.
    """

    choice: str
    first: date
    last: date
    timezone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The moment it begins (aware)."""
        return datetime.combine(self.first, time(), self.timezone)

    @property
    def end(self) -> datetime:
        """The moment after it (aware): an order at this moment is outside."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.timezone)

    @property
    def span(self) -> Days:
        """Its first and its last day."""
        return Days(self.first, self.last)

    @property
    def days(self) -> list[date]:
        """Every day of it, in order."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def label(self) -> str:
        """The choice and its days, in the reader's language."""
        days = f"{language().day(self.first)} – {language().day(self.last)}"
        return f"{gettext(CHOICES[self.choice])} ({days})" if self.choice in CHOICES else days

    def query(self) -> dict[str, str]:
        """What an address carries to mean this period."""
        if self.choice == "custom":
            return {"period": "custom", "from": self.first.isoformat(), "to": self.last.isoformat()}
        return {} if self.choice == USUAL else {"period": self.choice}


def read_period(query: Mapping[str, str], now: datetime, timezone: ZoneInfo) -> Period:
    """The period an address asks for, seen from `now`; raises `InputError` naming the parameter that cannot
    be read.
    """
    today = now.astimezone(timezone).date()
    choice = query.get("period") or USUAL
    if choice == "custom":
        first, last = _day(query, "from"), _day(query, "to")
        if first > last:
            raise InputError(M_("The period begins after it ends. Exchange the two days."), field="from")
        if last - first > LONGEST:
            raise InputError(
                M_("A period can be up to three years long. Choose a later first day."), field="from"
            )
        return Period(choice, first, last, timezone)
    if choice == "month":
        return Period(choice, today.replace(day=1), today, timezone)
    if choice not in CHOICES:
        raise InputError(
            M_("“%(choice)s” is not a period. Choose one of those above the numbers.", choice=choice[:40]),
            field="period",
        )
    return Period(choice, today - timedelta(days=int(choice) - 1), today, timezone)


def _day(query: Mapping[str, str], name: str) -> date:
    try:
        day = date.fromisoformat(query.get(name) or "")
    except ValueError:
        raise InputError(
            M_("A custom period needs a first and a last day, such as 2026-11-21."), field=name
        ) from None
    if not 2004 <= day.year <= 2100:
        raise InputError(M_("A period lies between the years 2004 and 2100."), field=name)
    return day
