"""Landing pages: what a campaign's links lead to, and what one creator's page says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned


class CampaignLanding(ShopOwned, Base):
    """Where a campaign's links lead. `kind` is welcome (the home page with a greeting), product (a product or
    collection page, `target` is its path) or picks (a page of products the creator chose).

    `greeting` and `offer` are the owner's texts, with places {creator} and {offer}; empty: a text of ours.
    `served_by` is proxy or page (an Online Store page, for shops without a usable proxy).
    """

    __tablename__ = "campaign_landings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
    )

    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(server_default="welcome")
    target: Mapped[str | None]
    greeting: Mapped[str] = mapped_column(server_default="")
    offer: Mapped[str] = mapped_column(server_default="")
    served_by: Mapped[str] = mapped_column(server_default="proxy")
    updated_at: Mapped[datetime]


class LandingPage(ShopOwned, Base):
    """One creator's landing page in one campaign. `kind` and `target` override the campaign's.

    `slug` is its place under the proxy, unique in the shop. `status` is live, paused or retired. `products`
    is a list of {gid, handle, title, picture_url} in the order shown. `page_gid` is the Online Store page
    where one was made. `version` counts changes, so that what was rendered before is known to be old.
    """

    __tablename__ = "landing_pages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "campaign_id"], ["campaigns.shop_id", "campaigns.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("shop_id", "slug"),
    )

    campaign_id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    target: Mapped[str | None]
    slug: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="live")
    title: Mapped[str] = mapped_column(server_default="")
    introduction: Mapped[str] = mapped_column(server_default="")
    picture_url: Mapped[str | None]
    products: Mapped[list[Any]] = mapped_column(server_default="[]")
    page_gid: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
