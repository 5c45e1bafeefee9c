"""What a buyer was shown: the options in their order, whether a decoy stood among them, and for which order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Impression(ShopOwned, Base):
    """The survey as one checkout was asked it, kept so that a reload shows the same and an answer can be read.

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
                      shown, each {key, kind: channel, creator or decoy, and its channel, creator_id or decoy_id}
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
