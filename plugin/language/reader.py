"""One reader: the language of the sentences, the formats of numbers, and the time zone of the days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, dates, numbers
from babel.support import NullTranslations

from plugin.language.catalogues import SOURCE, negotiate, translations
from plugin.language.messages import Message


@dataclass(frozen=True)
class Language:
    """How one reader reads. `name` is the catalogue (en, sv, it, zh_Hans), `locale` rules the formats."""

    name: str
    locale: Locale
    timezone: ZoneInfo
    catalogue: NullTranslations = field(repr=False)

    @property
    def tag(self) -> str:
        """The language as HTML's `lang` wants it."""
        return self.name.replace("_", "-")

    def gettext(self, message: str, **values: Any) -> str:
        """The sentence in this language, with `%(name)s` filled; `%%` is a percent sign."""
        return str(self.catalogue.gettext(message)) % values

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """As `gettext`, in the form that `count` asks for; `%(num)s` is the count itself, formatted."""
        return str(self.catalogue.ngettext(one, many, count)) % {"num": self.number(count), **values}

    def text(self, sentence: str) -> str:
        """A sentence made with `M_` in this language; any other string as it is."""
        if not isinstance(sentence, Message):
            return sentence
        values = {
            key: self.text(value) if isinstance(value, Message) else value
            for key, value in sentence.values.items()
        }
        return self.gettext(sentence.id, **values)

    def kept(self, sentence: str) -> str:
        """A sentence as it was stored with a row: ours (`N_`) in this language, another's (Shopify's reason
        for a refusal) as it is. It is no format: a percent sign in it is a percent sign.
        """
        return str(self.catalogue.gettext(sentence)) if sentence else ""

    def number(self, value: float | Decimal, digits: int | None = None) -> str:
        """A number with the reader's separators; `digits` fixes the decimals."""
        pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return str(numbers.format_decimal(value, format=pattern, locale=self.locale))

    def percent(self, fraction: float | None, digits: int = 1) -> str:
        """A fraction 0..1 as percent; None, for what is not known, is a dash."""
        if fraction is None:
            return "–"
        pattern = str(self.locale.percent_formats[None].pattern)
        if digits:
            pattern = pattern.replace("0%", "0." + "0" * digits + "%").replace(
                "0\xa0%", "0." + "0" * digits + "\xa0%"
            )
        return str(numbers.format_percent(fraction, format=pattern, locale=self.locale))

    def money(self, minor: int | None, currency: str, digits: int) -> str:
        """An amount in minor units of `currency`, which has `digits` decimals (`plugin.ledger.money.digits`);
        None is a dash."""
        if minor is None:
            return "–"
        decimals = "0" + ("." + "0" * digits if digits else "")
        pattern = str(self.locale.currency_formats["standard"].pattern).replace("0.00", decimals)
        amount = Decimal(minor).scaleb(-digits)
        return str(
            numbers.format_currency(
                amount, currency, format=pattern, locale=self.locale, currency_digits=False
            )
        )

    def day(self, value: date | datetime, length: str = "medium") -> str:
        """A date; a moment (aware) gives the day it falls on in the reader's time zone."""
        if isinstance(value, datetime):
            value = value.astimezone(self.timezone).date()
        return dates.format_date(value, format=length, locale=self.locale)

    def day_of_month(self, value: date) -> str:
        """A date without its year, short enough for the foot of a chart."""
        return dates.format_skeleton("MMMd", value, locale=self.locale)

    def moment(self, value: datetime, length: str = "medium") -> str:
        """Date and time of an aware moment in the reader's time zone."""
        date_part = self.day(value, length)
        return f"{date_part} {dates.format_time(value, 'short', tzinfo=self.timezone, locale=self.locale)}"

    def ago(self, value: datetime, now: datetime) -> str:
        """How long ago a moment was, in words (“3 hours ago”)."""
        return dates.format_timedelta(value - now, add_direction=True, locale=self.locale)

    def sort_key(self, value: str) -> str:
        """What to sort names by: case does not count."""
        return value.casefold()


def language_for(*wanted: str | None, timezone: str | None = None) -> Language:
    """The language of the first tag in `wanted` that there is, else English; days in `timezone`, else UTC."""
    found = next((match for tag in wanted if (match := negotiate(tag))), None) or (SOURCE, Locale.parse("en"))
    name, locale = found
    try:
        zone = ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        # A zone newer than this machine's table: the dates stay readable, in UTC.
        zone = ZoneInfo("UTC")
    return Language(name, locale, zone, translations(name))
