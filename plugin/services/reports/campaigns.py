"""Campaigns' numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugin.services.reports.figures import Figures
from plugin.store.database import ShopSession
from plugin.store.reports.sums import NO_CREDIT, NO_SALES, Credited, Days, credited_by
from plugin.store.rollups.tables import CreditsBySpan


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """One campaign: its figures, and the same by creator and by code (0: none)."""

    figures: Figures
    by_creator: dict[int, Figures]
    by_code: dict[int, Figures]


def campaign_figures(session: ShopSession, days: Days | None, currency: str) -> dict[int, Figures]:
    """Of some days, or all time. Campaign -> its figures; 0 is what came through codes of no campaign.
    Without point of sale and drafts.
    """
    return _figures(credited_by(session, CreditsBySpan.campaign_id, days, currency))


def campaign_report(
    session: ShopSession, campaign_id: int, days: Days | None, currency: str
) -> CampaignReport:
    """One campaign's numbers, of some days or all time; all zero for one without orders."""

    def by(column: Any) -> dict[int, Credited]:
        return credited_by(session, column, days, currency, campaign_id=campaign_id)

    return CampaignReport(
        figures=Figures(NO_SALES, by(CreditsBySpan.campaign_id).get(campaign_id, NO_CREDIT)),
        by_creator=_figures(by(CreditsBySpan.creator_id)),
        by_code=_figures(by(CreditsBySpan.code_id)),
    )


def code_figures(session: ShopSession, campaign_id: int, code_id: int, currency: str) -> Figures:
    """What came through a code in a campaign, of all time; all zero without orders."""
    sums = credited_by(
        session, CreditsBySpan.code_id, None, currency, campaign_id=campaign_id, code_id=code_id
    )
    return Figures(NO_SALES, sums.get(code_id, NO_CREDIT))


def _figures(sums: dict[int, Credited]) -> dict[int, Figures]:
    return {key: Figures(NO_SALES, credited) for key, credited in sums.items()}
