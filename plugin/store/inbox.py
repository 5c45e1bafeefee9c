"""What the drain does with the inbox: claim, settle, put back. Time here is the database's own clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from plugin.store.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery this drain may handle until `leased_until` (set in every claim); `attempts`
    counts this one. `kept_on` is the day under which the row lies.
    """

    shop_id: int
    delivery_id: int
    topic: str
    attempts: int
    triggered_at: datetime | None
    leased_until: datetime | None
    kept_on: date


def claim_deliveries(session: Session, *, limit: int, lease: timedelta) -> list[Claim]:
    """Claim up to `limit` waiting deliveries nobody holds, longest due first. For a session opened
    everywhere.

    The attempt is counted when it begins, so that a delivery which kills its drain is parked in the end too.
    What came today and yesterday is looked through first, all other days only where that leaves nothing: one
    day costs as much to look into as another, whether anything waits there or not. (`replay` and the upkeep
    bring what waits for longer to today, so that none is forgotten while more keeps coming.)
    """
    today = _run(session, "select (now() at time zone 'UTC')::date")[0][0]
    recent = [today - timedelta(days=1), today]
    found = _due(session, limit, "and kept_on = any(:days)", days=recent) or _due(session, limit, "")
    places: dict[date, list[str]] = defaultdict(list)
    for kept_on, place in found:
        places[kept_on].append(place)
    claims = [
        Claim(*row)
        for kept_on, there in places.items()
        for row in _run(session, LEASED, kept_on=kept_on, places=there, lease=lease)
    ]
    # UPDATE ... RETURNING gives no order: within a batch, what happened first is handled first.
    return sorted(
        claims, key=lambda row: (row.triggered_at is not None, row.triggered_at or 0, row.delivery_id)
    )


# Where a row lies cannot change while it is locked, so that no index is asked for it again.
LEASED = """
update deliveries set leased_until = clock_timestamp() + cast(:lease as interval), attempts = attempts + 1
where kept_on = :kept_on and ctid = any(cast(:places as tid[]))
returning shop_id, id, topic, attempts, triggered_at, leased_until, kept_on
"""


def _due(session: Session, limit: int, days_too: str, **days: list[date]) -> list[Any]:
    """The day and place of each row that may be claimed, locked."""
    return _run(
        session,
        "select kept_on, cast(ctid as text) from deliveries "  # noqa: S608  a clause of our own
        # The index stops at the statement's own moment; at one that goes on it would be read to its end,
        # past all that rests until later.
        "where state = 'waiting' and next_try_at <= statement_timestamp() "
        f"and (leased_until is null or leased_until < clock_timestamp()) {days_too} "
        "order by next_try_at, id limit :limit for update skip locked",
        limit=limit,
        **days,
    )


def _run(session: Session, statement: str, **values: Any) -> list[Any]:
    return list(session.execute(text(statement), values, execution_options={"scoped_by_hand": True}))


def held_delivery(session: Session, claim: Claim) -> Delivery | None:
    """The claimed delivery, locked; None where the lease has passed to somebody else or the work is done."""
    return session.scalar(
        select(Delivery)
        .where(
            Delivery.id == claim.delivery_id,
            Delivery.kept_on == claim.kept_on,
            Delivery.state == "waiting",
            Delivery.leased_until == claim.leased_until,
        )
        .with_for_update()
    )


def give_back(session: Session, claims: list[Claim]) -> None:
    """Let go of claims that were not begun, without counting the attempt. For a session opened everywhere."""
    for claim in claims:
        session.execute(
            update(Delivery)
            .where(
                Delivery.shop_id == claim.shop_id,
                Delivery.id == claim.delivery_id,
                Delivery.kept_on == claim.kept_on,
                Delivery.state == "waiting",
                Delivery.leased_until == claim.leased_until,
            )
            .values(leased_until=None, attempts=Delivery.attempts - 1)
            .execution_options(synchronize_session=False)
        )


def rest(delivery: Delivery, pause: timedelta) -> None:
    """Leave the delivery alone for `pause`, counted by the database's clock."""
    delivery.next_try_at = func.clock_timestamp() + pause


def hold_subject(session: Session, shop_id: int, subject: str) -> None:
    """Handle what concerns `subject` (an order) one at a time, in all drains: held until the transaction
    ends.
    """
    session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"{shop_id}/{subject}"},
        execution_options={"scoped_by_hand": True},
    )


def waiting_deliveries(session: Session) -> int:
    """How many deliveries wait to be handled now or later, in all shops."""
    return session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == "waiting")) or 0
