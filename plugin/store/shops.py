"""Shops: who installed the app, and where, when and in which currency they live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BigInteger, Identity, Text, delete, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.errors import NotFoundError
from plugin.store.base import Base
from plugin.store.kept_webhooks import KeptWebhook


class Shop(Base):
    """One Shopify shop.

    A row exists from the first verified sign of a shop (first load, or a webhook that came before it).
    `currency`, `timezone` and `locale` are None until the first load has asked Shopify, and so is
    `storefront_url`, the origin buyers know the shop by (https://brand.com; None: the domain).
    `proxy_prefix` is the path under it that leads to us, which the owner may change. `buyer_key` is the
    shop's own secret for hashing customer ids, encrypted. `installed_at` is the first load after an install,
    None before it.
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
    storefront_url: Mapped[str | None]
    proxy_prefix: Mapped[str] = mapped_column(server_default="/apps/earmark")
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    buyer_key: Mapped[str | None]
    created_at: Mapped[datetime]
    installed_at: Mapped[datetime | None]
    uninstalled_at: Mapped[datetime | None]


def shop_by_domain(session: Session, domain: str) -> Shop | None:
    """The shop with this *.myshopify.com domain, or None."""
    return session.scalar(select(Shop).where(Shop.domain == domain))


def shop_by_id(session: Session, shop_id: int) -> Shop:
    """The shop; raises `NotFoundError` when it is not there (any more)."""
    shop = session.get(Shop, shop_id)
    if shop is None:
        raise NotFoundError(f"There is no shop {shop_id}; it may have been deleted at the owner's request.")
    return shop


def shop_for_domain(session: Session, domain: str, now: datetime) -> int:
    """The id of the shop with this domain; its row is made where there is none."""
    found: int | None = session.scalar(select(Shop.id).where(Shop.domain == domain))
    if found is not None:
        return found
    made: int | None = session.scalar(
        insert(Shop).values(domain=domain, created_at=now).on_conflict_do_nothing().returning(Shop.id)
    )
    if made is not None:
        return made
    # Somebody else made it between the two statements, and has committed: the insert waited for that.
    return session.scalars(select(Shop.id).where(Shop.domain == domain)).one()


def lock_shop(session: Session, shop_id: int) -> Shop:
    """The shop, held until the transaction ends: install, token refresh and uninstall come one after another.

    The lock lets rows that point to the shop be added meanwhile (a webhook must not wait for a call to
    Shopify).
    """
    statement = (
        select(Shop)
        .where(Shop.id == shop_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    shop = session.scalar(statement)
    if shop is None:
        raise NotFoundError(f"There is no shop {shop_id}; it may have been deleted at the owner's request.")
    return shop


def installed_shop_ids(session: Session) -> list[int]:
    """Shops that have opened the app and not uninstalled it, by id. For a session opened everywhere."""
    query = (
        select(Shop.id).where(Shop.installed_at.is_not(None), Shop.uninstalled_at.is_(None)).order_by(Shop.id)
    )
    return list(session.scalars(query))


def shops_with_secrets(session: Session) -> list[int]:
    """Shops that hold something encrypted. For a session opened everywhere."""
    return list(session.scalars(select(Shop.id).where(Shop.buyer_key.is_not(None)).order_by(Shop.id)))


def put_buyer_key(session: Session, shop_id: int, sealed: str) -> str:
    """Keep `sealed` as the shop's buyer key unless it has one; returns the one in force."""
    session.execute(
        update(Shop)
        .where(Shop.id == shop_id, Shop.buyer_key.is_(None))
        .values(buyer_key=sealed)
        .execution_options(synchronize_session=False)
    )
    kept = session.scalar(select(Shop.buyer_key).where(Shop.id == shop_id))
    if kept is None:
        raise NotFoundError(f"There is no shop {shop_id}; it may have been deleted at the owner's request.")
    return kept


def knows_timezone(session: Session, timezone: str) -> bool:
    """Whether the database can tell days of this IANA time zone."""
    query = text("select exists (select from pg_timezone_names where name = :name)")
    return bool(session.scalar(query, {"name": timezone}, execution_options={"scoped_by_hand": True}))


def put_timezone(session: Session, shop_id: int, timezone: str) -> None:
    """Let the shop's days be those of `timezone`. The sums by day have to be built anew with it."""
    session.execute(update(Shop).where(Shop.id == shop_id).values(timezone=timezone))


def set_scopes(session: Session, shop_id: int, scopes: Iterable[str]) -> None:
    """Record the access scopes the shop has granted."""
    session.execute(update(Shop).where(Shop.id == shop_id).values(scopes=sorted(set(scopes))))


def delete_shop(session: Session, shop_id: int) -> None:
    """Delete the shop and, by the database's own cascade, every row that belongs to it; then what has no
    foreign key to it.
    """
    session.execute(delete(Shop).where(Shop.id == shop_id))
    session.execute(delete(KeptWebhook).where(KeptWebhook.shop_id == shop_id))
