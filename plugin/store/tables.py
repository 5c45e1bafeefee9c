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
    landing_pages,
    link_settings,
    links,
    orders,
    policies,
    runs,
    shops,
    tokens,
    visits,
    waiting_evidence,
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
    "landing_pages",
    "link_settings",
    "links",
    "metadata",
    "orders",
    "policies",
    "runs",
    "shops",
    "tokens",
    "visits",
    "waiting_evidence",
]
