"""Access tokens, encrypted: the pair in use and the pair before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from plugin.store.base import Base, ShopOwned


class AccessToken(ShopOwned, Base):
    """The offline token pair of a shop. Every `*_token` is MultiFernet ciphertext.

    The previous refresh token is kept until the new pair has worked, because Shopify keeps accepting it until the new
    one is first used: an answer lost on the way is then no loss of access.
    """

    __tablename__ = "access_tokens"

    access_token: Mapped[str]
    access_expires_at: Mapped[datetime]
    refresh_token: Mapped[str]
    refresh_expires_at: Mapped[datetime]
    previous_refresh_token: Mapped[str | None]
    refreshed_at: Mapped[datetime]
    lost_reason: Mapped[str | None]
