"""Orders listed: filtered, sorted and paged in the database, at a cost that does not grow with history.

A list begins at one index that is in order of time: a creator's entries, the uses of a code, or orders by
channel and outcome. `MOST` rows of it are looked through and no more, so that neither a rare combination of
filters nor counting reads millions. What lies beyond is reached by naming a period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, tuple_, union_all
from sqlalchemy.orm import Session

from plugin.attribution.decision import Outcome
from plugin.attribution.evidence import CodeEvidence, code_key
from plugin.attribution.order import Channel
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.orders import Order

SORTS = ("time", "revenue", "discount")
"""What the list of orders can be sorted by."""
MOST = 5_000
"""Orders that are looked through for one list."""
AT_A_TIME = 1_000
"""Orders read at once for a file."""

Place = tuple[datetime, int]
"""Where an order stands in time: its moment and number."""


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders are listed. None, or no text, takes any.

    outcome      of the decision in force (`plugin.attribution.decision.Outcome`)
    channel      online, pos, draft or other
    creator_id   orders of which this creator holds a part
    text         the order's name, with or without #, or a code used on it
    """

    start: datetime | None = None
    end: datetime | None = None
    outcome: str | None = None
    channel: str | None = None
    creator_id: int | None = None
    text: str = ""


class Part(NamedTuple):
    """A creator's part of an order as the books hold it."""

    creator_id: int
    amount_minor: int
    share_ppm: int


class Counted(NamedTuple):
    """How many orders fit, of those looked through; `whole` says whether that is all there are."""

    orders: int
    whole: bool


def orders_listed(
    session: Session,
    wanted: OrderFilter,
    *,
    sort: str = "time",
    descending: bool = True,
    limit: int,
    offset: int = 0,
    most: int = MOST,
) -> list[Order]:
    """The orders, newest first unless told otherwise. Sorted by anything but time, the newest `most` are."""
    newest = descending or sort != "time"
    by_time = sort == "time" and not _narrows(wanted)
    reach = min(most, offset + limit) if by_time else most
    looked = _in_time(session, wanted, newest=newest, limit=reach).subquery("looked")
    key = {"time": looked.c.moment, "revenue": Order.net_minor, "discount": Order.discount_minor}[sort]
    first, last = (key.desc(), looked.c.id.desc()) if descending else (key.asc(), looked.c.id.asc())
    query = select(Order).join(looked, looked.c.id == Order.id)
    if _narrows(wanted):
        query = query.where(*_fits(wanted))
    return list(session.scalars(query.order_by(first, last).limit(limit).offset(offset)))


def count_orders(session: Session, wanted: OrderFilter, *, most: int = MOST) -> Counted:
    """How many orders there are of that kind, counted up to `most`."""
    looked = _in_time(session, wanted, newest=True, limit=most + 1).subquery("looked")
    seen = session.scalar(select(func.count(looked.c.id))) or 0
    if not _narrows(wanted):
        return Counted(min(seen, most), seen <= most)
    looked = _in_time(session, wanted, newest=True, limit=most).subquery("looked")
    query = select(func.count(Order.id)).join(looked, looked.c.id == Order.id).where(*_fits(wanted))
    return Counted(session.scalar(query) or 0, seen <= most)


def every_order(session: Session, wanted: OrderFilter, *, newest: bool) -> Iterator[list[Order]]:
    """All orders of that kind by time, some at a time, for a file."""
    after: Place | None = None
    while True:
        places = session.execute(_in_time(session, wanted, newest=newest, limit=AT_A_TIME, after=after)).all()
        if not places:
            return
        query = select(Order).where(Order.id.in_([row.id for row in places]), *_fits(wanted))
        found = {order.id: order for order in session.scalars(query)}
        yield [found[row.id] for row in places if row.id in found]
        session.expunge_all()
        after = (places[-1].moment, places[-1].id)


def parts_of(session: Session, order_ids: list[int]) -> dict[int, list[Part]]:
    """Order -> who holds a part of it now, the largest part first."""
    query = (
        select(Entry.order_id, Entry.creator_id, func.sum(Entry.amount_minor), func.sum(Entry.share_ppm))
        .where(Entry.order_id.in_(order_ids))
        .group_by(Entry.order_id, Entry.creator_id)
        .having(func.sum(Entry.share_ppm) > 0)
        .order_by(Entry.order_id, func.sum(Entry.share_ppm).desc(), Entry.creator_id)
    )
    parts: dict[int, list[Part]] = {}
    for order_id, creator_id, amount, share in session.execute(query):
        parts.setdefault(order_id, []).append(Part(creator_id, int(amount), int(share)))
    return parts


def codes_on(session: Session, order_ids: list[int]) -> dict[int, list[str]]:
    """Order -> the codes used on it, as written, in the order's own order."""
    query = select(Evidence.order_id, Evidence.facts).where(
        Evidence.order_id.in_(order_ids), Evidence.kind == CodeEvidence.kind
    )
    codes: dict[int, list[dict[str, Any]]] = {}
    for order_id, facts in session.execute(query):
        if not facts.get("withdrawn"):
            codes.setdefault(order_id, []).append(facts)
    return {
        order_id: [facts["code"] for facts in sorted(rows, key=lambda facts: facts["position"])]
        for order_id, rows in codes.items()
    }


