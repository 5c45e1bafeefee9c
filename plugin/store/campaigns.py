"""Campaigns and who takes part in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Campaign(ShopOwned, Base):
    """A campaign. `starts_at` and `ends_at` (None: open) are UTC moments of days in the shop's time zone.

    `terms` are the discount's terms as `plugin.services.campaign_terms` reads and writes them. `status` is draft
    (nothing in Shopify yet), live, paused or retired. `code_seed` fixes what `{RANDOM4}` in the template stands for, so that
    a preview and the codes created from it are the same.
    """

    __tablename__ = "campaigns"

    id: Mapped[RowId]
    name: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="draft")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    terms: Mapped[dict[str, Any]]
    code_template: Mapped[str]
    code_seed: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Enrolment(ShopOwned, Base):
    """A creator's part in a campaign."""

    __tablename__ = "enrolments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
    )

    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
