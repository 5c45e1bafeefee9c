"""Shops: who installed the app, and where, when and in which currency they live."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Identity, BigInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base


class Shop(Base):
    """One Shopify shop.

    A row exists from the first verified sign of a shop (first load, or a webhook that came before it). `currency`,
    `timezone` and `locale` are None until the first load has asked Shopify. `buyer_key` is the shop's own secret for
    hashing customer ids, encrypted. `settings` holds what the owner chose (see `plugin.services.shop_settings`).
    """

    __tablename__ = "shops"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    domain: Mapped[str] = mapped_column(unique=True)
    shopify_id: Mapped[int | None]
    name: Mapped[str | None]
    currency: Mapped[str | None]
    timezone: Mapped[str | None]
    locale: Mapped[str | None]
    country: Mapped[str | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    buyer_key: Mapped[str | None]
    created_at: Mapped[datetime]
    installed_at: Mapped[datetime | None]
    uninstalled_at: Mapped[datetime | None]
