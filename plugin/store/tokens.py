"""Access tokens, encrypted: the pair in use and the pair before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Mapped, Session

from plugin.store.base import Base, ShopOwned
from plugin.store.shops import Shop


class AccessToken(ShopOwned, Base):
    """The offline token pair of a shop. Every `*_token` is MultiFernet ciphertext.

    The previous refresh token is kept until the new pair has worked, because Shopify keeps accepting it until
    the new one is first used: an answer lost on the way is then no loss of access.
    """

    __tablename__ = "access_tokens"

    access_token: Mapped[str]
    access_expires_at: Mapped[datetime]
    refresh_token: Mapped[str]
    refresh_expires_at: Mapped[datetime]
    previous_refresh_token: Mapped[str | None]
    refreshed_at: Mapped[datetime]
    lost_reason: Mapped[str | None]


def token_of(session: Session) -> AccessToken | None:
    """The token pair of the session's shop as the database has it now, or None."""
    return session.scalar(select(AccessToken).execution_options(populate_existing=True))


def delete_token(session: Session) -> None:
    """Forget the session's shop's tokens; Shopify has revoked them."""
    session.execute(delete(AccessToken))


def shops_due_for_refresh(
    session: Session, *, refreshed_before: datetime, expires_before: datetime
) -> list[int]:
    """Installed shops whose pair was last refreshed before one moment or whose refresh token ends before the
    other.

    For a session opened everywhere. Shops whose token is lost are left out: only their owner can help.
    """
    query = (
        select(AccessToken.shop_id)
        .join(Shop, Shop.id == AccessToken.shop_id)
        .where(
            Shop.uninstalled_at.is_(None),
            AccessToken.lost_reason.is_(None),
            or_(AccessToken.refreshed_at < refreshed_before, AccessToken.refresh_expires_at < expires_before),
        )
        .order_by(AccessToken.refresh_expires_at)
    )
    return list(session.scalars(query))
