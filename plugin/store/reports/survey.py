"""Answers beside orders, grouped and counted. No query loads an order or an answer.

The orders are those that could be asked: of the online shop, that count, in the shop's currency, and, where
only first orders are asked about, no order known to be a later one. `start` is included and `end` is not. An
order has the creator who holds the largest part of it by code or link, and the answer in force to the
question how its buyer first heard of the shop.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run


class Asked(NamedTuple):
    """Which orders: a span, a currency, and whether only first orders are asked about."""

    start: datetime
    end: datetime
    currency: str
    first_only: bool


class Group(NamedTuple):
    """Orders that are alike in what the estimates need.

    creator_id, by_code, by_link  who holds them, and by what; None and False where nobody does
    first_order  True, False, or None where it cannot be known
    shown        whether the question was seen
    meaning      of the answer (`plugin.store.survey.answers.Answer`), None without one
    named        the creator the answer names
    channel      the channel it names
    decoy        whether an invented name was on the list
    orders, value, value_squared  how many; their net revenue in minor units; the sum of its squares
    """

    creator_id: int | None
    by_code: bool
    by_link: bool
    first_order: bool | None
    shown: bool
    meaning: str | None
    named: int | None
    channel: str | None
    decoy: bool
    orders: int
    value: int
    value_squared: float


class AnswersOfDay(NamedTuple):
    """One day, in the shop's time zone: orders that could be asked, of those asked, answered, and answered
    with a creator's name.
    """

    day: date
    orders: int
    shown: int
    answered: int
    named: int


class Listed(NamedTuple):
    """How often a creator stood on the list of a buyer who answered, and on one with an invented name."""

    creator_id: int
    lists: int
    beside_decoy: int


class Choices(NamedTuple):
    """Choices made at a place (from 0) of lists of one length; `names`: of creators, else of channels."""

    names: bool
    length: int
    position: int
    chosen: int


_TOLD = """
with asked as (
    select o.id, o.net_minor, o.first_order, o.ordered_at
    from orders o
    where o.shop_id = %(shop)s and o.counts and o.currency = %(currency)s and o.channel = 'online'
      and o.ordered_at >= %(start)s and o.ordered_at < %(end)s
      and (not %(first_only)s or o.first_order is not false)
), told as (
    -- An order can have been asked about on two pages: the one that was answered speaks for it.
    select distinct on (i.order_id)
        i.order_id, i.id as impression_id, i.decoy_id is not null as decoy, i.named_at_once, i.questions,
        a.id as answer_id, a.meaning, a.creator_id as named, a.channel, a.channel_position, a.creator_position
    from asked
    join survey_impressions i on i.shop_id = %(shop)s and i.order_id = asked.id
    left join survey_answers a on a.shop_id = %(shop)s and a.impression_id = i.id
         and a.question = 'first_heard' and a.replaced_at is null
    order by i.order_id, a.id is null, i.shown_at, i.id
)
"""
_HELD = """, held as (
    select distinct on (e.order_id)
        e.order_id, e.creator_id, e.code_id, e.link_id
    from entries e
    where e.shop_id = %(shop)s and e.currency = %(currency)s
      and e.ordered_at >= %(start)s and e.ordered_at < %(end)s
    group by e.order_id, e.creator_id, e.code_id, e.link_id
    having sum(e.share_ppm) > 0
    order by e.order_id, sum(e.share_ppm) desc, e.creator_id
)
"""


def first_asked_at(session: Session) -> datetime | None:
    """When the question was shown first, None where it never was."""
    [(moment,)] = run(session, "select min(shown_at) from survey_impressions where shop_id = %(shop)s")
    return moment  # type: ignore[no-any-return]


def grouped_orders(session: Session, asked: Asked) -> list[Group]:
    """Every order that could be asked, in groups."""
    rows = run(
        session,
        f"""{_TOLD}{_HELD}
        select held.creator_id, held.code_id is not null, held.order_id is not null
                 and (held.link_id is not null or held.code_id is null),
               asked.first_order, told.order_id is not null, told.meaning, told.named, told.channel,
               coalesce(told.decoy, false), count(*), sum(asked.net_minor)::bigint,
               sum(asked.net_minor::float8 ^ 2)
        from asked
        left join held on held.order_id = asked.id
        left join told on told.order_id = asked.id
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
        """,  # noqa: S608  pieces of this file
        **asked._asdict(),
    )
    return [Group(*row) for row in rows]


def answers_by_day(session: Session, asked: Asked, timezone: str) -> list[AnswersOfDay]:
    """Days with an order, oldest first."""
    rows = run(
        session,
        f"""{_TOLD}
        select (asked.ordered_at at time zone %(timezone)s)::date, count(*), count(told.order_id),
               count(told.answer_id), count(*) filter (where told.meaning = 'creator')
        from asked left join told on told.order_id = asked.id
        group by 1 order by 1
        """,  # noqa: S608  pieces of this file
        timezone=timezone,
        **asked._asdict(),
    )
    return [AnswersOfDay(*row) for row in rows]


def names_listed(session: Session, asked: Asked) -> list[Listed]:
    """Each creator on the lists of buyers who answered."""
    rows = run(
        session,
        f"""{_TOLD}
        select (option ->> 'creator_id')::bigint, count(*), count(*) filter (where told.decoy)
        from told,
             jsonb_array_elements(
                 case when told.named_at_once then told.questions -> 'first_heard'
                      else coalesce(told.questions -> 'which_creator', '[]') end
             ) as option
        where told.answer_id is not null and option ->> 'kind' = 'creator'
        group by 1 order by 1
        """,  # noqa: S608  pieces of this file
        **asked._asdict(),
    )
    return [Listed(*row) for row in rows]


def choices_by_place(session: Session, asked: Asked) -> list[Choices]:
    """How often each place was chosen, of channels and of creators' names."""
    rows = run(
        session,
        f"""{_TOLD}
        select false, jsonb_array_length(questions -> 'first_heard'), channel_position, count(*)
        from told where channel_position is not null group by 1, 2, 3
        union all
        select true, jsonb_array_length(questions -> 'which_creator'), creator_position, count(*)
        from told
        where creator_position is not null and not named_at_once
          and jsonb_array_length(coalesce(questions -> 'which_creator', '[]')) > creator_position
        group by 1, 2, 3
        order by 1, 2, 3
        """,  # noqa: S608  pieces of this file
        **asked._asdict(),
    )
    return [Choices(*row) for row in rows]


