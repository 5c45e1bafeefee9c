"""Links as Earmark knows them, and how each stands in Shopify."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Link(ShopOwned, Base):
    """A creator's link for one placement. `key` is opaque (ten of a-z0-9), public and never given out again.

    `campaign_id` is None for a link that belongs to no campaign. `placement` is feed, story, bio, video,
    newsletter or other; `platform` one of `plugin.store.creators.PLATFORMS`. `code_id` is the discount code
    the link applies. `path` is the short path in the shop such as /ana, None without one; `redirect_state`
    is none, planned, live, failed or removed, and `redirect_problem` says why it failed. `window_days` is
    how long a visit by it counts, None: as the policy says. `status` is live, paused or retired; a retired
    link's key still explains old orders.
    """

    __tablename__ = "links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("shop_id", "key"),
        Index(
            "uq_links_shop_id_path",
            "shop_id",
            "path",
            unique=True,
            postgresql_where=text("path is not null and status <> 'retired'"),
        ),
        Index(None, "shop_id", "creator_id"),
        Index(None, "shop_id", "campaign_id", "creator_id"),
        Index("ix_links_shop_id_utm", "shop_id", "utm_campaign", "utm_term"),
    )

    id: Mapped[RowId]
    key: Mapped[str]
    creator_id: Mapped[int]
    campaign_id: Mapped[int | None]
    placement: Mapped[str]
    platform: Mapped[str]
    code_id: Mapped[int | None]
    path: Mapped[str | None]
    redirect_gid: Mapped[str | None]
    redirect_state: Mapped[str] = mapped_column(server_default="none")
    redirect_problem: Mapped[str | None]
    utm_source: Mapped[str]
    utm_medium: Mapped[str] = mapped_column(server_default="creator")
    utm_campaign: Mapped[str]
    utm_content: Mapped[str]
    utm_term: Mapped[str]
    window_days: Mapped[int | None]
    status: Mapped[str] = mapped_column(server_default="live")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
