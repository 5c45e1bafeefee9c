"""Campaigns' numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.services.reports.figures import Figures
from plugin.store.database import ShopSession
from plugin.store.entries import Entry
from plugin.store.reports.sums import NO_CREDIT, NO_SALES, credited_by


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """One campaign: its figures, and the same by creator and by code (0: none)."""

    figures: Figures
    by_creator: dict[int, Figures]
    by_code: dict[int, Figures]


def campaign_figures(
    session: ShopSession, start: datetime, end: datetime, currency: str
) -> dict[int, Figures]:
    """Campaign -> its figures; 0 is what came through codes of no campaign. Without point of sale and
    drafts.
    """
    sums = credited_by(session, Entry.campaign_id, start, end, currency)
    return {campaign or 0: Figures(NO_SALES, credited) for campaign, credited in sums.items()}


def campaign_report(
    session: ShopSession, campaign_id: int, start: datetime, end: datetime, currency: str
) -> CampaignReport:
    """One campaign's numbers; all zero for one without orders."""
    whole = credited_by(session, Entry.campaign_id, start, end, currency, campaign_id=campaign_id)
    creators = credited_by(session, Entry.creator_id, start, end, currency, campaign_id=campaign_id)
    codes = credited_by(session, Entry.code_id, start, end, currency, campaign_id=campaign_id)
    return CampaignReport(
        figures=Figures(NO_SALES, whole.get(campaign_id, NO_CREDIT)),
        by_creator={creator: Figures(NO_SALES, sums) for creator, sums in creators.items()},
        by_code={code or 0: Figures(NO_SALES, sums) for code, sums in codes.items()},
    )
