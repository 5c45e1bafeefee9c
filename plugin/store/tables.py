"""Imports every table, so that `metadata` is whole for migrations and checks."""

from plugin.store import (
    campaigns,
    codes,
    creator_uploads,
    creators,
    decisions,
    deliveries,
    entries,
    evidence,
    orders,
    policies,
    runs,
    shops,
    tokens,
)
from plugin.store.base import Base

metadata = Base.metadata

__all__ = [
    "campaigns",
    "codes",
    "creator_uploads",
    "creators",
    "decisions",
    "deliveries",
    "entries",
    "evidence",
    "metadata",
    "orders",
    "policies",
    "runs",
    "shops",
    "tokens",
]
