"""Visits by creators' links, what shoppers did on them, and Shopify's own journey of an order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Visit(ShopOwned, Base):
    """One visit. `ref` is its reference, the same in the address, the cart and the pixel's events.

    Holds no IP address: `visitor` is a keyed hash of address and agent whose salt changes every day, for
    counting a repeated visit once. `source` is proxy (our page was served) or pixel (the page reported it).
    `valid` is false for bots, prefetches, bursts and repeats, and `refused_because` says which; raw and valid
    visits are counted apart. `consent` is granted, denied or unknown. Creator, campaign and placement are
    those of the link, so that figures need no join.
    """

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("shop_id", "ref"),
        Index(None, "shop_id", "creator_id", "occurred_at"),
        Index(None, "shop_id", "occurred_at"),
        Index(None, "shop_id", "visitor", "occurred_at"),
    )

    id: Mapped[RowId]
    ref: Mapped[str]
    link_id: Mapped[int | None]
    creator_id: Mapped[int | None]
    campaign_id: Mapped[int | None]
    placement: Mapped[str]
    landing_kind: Mapped[str | None]
    source: Mapped[str]
    occurred_at: Mapped[datetime]
    referrer_host: Mapped[str | None]
    device: Mapped[str | None]
    country: Mapped[str | None]
    consent: Mapped[str] = mapped_column(server_default="unknown")
    valid: Mapped[bool]
    refused_because: Mapped[str | None]
    visitor: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class ShopperEvent(ShopOwned, Base):
    """Something a shopper did on a visit, as the web pixel tells it; hearing `event_id` twice keeps it once.

    `kind` is page_viewed, product_viewed, product_added_to_cart, checkout_started, checkout_completed,
    newsletter or account_created.
    """

    __tablename__ = "shopper_events"
    __table_args__ = (
        UniqueConstraint("shop_id", "event_id"),
        Index(None, "shop_id", "ref"),
        Index(None, "shop_id", "creator_id", "occurred_at"),
        Index(None, "shop_id", "occurred_at"),
        Index(
            "ix_shopper_events_shop_id_checkout_token",
            "shop_id",
            "checkout_token",
            postgresql_where=text("checkout_token is not null"),
        ),
    )

    id: Mapped[RowId]
    event_id: Mapped[str]
    ref: Mapped[str]
    link_id: Mapped[int | None]
    creator_id: Mapped[int | None]
    placement: Mapped[str]
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    product_id: Mapped[int | None]
    checkout_token: Mapped[str | None]
    received_at: Mapped[datetime]


class VisitTally(ShopOwned, Base):
    """How many visits of a day (in the shop's time zone) there were, kept in the transaction that records
    them: pages read these, and they stay when the visits themselves are deleted.

    `what` is valid, a reason for which visits were refused, or a `kind` of `ShopperEvent`: the number of
    visits on which it happened, on the day it happened first. `creator_id` is 0 where there was none.
    """

    __tablename__ = "visit_tallies"

    day: Mapped[date] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    placement: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    visits: Mapped[int]


class Journey(ShopOwned, Base):
    """What Shopify's customer journey says of an order, and how far asking has come.

    `state` is waiting, ready or given_up; `moments` the visits that name a link of ours, reduced to their
    parameters, and `problem` why it was given up.
    """

    __tablename__ = "journeys"
    __table_args__ = (
        Index(
            "ix_journeys_waiting",
            "shop_id",
            "next_try_at",
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    order_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime]
    moments: Mapped[list[Any]] = mapped_column(server_default="[]")
    problem: Mapped[str | None]
    updated_at: Mapped[datetime]