def _in_time(
    session: Session, wanted: OrderFilter, *, newest: bool, limit: int, after: Place | None = None
) -> Select[*tuple[Any, ...]]:
    """(id, moment) of orders by time, out of the index that narrows most, beyond `after`. The rest of the
    filter is `_fits`.
    """
    if wanted.text.strip():
        sources = _named_or_with_code(session, wanted)
    elif wanted.creator_id is not None:
        sources = [_credited_to(wanted)]
    else:
        sources = _by_channel_and_outcome(wanted)
    if len(sources) == 1:
        return _cut(sources[0], newest=newest, limit=limit, after=after)
    # Each piece is cut before they are put together: as one, PostgreSQL may read and sort all of every piece.
    pieces = [_cut(source, newest=newest, limit=limit, after=after).subquery() for source in sources]
    merged = union_all(*(select(piece.c.id, piece.c.moment) for piece in pieces)).subquery("merged")
    return _cut(select(merged.c.id, merged.c.moment), newest=newest, limit=limit)


def _cut(
    query: Select[*tuple[Any, ...]], *, newest: bool, limit: int, after: Place | None = None
) -> Select[*tuple[Any, ...]]:
    """The first `limit` of (id, moment) by time, beyond `after`."""
    number, moment = query.selected_columns
    if after is not None:
        place = tuple_(moment, number)
        query = query.where(place < after if newest else place > after)
    by = (moment.desc(), number.desc()) if newest else (moment.asc(), number.asc())
    return query.order_by(*by).limit(limit)


def _credited_to(wanted: OrderFilter) -> Select[*tuple[Any, ...]]:
    """Orders of which the creator holds a part: a credit that was reversed is none."""
    return (
        select(Entry.order_id.label("id"), Entry.ordered_at.label("moment"))
        .where(Entry.creator_id == wanted.creator_id, *_within(Entry.ordered_at, wanted))
        .group_by(Entry.ordered_at, Entry.order_id)
        .having(func.sum(Entry.share_ppm) > 0)
    )


def _by_channel_and_outcome(wanted: OrderFilter) -> list[Select[*tuple[Any, ...]]]:
    """One piece of the index of channel, outcome and time for each pair that fits; all of time for no
    filter.
    """
    within = _within(Order.ordered_at, wanted)
    query: Select[*tuple[Any, ...]] = select(Order.id.label("id"), Order.ordered_at.label("moment")).where(
        *within
    )
    if wanted.channel is None and wanted.outcome is None:
        return [query]
    channels = [wanted.channel] if wanted.channel else [row.value for row in Channel]
    outcomes = [wanted.outcome] if wanted.outcome else [row.value for row in Outcome]
    return [
        query.where(Order.channel == channel, Order.outcome == outcome)
        for channel in channels
        for outcome in outcomes
    ]


def _named_or_with_code(session: Session, wanted: OrderFilter) -> list[Select[*tuple[Any, ...]]]:
    """Orders with that name, of which there are hardly ever two, and those on which the code was used."""
    text = wanted.text.strip()
    named = select(Order.id).where(Order.name.in_([text, f"#{text.lstrip('#')}"])).limit(AT_A_TIME)
    ids = list(session.scalars(named))
    used: Select[*tuple[Any, ...]] = select(
        Evidence.order_id.label("id"), Evidence.occurred_at.label("moment")
    ).where(
        Evidence.kind == CodeEvidence.kind,
        Evidence.key == code_key(text),
        *_within(Evidence.occurred_at, wanted),
    )
    if not ids:
        return [used]
    by_name: Select[*tuple[Any, ...]] = select(Order.id.label("id"), Order.ordered_at.label("moment"))
    by_name = by_name.where(Order.id.in_(ids))
    return [by_name, used.where(Evidence.order_id.not_in(ids))]


def _narrows(wanted: OrderFilter) -> bool:
    """Whether there is more to the filter than `_in_time` has looked at."""
    begins_elsewhere = bool(wanted.text.strip()) or wanted.creator_id is not None
    more = wanted.channel, wanted.outcome, wanted.creator_id if wanted.text.strip() else None
    # An order found by its name may be of another time.
    timed = bool(wanted.text.strip()) and (wanted.start is not None or wanted.end is not None)
    return begins_elsewhere and (timed or any(value is not None for value in more))


def _fits(wanted: OrderFilter) -> tuple[ColumnElement[bool], ...]:
    """What is asked of an order once it is found. Not of the columns themselves: PostgreSQL would rather read
    every order of an outcome by its index than look the few up that are in question.
    """
    conditions = list(_within(Order.ordered_at, wanted))
    if wanted.outcome is not None:
        conditions.append(Order.outcome + "" == wanted.outcome)
    if wanted.channel is not None:
        conditions.append(Order.channel + "" == wanted.channel)
    if wanted.creator_id is not None and wanted.text.strip():
        held = select(func.sum(Entry.share_ppm)).where(
            Entry.shop_id == Order.shop_id,
            Entry.order_id == Order.id,
            Entry.creator_id == wanted.creator_id,
        )
        conditions.append(held.scalar_subquery() > 0)
    return tuple(conditions)


def _within(column: Any, wanted: OrderFilter) -> tuple[ColumnElement[bool], ...]:
    conditions = []
    if wanted.start is not None:
        conditions.append(column >= wanted.start)
    if wanted.end is not None:
        conditions.append(column < wanted.end)
    return tuple(conditions)
