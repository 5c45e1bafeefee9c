"""Who is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from plugin.attribution.survey.chance import Chance
from plugin.attribution.survey.settings import SurveySettings


class NotAsked(StrEnum):
    """Why nobody is asked here."""

    OFF = "off"
    OTHER_PAGE = "other_page"
    """The owner asks on the other page."""
    NO_PROOF = "no_proof"
    """Neither a checkout's token nor a logged-in buyer says whose order it is: an answer could never join."""
    NOT_FIRST = "not_first"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    QUIET = "quiet"
    """Asked about another order not long ago, without an answer."""
    NOT_DRAWN = "not_drawn"
    """Not among the part of the orders that is asked about."""
    NOT_INSTALLED = "not_installed"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known when a page asks whether to ask.

    page              thank_you or order_status
    first             whether this is the buyer's first order; None: unknown
    answered_before   the buyer has answered about another order
    asked_before      when the buyer was asked last about another order, None: never, as far as is known
    """

    page: str
    first: bool | None
    answered_before: bool
    asked_before: datetime | None


def why_not(settings: SurveySettings, occasion: Occasion, chance: Chance, now: datetime) -> NotAsked | None:
    """Why a checkout that has not been asked yet is not, or None: it is.

    A buyer of whom nothing is known is asked: whether the order was their first shows itself when it comes,
    and figures leave it out then.
    """
    if not settings.on:
        return NotAsked.OFF
    if not settings.asks_on(occasion.page):
        return NotAsked.OTHER_PAGE
    if settings.first_orders_only and occasion.first is False:
        return NotAsked.NOT_FIRST
    if occasion.answered_before:
        return NotAsked.ANSWERED
    quiet = timedelta(days=settings.quiet_days)
    if occasion.asked_before is not None and now - occasion.asked_before < quiet:
        return NotAsked.QUIET
    if chance.draw("asked") >= settings.fraction:
        return NotAsked.NOT_DRAWN
    return None
