"""Discount codes as Earmark knows them, and how each stands in Shopify."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class DiscountCode(ShopOwned, Base):
    """A discount code. `code_key` is the code trimmed and case-folded: codes are compared by it.

    `creator_id` is None for a sitewide code the owner has named as such. `origin` is created (by us), adopted (it
    stood in the shop and the owner took it over) or attached (an existing code the owner gave to a creator without
    touching Shopify). `status` is planned, creating, active, paused, retired or failed. The code counts for its creator
    from `valid_from` until `valid_until` (None: open), whatever Shopify's dates: a code reused by two campaigns goes to
    the one valid at the order's time. `drift` is what a check found changed in Shopify, or None.
    """

    __tablename__ = "discount_codes"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"),
        Index(None, "shop_id", "code_key"),
        Index("ix_discount_codes_shop_id_campaign_id_creator_id", "shop_id", "campaign_id", "creator_id"),
        Index("ix_discount_codes_shop_id_discount_gid", "shop_id", "discount_gid"),
    )

    id: Mapped[RowId]
    campaign_id: Mapped[int | None]
    creator_id: Mapped[int | None]
    code: Mapped[str]
    code_key: Mapped[str]
    origin: Mapped[str] = mapped_column(server_default="created")
    status: Mapped[str] = mapped_column(server_default="planned")
    discount_gid: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    drift: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
