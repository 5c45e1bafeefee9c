"""Runs: long work that a person watches (codes being created, an import, a recomputation)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Run(ShopOwned, Base):
    """One piece of long work. `kind` names it, `subject_id` what it works on; `done` of `total` is its progress.

    `status` is waiting, running, finished or failed. `detail` holds what the page shows (outcomes, errors by line).
    """

    __tablename__ = "runs"
    __table_args__ = (Index(None, "shop_id", "kind", "subject_id"),)

    id: Mapped[RowId]
    kind: Mapped[str]
    subject_id: Mapped[int | None]
    status: Mapped[str] = mapped_column(server_default="waiting")
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
