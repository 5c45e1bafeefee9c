"""What the survey keeps about one buyer: finding it, handing it out, unlinking it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression
from plugin.store.survey.mappings import TextMapping
from plugin.store.waiting_evidence import WaitingEvidence


def impressions_of_buyer(session: Session, buyer: bytes, order_ids: Sequence[int]) -> list[Impression]:
    """What the buyer was shown, also where only the number of the order is known; oldest first."""
    query = select(Impression).where(_theirs(buyer, order_ids)).order_by(Impression.shown_at, Impression.id)
    return list(session.scalars(query))


def unlink_impressions(session: Session, buyer: bytes, order_ids: Sequence[int]) -> set[str]:
    """Take the buyer, the checkout and what was typed off their answers, for good; returns the texts, as they
    are compared, that nobody else has typed.

    What was chosen stays, and the order it belongs to, which holds nothing of the buyer either: counts keep
    adding up.
    """
    theirs = impressions_of_buyer(session, buyer, order_ids)
    numbers = [row.id for row in theirs]
    tokens = [row.checkout_token for row in theirs if row.checkout_token is not None]
    typed = select(Answer.text_key).where(Answer.impression_id.in_(numbers), Answer.text_key.is_not(None))
    keys = set(session.scalars(typed))
    session.execute(
        update(Answer).where(Answer.impression_id.in_(numbers)).values(text=None, text_key=None, masked=False)
    )
    # What was decided about a text repeats it; one that nobody else has typed goes along.
    others = select(Answer.text_key).where(Answer.text_key.in_(keys))
    gone = {key for key in keys - set(session.scalars(others)) if key is not None}
    session.execute(delete(TextMapping).where(TextMapping.text_key.in_(gone)))
    session.execute(delete(WaitingEvidence).where(WaitingEvidence.checkout_token.in_(tokens)))
    _forget(session, Impression.id.in_(numbers))
    return gone


def forget_unjoined(session: Session, *, shown_before: datetime) -> int:
    """Take buyer and checkout off impressions whose order never came, in all shops; returns how many."""
    never = and_(
        Impression.order_state != "joined",
        Impression.shown_at < shown_before,
        or_(Impression.checkout_token.is_not(None), Impression.buyer.is_not(None)),
    )
    return _forget(session, never)


def _theirs(buyer: bytes, order_ids: Sequence[int]) -> ColumnElement[bool]:
    # A claimed number is looked at only while no order has spoken: anybody can claim one.
    claimed = and_(Impression.order_state == "waiting", Impression.order_claim.in_(order_ids))
    return or_(Impression.buyer == buyer, Impression.order_id.in_(order_ids), claimed)


def _forget(session: Session, which: ColumnElement[bool]) -> int:
    statement = (
        update(Impression)
        .where(which)
        .values(
            buyer=None,
            checkout_token=None,
            order_claim=None,
            first_claim=None,
            subject="erased:" + Impression.key,
        )
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]
