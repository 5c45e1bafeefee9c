"""What the survey says of a span: who answers, whom they name, and how many orders creators influenced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from plugin.services.reports.overview import days_between
from plugin.services.reports.survey_agreement import Agreement, agreement
from plugin.services.reports.survey_counts import UNREAD, is_answer, survey_counts
from plugin.services.reports.survey_lists import ListEffects, list_effects
from plugin.stats.survey import (
    CreatorInfluence,
    Estimate,
    Influence,
    NotEnough,
    Share,
    SurveyCounts,
    estimate_influence,
    share_of,
)
from plugin.stats.survey.capture import recaptured_orders
from plugin.stats.survey.rates import ResponseRates
from plugin.store.database import ShopSession
from plugin.store.reports.creators import creator_names
from plugin.store.reports.survey import (
    AnswersOfDay,
    Asked,
    Group,
    answers_by_day,
    first_asked_at,
    grouped_orders,
    names_listed,
)
from plugin.store.survey.settings import settings_in_force


@dataclass(frozen=True, slots=True)
class Named:
    """A channel (`key`) or a creator (`creator_id`, `name`) and the share of the answers that name it."""

    key: str
    creator_id: int | None
    name: str
    share: Share


@dataclass(frozen=True, slots=True)
class Kind:
    """New, returning or unknown buyers: their rates, and the share of their answers that names a creator."""

    first_order: bool | None
    rates: ResponseRates
    named: Share


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """A span's survey.

    since         from when orders are counted: the span's start, or when the question was first shown
    first_only    whether only first orders are asked about
    influence, not_enough  influenced orders, or what bounds can be said; both None without any order
    attributed, attributed_minor  the raw orders and revenue with a code or link, of the same orders
    recaptured    Chapman's cross-check, None where it cannot be made
    unread        answers that say nothing, or nothing yet
    """

    since: datetime
    first_only: bool
    rates: ResponseRates
    channels: tuple[Named, ...]
    creators: tuple[Named, ...]
    days: tuple[AnswersOfDay, ...]
    kinds: tuple[Kind, ...]
    influence: Influence | None
    not_enough: NotEnough | None
    counts: SurveyCounts
    attributed: int
    attributed_minor: int
    recaptured: Estimate | None
    agreement: Agreement
    effects: ListEffects
    names: Mapping[int, str]
    unread: int

    @property
    def estimate(self) -> Influence | NotEnough | None:
        """Whichever of the two there is."""
        return self.influence or self.not_enough

    def of_creator(self, creator_id: int) -> CreatorInfluence | NotEnough | None:
        """One creator's influenced orders and revenue; what is missing where there are too few answers; None
        where the creator has neither orders nor answers.
        """
        if self.influence is None or creator_id not in self.counts.creators:
            return self.not_enough if creator_id in self.counts.creators else None
        return next(row for row in self.influence.creators if row.creator == creator_id)


def survey_report(
    session: ShopSession, start: datetime, end: datetime, currency: str, timezone: ZoneInfo
) -> SurveyReport | None:
    """Everything the survey's page shows; None where the question was never shown before `end`.

    Orders from before it was shown first are left out: nobody could answer.
    """
    asked = _asked(session, start, end, currency)
    if asked is None:
        return None
    groups = grouped_orders(session, asked)
    counts = survey_counts(groups, names_listed(session, asked))
    estimate = estimate_influence(counts) if counts.orders else None
    named = {group.named for group in groups} | {group.creator_id for group in groups}
    names = creator_names(
        session, {creator for creator in named if creator is not None} | set(counts.creators)
    )
    answered = [group for group in groups if is_answer(group)]
    return SurveyReport(
        since=asked.start,
        first_only=asked.first_only,
        rates=_rates(groups),
        channels=_channels(answered, counts.orders),
        creators=_creators(answered, counts.orders, names),
        days=_days(answers_by_day(session, asked, timezone.key), asked, timezone),
        kinds=tuple(_kind(groups, first) for first in (True, False, None)),
        influence=estimate if isinstance(estimate, Influence) else None,
        not_enough=estimate if isinstance(estimate, NotEnough) else None,
        counts=counts,
        attributed=counts.attributed,
        attributed_minor=sum(row.value for row in counts.seen),
        recaptured=recaptured_orders(counts),
        agreement=agreement(groups, names),
        effects=list_effects(session, asked, counts),
        names=names,
        unread=sum(group.orders for group in groups if group.meaning in UNREAD),
    )


def _asked(session: ShopSession, start: datetime, end: datetime, currency: str) -> Asked | None:
    first = first_asked_at(session)
    if first is None or first >= end:
        return None
    return Asked(max(start, first), end, currency, settings_in_force(session).first_orders_only)


def _rates(groups: Sequence[Group]) -> ResponseRates:
    return ResponseRates(
        eligible=sum(group.orders for group in groups),
        shown=sum(group.orders for group in groups if group.shown),
        answered=sum(group.orders for group in groups if group.meaning is not None),
    )


def _channels(answered: Sequence[Group], orders: int) -> tuple[Named, ...]:
    """A name, real or invented, is an answer of the channel creator."""
    counts: Counter[str] = Counter()
    for group in answered:
        counts[group.channel or "creator" if group.meaning == "channel" else "creator"] += group.orders
    total = sum(counts.values())
    return tuple(
        Named(key, None, "", share_of(count, total, population=orders, at_once=len(counts)))
        for key, count in counts.most_common()
    )


def _creators(answered: Sequence[Group], orders: int, names: Mapping[int, str]) -> tuple[Named, ...]:
    counts: Counter[int] = Counter()
    for group in answered:
        if group.named is not None:
            counts[group.named] += group.orders
    total = sum(group.orders for group in answered)
    return tuple(
        Named(
            "",
            creator,
            names.get(creator, ""),
            share_of(count, total, population=orders, at_once=len(counts)),
        )
        for creator, count in counts.most_common()
    )


def _days(found: Sequence[AnswersOfDay], asked: Asked, timezone: ZoneInfo) -> tuple[AnswersOfDay, ...]:
    known = {row.day: row for row in found}
    return tuple(
        known.get(day, AnswersOfDay(day, 0, 0, 0, 0))
        for day in days_between(asked.start, asked.end, timezone)
    )


def _kind(groups: Sequence[Group], first: bool | None) -> Kind:
    alike = [group for group in groups if group.first_order is first]
    answered = [group for group in alike if is_answer(group)]
    return Kind(
        first,
        _rates(alike),
        share_of(
            sum(group.orders for group in answered if group.named is not None),
            sum(group.orders for group in answered),
        ),
    )
