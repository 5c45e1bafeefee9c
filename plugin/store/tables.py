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
    health,
    kept_reports,
    kept_webhooks,
    landing_pages,
    link_settings,
    links,
    model_credits,
    orders,
    policies,
    runs,
    shops,
    tokens,
    visits,
    waiting_evidence,
)
from plugin.store.base import Base
from plugin.store.rollups import tables as rollups
from plugin.store.survey import answers as survey_answers
from plugin.store.survey import decoys as survey_decoys
from plugin.store.survey import impressions as survey_impressions
from plugin.store.survey import mappings as survey_mappings
from plugin.store.survey import settings as survey_settings

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
    "health",
    "kept_reports",
    "kept_webhooks",
    "landing_pages",
    "link_settings",
    "links",
    "metadata",
    "model_credits",
    "orders",
    "policies",
    "rollups",
    "runs",
    "shops",
    "survey_answers",
    "survey_decoys",
    "survey_impressions",
    "survey_mappings",
    "survey_settings",
    "tokens",
    "visits",
    "waiting_evidence",
]
