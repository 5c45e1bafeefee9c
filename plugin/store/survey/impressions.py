"""What a buyer was shown, in which order, whether a decoy stood among it, and for which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Index, LargeBinary, UniqueConstraint, and_, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.batch.statements import run
from plugin.store.database import shop_of
from plugin.store.holding import hold_named
from plugin.store.survey.answers import Answer


class Impression(ShopOwned, Base):
    """The survey as one checkout was asked it: a reload shows the same, and an answer can be read.

    key               names it towards the shopper's browser; unguessable
    subject           what is asked: `checkout:<token>`, or `order:<id>` for an order without a token whose
                      buyer was logged in
    page              thank_you or order_status: where it was shown last
    checkout_token    of the checkout; None once the buyer is forgotten or there never was one
    order_claim       the order number the browser gave, which proves nothing
    order_id          the order, once it has come with this checkout token (and this number, where one was
                      claimed)
    order_state       waiting, joined, or foreign: the number claimed belongs to another checkout
    buyer             the buyer's keyed hash where the page's token or the order names them
    first_claim       what the page said about this being the buyer's first order; None: nothing
    settings_version  the settings it was drawn by
    questions         `first_heard`, `which_creator` and, where drawn, `why_today`: the options in the order
                      shown (`plugin.attribution.survey.lists.Option`)
    named_at_once     whether creators' names stood in the first list
    decoy_position    its place, from 0, in the list in which it stood
    names_shown_at    when names of creators were first seen: at once, or when the second list opened
    skipped_at        when the first question was skipped; `closer_skipped_at`: the one about today
    """

    __tablename__ = "survey_impressions"
    __table_args__ = (
        UniqueConstraint("shop_id", "key"),
        UniqueConstraint("shop_id", "subject"),
        Index(None, "shop_id", "shown_at"),
        Index(None, "shop_id", "order_id"),
        Index(
            "ix_survey_impressions_shop_id_buyer",
            "shop_id",
            "buyer",
            postgresql_where=text("buyer is not null"),
        ),
        Index(
            "ix_survey_impressions_waiting",
            "shop_id",
            "checkout_token",
            postgresql_where=text("order_state = 'waiting'"),
        ),
    )

    id: Mapped[RowId]
    key: Mapped[str]
    subject: Mapped[str]
    page: Mapped[str]
    checkout_token: Mapped[str | None]
    order_claim: Mapped[int | None]
    order_id: Mapped[int | None]
    order_state: Mapped[str] = mapped_column(server_default="waiting")
    buyer: Mapped[bytes | None] = mapped_column(LargeBinary)
    first_claim: Mapped[bool | None]
    settings_version: Mapped[int]
    questions: Mapped[dict[str, Any]]
    named_at_once: Mapped[bool]
    decoy_id: Mapped[int | None]
    decoy_position: Mapped[int | None]
    language: Mapped[str]
    shown_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(server_default="1")
    names_shown_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    closer_skipped_at: Mapped[datetime | None]


class AskedBefore(NamedTuple):
    """What a buyer was asked about other orders: whether they answered, and when they were asked last."""

    answered: bool
    at: datetime | None


def impression_of(session: Session, subject: str, order_id: int | None) -> Impression | None:
    """The impression of one checkout (`Impression.subject`), or else one joined to its order; None where
    neither has been asked.
    """
    own = Impression.subject == subject
    query = select(Impression).where(own if order_id is None else or_(own, Impression.order_id == order_id))
    return session.scalars(query.order_by(own.desc(), Impression.id).limit(1)).one_or_none()


def impression_with_key(session: Session, key: str) -> Impression | None:
    """The impression with this key, None where the shop has none."""
    return session.scalars(select(Impression).where(Impression.key == key)).one_or_none()


def impressions_with_ids(session: Session, ids: Sequence[int]) -> dict[int, Impression]:
    """Number -> impression."""
    query = select(Impression).where(Impression.id.in_(ids)).execution_options(populate_existing=True)
    return {row.id: row for row in session.scalars(query)}


def hold_impression(session: Session, key: str, question: str) -> tuple[Impression, Answer | None] | None:
    """The impression with this key, held until the transaction ends, and the answer in force to `question`
    on it; None where the shop has no such impression.

    Held by a lock beside the row: the drain, which holds an order, updates the row, and whoever answers goes
    on to hold that order.
    """
    hold_named(session, f"impression {key}")
    query = (
        select(Impression, Answer)
        .outerjoin(
            Answer,
            and_(
                Answer.shop_id == Impression.shop_id,
                Answer.impression_id == Impression.id,
                Answer.question == question,
                Answer.replaced_at.is_(None),
            ),
        )
        .where(Impression.key == key)
    )
    row = session.execute(query.execution_options(populate_existing=True)).one_or_none()
    return None if row is None else (row[0], row[1])


def add_impression(session: Session, **values: Any) -> Impression:
    """Keep a new impression; where another request was faster for the same subject, its row."""
    # As parameters: a statement that holds its values is compiled anew each time.
    statement = insert(Impression).on_conflict_do_nothing().returning(Impression)
    made = session.scalars(statement, [{"shop_id": shop_of(session), **values}]).one_or_none()
    if made is not None:
        return made
    return session.scalars(select(Impression).where(Impression.subject == values["subject"])).one()


def asked_before(session: Session, buyer: bytes, *, besides: str) -> AskedBefore:
    """What a buyer was asked about other orders than that of the subject `besides`."""
    answered = exists().where(
        Answer.shop_id == Impression.shop_id,
        Answer.impression_id == Impression.id,
        Answer.replaced_at.is_(None),
    )
    query = select(func.coalesce(func.bool_or(answered), False), func.max(Impression.shown_at)).where(
        Impression.buyer == buyer, Impression.subject != besides
    )
    return AskedBefore(*session.execute(query).one())


def join_impressions(session: Session, order_ids: Sequence[int]) -> None:
    """Join impressions that waited for these orders, which have just been stored, by their checkout token.
    The caller holds the checkouts.

    Where the shopper's page had named another order, the impression is foreign and joins none.
    """
    if order_ids:
        run(session, JOIN, order_ids=list(order_ids))


JOIN = """
    update survey_impressions as waits set
        order_id = case when own then found.order_id end,
        order_state = case when own then 'joined' else 'foreign' end,
        buyer = case when own then coalesce(found.buyer, waits.buyer) end
    from (
        select impressions.shop_id, impressions.id, orders.id as order_id, orders.buyer,
            impressions.order_claim is null or impressions.order_claim = orders.id as own
        from survey_impressions impressions join orders
            on orders.shop_id = impressions.shop_id and orders.checkout_token = impressions.checkout_token
        where impressions.shop_id = %(shop)s and impressions.order_state = 'waiting'
            and orders.id = any(%(order_ids)s::bigint[])
    ) found
    where waits.shop_id = found.shop_id and waits.id = found.id
"""