class CodeAnswers(NamedTuple):
    """Answered orders credited through a code, and those whose answer names its creator, another creator, or
    a coupon site.
    """

    code_id: int
    answered: int
    same: int
    other_creator: int
    coupon_site: int


def answers_by_code(session: Session) -> list[CodeAnswers]:
    """Codes with answered orders, of all time."""
    rows = run(
        session,
        """
        with held as (
            select e.order_id, e.creator_id, e.code_id
            from entries e
            where e.shop_id = %(shop)s and e.code_id is not null
            group by e.order_id, e.creator_id, e.code_id
            having sum(e.share_ppm) > 0
        ), said as (
            select distinct on (held.order_id, held.code_id)
                held.code_id, held.creator_id, a.meaning, a.creator_id as named, a.channel
            from held
            join survey_impressions i on i.shop_id = %(shop)s and i.order_id = held.order_id
            join survey_answers a on a.shop_id = %(shop)s and a.impression_id = i.id
                 and a.question = 'first_heard' and a.replaced_at is null
                 and a.meaning not in ('unmapped', 'ignored')
            order by held.order_id, held.code_id, i.shown_at, i.id
        )
        select code_id, count(*), count(*) filter (where named = creator_id),
               count(*) filter (where named <> creator_id),
               count(*) filter (where meaning = 'channel' and channel = 'coupon_site')
        from said group by code_id order by code_id
        """,
    )
    return [CodeAnswers(*row) for row in rows]
