"""Deliveries of a batch: held, and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run
from plugin.store.inbox import Claim


@dataclass(frozen=True, slots=True)
class HeldDelivery:
    """A claimed delivery, locked. `kept_on` is the day under which it lies."""

    delivery_id: int
    topic: str
    body: bytes
    kept_on: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a delivery came to, and its body without people. `state` is handled or ignored."""

    delivery_id: int
    state: str
    outcome: str
    body: bytes
    kept_on: date


def held_deliveries(session: Session, claims: Sequence[Claim]) -> list[HeldDelivery]:
    """The claimed deliveries of the session's shop that are still ours to handle, locked, in the order of the
    claims. One whose lease has passed to somebody else is left out.
    """
    rows = run(
        session,
        """
        select id, topic, body, kept_on, leased_until from deliveries
        where shop_id = %(shop)s and id = any(%(ids)s) and kept_on = any(%(days)s) and state = 'waiting'
        order by id for update
        """,
        ids=[claim.delivery_id for claim in claims],
        days=_days(claims),
    )
    leases = {claim.delivery_id: claim.leased_until for claim in claims}
    held = {
        delivery_id: HeldDelivery(delivery_id, topic, body, kept_on)
        for delivery_id, topic, body, kept_on, leased_until in rows
        if leases[delivery_id] == leased_until
    }
    return [held[claim.delivery_id] for claim in claims if claim.delivery_id in held]


def settle_deliveries(session: Session, verdicts: Sequence[Verdict], now: datetime) -> None:
    """Mark deliveries as handled or ignored at `now`, with their reduced bodies in place of the raw ones."""
    run(
        session,
        """
        update deliveries set state = verdict.state, outcome = verdict.outcome, body = verdict.body,
            last_error = null, handled_at = %(now)s, leased_until = null
        from unnest(cast(%(ids)s as bigint[]), cast(%(states)s as text[]), cast(%(outcomes)s as text[]),
            %(bodies)b::bytea[]) as verdict(id, state, outcome, body)
        where deliveries.shop_id = %(shop)s and deliveries.id = verdict.id
            and deliveries.kept_on = any(%(days)s)
        """,
        now=now,
        days=_days(verdicts),
        ids=[row.delivery_id for row in verdicts],
        states=[row.state for row in verdicts],
        outcomes=[row.outcome for row in verdicts],
        bodies=[row.body for row in verdicts],
    )


def drop_deliveries(session: Session, deliveries: Sequence[HeldDelivery]) -> None:
    """Delete deliveries of the session's shop that leave nothing behind."""
    run(
        session,
        """
        delete from deliveries
        where shop_id = %(shop)s and id = any(%(ids)s) and kept_on = any(%(days)s)
        """,
        ids=[row.delivery_id for row in deliveries],
        days=_days(deliveries),
    )


def _days(rows: Sequence[Claim] | Sequence[HeldDelivery] | Sequence[Verdict]) -> list[date]:
    """The days that a statement has to look into: hardly ever more than two."""
    return sorted({row.kept_on for row in rows})
