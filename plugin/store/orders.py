"""Orders as the books need them, and refunds that may come before their order. No personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopifyId, ShopOwned


class Order(ShopOwned, Base):
    """One order at its newest known state. `id` is Shopify's number; amounts are minor units of `currency`.

    `facts` is the order reduced to what deciding needs (lines, codes, refunds; see
    `plugin.shopify.payloads`). `net_minor` is net revenue after refunds by the policy's basis;
    `discount_minor` all discounts of the order. `channel` is online, pos, draft or other. `counts` is false
    for test, cancelled and voided orders. `outcome` repeats that of the decision in force
    (`plugin.attribution.decide.Outcome`). `buyer` is the keyed hash of the customer id, None for a guest
    without one; `first_order` is None where that cannot be known. `buyer_erased`: the buyer asked to be
    forgotten, and a later version of the order does not link it again.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index(None, "shop_id", "ordered_at"),
        Index(None, "shop_id", "channel", "outcome", "ordered_at"),
        Index(None, "shop_id", "name"),
        Index("ix_orders_shop_id_buyer", "shop_id", "buyer", "ordered_at"),
        Index("ix_orders_shop_id_checkout_token", "shop_id", "checkout_token"),
    )

    id: Mapped[ShopifyId]
    name: Mapped[str]
    ordered_at: Mapped[datetime]
    shopify_updated_at: Mapped[datetime]
    currency: Mapped[str]
    presentment_currency: Mapped[str | None]
    channel: Mapped[str]
    source_name: Mapped[str | None]
    test: Mapped[bool]
    cancelled_at: Mapped[datetime | None]
    counts: Mapped[bool]
    outcome: Mapped[str] = mapped_column(server_default="no_code")
    net_minor: Mapped[int]
    gross_minor: Mapped[int]
    refunded_minor: Mapped[int]
    discount_minor: Mapped[int]
    buyer: Mapped[bytes | None] = mapped_column(LargeBinary)
    buyer_erased: Mapped[bool] = mapped_column(server_default="false")
    first_order: Mapped[bool | None]
    checkout_token: Mapped[str | None]
    cart_token: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]


class Refund(ShopOwned, Base):
    """One refund. It may arrive before its order, so it holds no foreign key to it. `facts` as in
    `payloads`.
    """

    __tablename__ = "refunds"
    __table_args__ = (Index(None, "shop_id", "order_id"),)

    id: Mapped[ShopifyId]
    order_id: Mapped[int]
    created_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]


class OrderEdit(ShopOwned, Base):
    """That an order was edited, for its timeline. The books follow the order itself. It may come before its
    order, so it holds no foreign key to it. `added` and `removed` are units over all lines.
    """

    __tablename__ = "order_edits"
    __table_args__ = (Index(None, "shop_id", "order_id"),)

    id: Mapped[ShopifyId]
    order_id: Mapped[int]
    committed_at: Mapped[datetime]
    added: Mapped[int]
    removed: Mapped[int]
    received_at: Mapped[datetime]
