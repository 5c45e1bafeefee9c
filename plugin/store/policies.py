"""Attribution policies of a shop, by version; the newest is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned


class Policy(ShopOwned, Base):
    """One version of a shop's policy; `rules` is `plugin.attribution.policy.Policy` as JSON."""

    __tablename__ = "policies"

    version: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
