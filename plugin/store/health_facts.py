"""What the standing checks read, each by an index and bounded, however much there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, text
from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.deliveries import Delivery
from plugin.store.entries import Entry
from plugin.store.orders import Order
from plugin.store.survey.impressions import Impression

BY_HAND = {"scoped_by_hand": True}


def one_view(session: Session) -> None:
    """Let the whole transaction see the database as of one moment, so that nothing that is being written
    looks half done. The first thing in a transaction.
    """
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def id_span(session: Session) -> tuple[int, int] | None:
    """The smallest and the largest number of the shop's orders; None without any."""
    low, high = session.execute(select(func.min(Order.id), func.max(Order.id))).one()
    return None if low is None else (low, high)


def first_ordered(session: Session) -> datetime | None:
    """When the shop's first order was placed; None without any."""
    return session.scalar(select(func.min(Order.ordered_at)))


def newest_by_number(session: Session, limit: int) -> list[Order]:
    """The orders with the largest numbers."""
    return list(session.scalars(select(Order).order_by(Order.id.desc()).limit(limit)))


@dataclass(frozen=True, slots=True)
class OverCredit:
    """An order on which more is credited than there is: its number, and the shares together (millionths)."""

    order_id: int
    share_ppm: int


def over_credited(session: Session, *, posted_since: datetime, limit: int) -> list[OverCredit]:
    """Orders touched since then of whose books the credits are no part: shares beyond the whole or below
    nothing, an amount beyond the order's or on its other side.
    """
    touched = select(Entry.order_id).where(Entry.posted_at >= posted_since).distinct().scalar_subquery()
    share, amount = func.sum(Entry.share_ppm), func.sum(Entry.amount_minor)
    query = (
        select(Entry.order_id, share)
        .join(Order, (Order.shop_id == Entry.shop_id) & (Order.id == Entry.order_id))
        .where(Entry.order_id.in_(touched))
        .group_by(Entry.order_id, Order.net_minor)
        .having(
            or_(
                share > 1_000_000,
                share < 0,
                func.abs(amount) > func.abs(Order.net_minor),
                amount * func.sign(Order.net_minor) < 0,
            )
        )
        .order_by(Entry.order_id)
        .limit(limit)
    )
    return [OverCredit(order_id, int(ppm)) for order_id, ppm in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Queue:
    """How the shop's inbox stands. `due_since` is since when the delivery longest due could have been
    handled, `lost_leases` how many are held by a drain whose time has long been up; `now` is the database's.
    """

    due_since: datetime | None
    lost_leases: int
    now: datetime


def queue_of(session: Session, *, grace_seconds: float) -> Queue:
    """The shop's waiting deliveries. A lease counts as lost `grace_seconds` after its end."""
    waits = Delivery.state == "waiting"
    lost = func.count().filter(
        Delivery.leased_until < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, grace_seconds)
    )
    due = func.min(Delivery.next_try_at).filter(Delivery.next_try_at <= func.now())
    row = session.execute(select(due, lost, func.now()).where(waits)).one()
    return Queue(*row)


def parked_count(session: Session, *, most: int) -> int:
    """How many deliveries are parked, counted up to `most`."""
    some = select(Delivery.id).where(Delivery.state == "parked").limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def unfinished(session: Session, topics: Collection[str], *, received_before: datetime) -> int:
    """How many deliveries of these topics came before then and are waiting or parked."""
    return (
        session.scalar(
            select(func.count()).where(
                Delivery.state.in_(("waiting", "parked")),
                Delivery.received_at < received_before,
                Delivery.topic.in_(topics),
            )
        )
        or 0
    )


def heard_since(session: Session, topics: Collection[str], since: datetime) -> bool:
    """Whether a delivery of one of these topics has come since then."""
    query = select(
        exists().where(
            Delivery.state.in_(("waiting", "handled", "ignored", "parked")),
            Delivery.received_at >= since,
            Delivery.topic.in_(topics),
        )
    ).select_from(Delivery)
    return bool(session.scalar(query.limit(1)))


@dataclass(frozen=True, slots=True)
class Jobs:
    """The shop's background jobs. `failed` and `overdue` are names of tasks; `dead` is how many jobs are in
    the hands of a worker that is gone.
    """

    failed: tuple[str, ...]
    overdue: tuple[str, ...]
    dead: int


JOBS_OF_SHOP = """
with jobs as (
  select id, task_name, status, scheduled_at, worker_id from procrastinate_jobs
  where args ->> 'shop_id' = :shop_id and status in ('todo', 'doing', 'failed')
), begun as (
  select jobs.*, (
    select max(events.at) from procrastinate_events as events
    where events.job_id = jobs.id and events.type in ('deferred', 'deferred_for_retry', 'retried', 'failed')
  ) as at from jobs
)
select
  coalesce(array_agg(distinct task_name) filter (where status = 'failed' and at >= :failed_since), '{}'),
  coalesce(array_agg(distinct task_name)
    filter (where status = 'todo' and greatest(at, scheduled_at) < :due_before), '{}'),
  count(*) filter (where status = 'doing' and not exists (
    select 1 from procrastinate_workers as workers
    where workers.id = begun.worker_id and workers.last_heartbeat > :alive_since))
from begun
"""


def jobs_of_shop(
    session: Session, *, failed_since: datetime, due_before: datetime, alive_since: datetime
) -> Jobs:
    """The shop's jobs that failed since one moment, should have begun before another, or are held by a
    worker not heard of since the third.
    """
    failed, overdue, dead = session.execute(
        text(JOBS_OF_SHOP),
        {
            "shop_id": str(shop_of(session)),
            "failed_since": failed_since,
            "due_before": due_before,
            "alive_since": alive_since,
        },
        execution_options=BY_HAND,
    ).one()
    return Jobs(tuple(sorted(failed)), tuple(sorted(overdue)), dead)


def jobs_waiting(session: Session, tasks: Sequence[str]) -> bool:
    """Whether one of these tasks waits or runs for the shop."""
    statement = text(
        "select exists (select 1 from procrastinate_jobs where args ->> 'shop_id' = :shop_id "
        "and status in ('todo', 'doing') and task_name = any(:tasks))"
    )
    values = {"shop_id": str(shop_of(session)), "tasks": list(tasks)}
    return bool(session.execute(statement, values, execution_options=BY_HAND).scalar_one())


@dataclass(frozen=True, slots=True)
class SurveyPace:
    """How the survey kept up with online orders. `last` is when it was shown last; `since` orders were placed
    after that and `before` are those looked at before it, on which it was shown `shown` times. Each is
    counted up to a bound.
    """

    last: datetime
    since: int
    before: int
    shown: int


def survey_pace(session: Session, *, most: int) -> SurveyPace | None:
    """The pace; None where the survey was never shown."""
    last = session.scalar(select(func.max(Impression.shown_at)))
    if last is None:
        return None
    online = (Order.channel == "online", Order.counts)
    after = select(Order.id).where(*online, Order.ordered_at > last).limit(most).subquery()
    earlier = (
        select(Order.ordered_at)
        .where(*online, Order.ordered_at <= last)
        .order_by(Order.ordered_at.desc())
        .limit(most)
        .subquery()
    )
    before, first = session.execute(
        select(func.count(), func.min(earlier.c.ordered_at)).select_from(earlier)
    ).one()
    shown = 0
    if first is not None:
        some = select(Impression.id).where(Impression.shown_at >= first).limit(most).subquery()
        shown = session.scalar(select(func.count()).select_from(some)) or 0
    since = session.scalar(select(func.count()).select_from(after)) or 0
    return SurveyPace(last, since, before, shown)
