"""The sums. Amounts are minor units of `currency`; parts of orders are millionths (ppm)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned

DAY = "day"
MONTH = "month"

# Room on every page for the next versions of its rows: today's are written again with every batch of orders.
_ROOM = {"fillfactor": "70"}


class SalesByDay(ShopOwned, Base):
    """What was sold on a day (in the shop's time zone), and how much of it is credited to creators.

    `orders` counts orders that count (`plugin.store.orders.Order`) by the day on which they were placed, with
    their net revenue after refunds; `first` of `known` orders were a buyer's first, of the rest it cannot be
    known. The columns of credit are sums of entries. `channel` is the order's.
    """

    __tablename__ = "sales_by_day"
    __table_args__ = ({"postgresql_with": _ROOM},)

    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    orders: Mapped[int]
    revenue_minor: Mapped[int]
    first: Mapped[int]
    known: Mapped[int]
    credited_minor: Mapped[int]
    credited_ppm: Mapped[int]
    credited_discount_minor: Mapped[int]
    credited_first_ppm: Mapped[int]
    credited_known_ppm: Mapped[int]


class CreditsBySpan(ShopOwned, Base):
    """What is credited to a creator on a day, and again in a month, so that years are few rows.

    `span` is day or month, `first_day` the day or the month's first. `campaign_id` and `code_id` are 0 for
    none. `evidence` is what the credit goes by: code, visit, or both (a code beside a visit by that creator's
    link). `first_ppm` and `known_ppm` are the part of `share_ppm` on orders that were a buyer's first, and of
    which that is known.
    """

    __tablename__ = "credits_by_span"
    __table_args__ = (
        Index(None, "shop_id", "creator_id", "span", "first_day"),
        Index(None, "shop_id", "campaign_id", "span", "first_day"),
        {"postgresql_with": _ROOM},
    )

    span: Mapped[str] = mapped_column(primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(primary_key=True)
    evidence: Mapped[str] = mapped_column(primary_key=True)
    amount_minor: Mapped[int]
    share_ppm: Mapped[int]
    discount_minor: Mapped[int]
    first_ppm: Mapped[int]
    known_ppm: Mapped[int]


class ModelCreditsBySpan(ShopOwned, Base):
    """By how much a model's credit for a creator differs from the posted one (`plugin.store.model_credits`),
    by day and by month as in `CreditsBySpan`.
    """

    __tablename__ = "model_credits_by_span"
    __table_args__ = ({"postgresql_with": _ROOM},)

    span: Mapped[str] = mapped_column(primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    amount_minor: Mapped[int]
    share_ppm: Mapped[int]
