"""What the drain does with the inbox: claim, settle, put back. Time here is the database's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select, text, update
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
    """
    now = func.clock_timestamp()
    due = (
        select(Delivery.shop_id, Delivery.id, Delivery.kept_on)
        .where(
            Delivery.state == "waiting",
            Delivery.next_try_at <= now,
            or_(Delivery.leased_until.is_(None), Delivery.leased_until < now),
        )
        .order_by(Delivery.next_try_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    statement = (
        update(Delivery)
        .where(
            Delivery.shop_id == due.c.shop_id,
            Delivery.id == due.c.id,
            Delivery.kept_on == due.c.kept_on,
        )
        .values(leased_until=now + lease, attempts=Delivery.attempts + 1)
        .returning(
            Delivery.shop_id,
            Delivery.id,
            Delivery.topic,
            Delivery.attempts,
            Delivery.triggered_at,
            Delivery.leased_until,
            Delivery.kept_on,
        )
        .execution_options(synchronize_session=False)
    )
    claims = [Claim(*row) for row in session.execute(statement)]
    # UPDATE ... RETURNING gives no order: within a batch, what happened first is handled first.
    return sorted(
        claims, key=lambda row: (row.triggered_at is not None, row.triggered_at or 0, row.delivery_id)
    )


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
