"""The declarative base, the naming of constraints, and the rule that every row belongs to a shop.

Every table but the one of shops has a primary key that begins with `shop_id`, and so has every unique and
foreign key: the schema then shards by shop without change. A test checks it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name of its own making, so that a migration can drop what it did not create."""

RowId = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]
ShopifyId = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=False)]
"""A primary key whose second part is Shopify's own number."""


class Base(DeclarativeBase):
    """Base of all tables. `metadata` is whole once `plugin.store.tables` is imported."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it off the class
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class ShopOwned:
    """Mixin of every table whose rows belong to one shop. Sessions filter on it (see
    `plugin.store.database`).
    """

    @declared_attr
    @classmethod
    def shop_id(cls) -> Mapped[int]:
        """The shop the row belongs to; first in every key."""
        return mapped_column(
            BigInteger, ForeignKey("shops.id", ondelete="CASCADE"), primary_key=True, sort_order=-10
        )
