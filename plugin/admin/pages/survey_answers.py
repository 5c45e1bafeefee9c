"""The survey's answers: everything buyers gave, and what it was taken for."""

from __future__ import annotations

from flask import Response, render_template, request

from plugin.admin.answers import csv_stream
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import Listing, read_listing, row_number
from plugin.admin.names import (
    SURVEY_CHANNELS,
    SURVEY_MEANINGS,
    SURVEY_PAGES,
    SURVEY_QUESTIONS,
    SURVEY_STATES,
    SURVEY_WAYS,
)
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.wording import gettext
from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.services.creator_choices import creator_choices
from plugin.services.survey.answer_log import (
    MOST,
    AnswerFilter,
    AnswerRow,
    answer_table,
    answers_by_time,
    any_answers,
)

SORTS = ("-time",)
ANY_TIME = {"all": N_("Any time"), **CHOICES}
FILTERS = ("q", "question", "meaning", "channel", "creator", "state", "only")
ONLY = {
    "fast": N_("Given in under a second"),
    "replaced": N_("With replaced answers"),
}


@blueprint.get("/survey/answers")
def survey_answers() -> str:
    """The answers that fit the filters in the address."""
    listing = read_listing(SORTS)
    period, wanted = _wanted()
    with shop_session() as session:
        found = answer_table(
            session, wanted, descending=listing.descending, limit=listing.size, offset=listing.offset
        )
        any_at_all = bool(found.total) or any_answers(session)
        creators = creator_choices(session, wanted.creator_id)
    return render_template(
        "admin/survey_answers.html",
        rows=found.rows,
        total=found.total,
        whole=found.whole,
        most=MOST,
        any_at_all=any_at_all,
        list=listing,
        period=period,
        choices=ANY_TIME,
        creators=creators,
        questions=SURVEY_QUESTIONS,
        meanings=SURVEY_MEANINGS,
        channels=SURVEY_CHANNELS,
        states=SURVEY_STATES,
        only=ONLY,
        filtered=_is_filtered(listing),
    )


@blueprint.get("/survey/answers.csv")
def survey_answers_csv() -> Response:
    """Every answer that fits the filters."""
    listing = read_listing(SORTS)
    _, wanted = _wanted()
    columns = [
        gettext("Time"),
        gettext("Order"),
        gettext("Is the order known"),
        gettext("First order of this buyer"),
        gettext("Question"),
        gettext("Taken for"),
        gettext("Channel"),
        gettext("Creator"),
        gettext("Chosen first"),
        gettext("Typed text"),
        gettext("Text was masked"),
        gettext("How it was chosen"),
        gettext("Place in the list"),
        gettext("Text was read"),
        gettext("Milliseconds"),
        gettext("Under a second"),
        gettext("Page"),
        gettext("Came by"),
        gettext("Language"),
        gettext("Replaced"),
    ]
    return csv_stream(
        "survey-answers",
        columns,
        lambda session: map(_csv_row, answers_by_time(session, wanted, newest=listing.descending)),
    )


def _wanted() -> tuple[Period | None, AnswerFilter]:
    period = None
    if request.args.get("period", "all") != "all":
        period = read_period(request.args, now(), visitor().language.timezone)
    creator = request.args.get("creator") or None
    if creator is not None and row_number(creator) is None:
        raise InputError(M_("“%(creator)s” is no creator's number.", creator=creator[:40]), field="creator")
    only = _one_of("only", ONLY)
    wanted = AnswerFilter(
        start=period.start if period else None,
        end=period.end if period else None,
        question=_one_of("question", SURVEY_QUESTIONS),
        meaning=_one_of("meaning", SURVEY_MEANINGS),
        channel=_one_of("channel", SURVEY_CHANNELS),
        creator_id=row_number(creator) if creator else None,
        order_state=_one_of("state", SURVEY_STATES),
        text=(request.args.get("q") or "")[:100],
        fast=only == "fast",
        replaced=only == "replaced",
    )
    return period, wanted


def _one_of(name: str, known: dict[str, str]) -> str | None:
    value = request.args.get(name) or None
    if value is not None and value not in known:
        raise InputError(
            M_("“%(value)s” is nothing answers can be filtered by.", value=value[:40]), field=name
        )
    return value


def _is_filtered(listing: Listing) -> bool:
    return any(listing.query.get(name) for name in FILTERS) or listing.query.get("period", "all") != "all"


def _csv_row(row: AnswerRow) -> tuple[object, ...]:
    return (
        row.answered_at,
        row.order_name,
        gettext(SURVEY_STATES[row.order_state]),
        _yes(row.first_order),
        gettext(SURVEY_QUESTIONS.get(row.question, row.question)),
        gettext(SURVEY_MEANINGS.get(row.meaning, row.meaning)),
        _channel(row.channel),
        row.named,
        _channel(row.said_channel),
        row.text,
        _yes(row.masked),
        gettext(SURVEY_WAYS.get(row.way, row.way)),
        row.position,
        row.how,
        row.milliseconds,
        _yes(row.fast),
        gettext(SURVEY_PAGES.get(row.page, row.page)),
        row.source,
        row.language,
        row.replaced_at,
    )


def _channel(name: str | None) -> str:
    return gettext(SURVEY_CHANNELS.get(name, name)) if name else ""


def _yes(value: bool | None) -> str:
    return gettext("not known") if value is None else gettext("yes") if value else gettext("no")
