"""Discount codes as Earmark knows them, and how each stands in Shopify."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class DiscountCode(ShopOwned, Base):
    """A discount code. `code_key` is the code trimmed and case-folded: codes are compared by it.

    `creator_id` is None for a sitewide code the owner has named as such. `origin` is created (by us),
    adopted (it stood in the shop and the owner took it over) or attached (an existing code the owner gave
    to a creator without touching Shopify). `status` is planned, creating, active, paused, retired or
    failed. The code counts for its creator from `valid_from` until `valid_until` (None: open), whatever
    Shopify's dates: a code reused by two campaigns goes to the one valid at the order's time. `drift` is
    what a check found changed in Shopify, or None.

    `wanted` (active, paused, retired) is what the owner last asked for and `held_by` (campaign, owner,
    None) who paused it; a job brings Shopify there and `status` follows. `named_by` is template, or owner
    where the code was typed. `conflict` describes the discount of the shop that already has this code,
    `choice` (adopt, None) what the owner decided about it. `own_terms` are terms and dates that are this
    code's alone (see `plugin.services.code_terms`); None means its campaign's. `tried_code` is the code
    last sent to Shopify: after a lost answer a discount may stand under it.
    """

    __tablename__ = "discount_codes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        Index(None, "shop_id", "code_key"),
        Index("ix_discount_codes_shop_id_campaign_id_creator_id", "shop_id", "campaign_id", "creator_id"),
        Index("ix_discount_codes_shop_id_discount_gid", "shop_id", "discount_gid"),
        # One discount per creator and campaign. Attached codes are the shop's own and may be several.
        Index(
            "uq_discount_codes_shop_id_campaign_id_creator_id",
            "shop_id",
            "campaign_id",
            "creator_id",
            unique=True,
            postgresql_where=text("status <> 'retired' and origin <> 'attached'"),
        ),
    )

    id: Mapped[RowId]
    campaign_id: Mapped[int | None]
    creator_id: Mapped[int | None]
    code: Mapped[str]
    code_key: Mapped[str]
    origin: Mapped[str] = mapped_column(server_default="created")
    status: Mapped[str] = mapped_column(server_default="planned")
    wanted: Mapped[str] = mapped_column(server_default="active")
    held_by: Mapped[str | None]
    named_by: Mapped[str] = mapped_column(server_default="template")
    conflict: Mapped[dict[str, Any] | None]
    choice: Mapped[str | None]
    own_terms: Mapped[dict[str, Any] | None]
    tried_code: Mapped[str | None]
    discount_gid: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str | None]
    verified_at: Mapped[datetime | None]
    drift: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
