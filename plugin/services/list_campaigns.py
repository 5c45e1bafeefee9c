"""The list of campaigns, and one campaign as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.services.code_terms import wanted_discount
from plugin.services.create_campaign import campaign_of
from plugin.services.enrol_creators import nameless
from plugin.services.launch_campaign import CREATE, waits_for_choice
from plugin.services.plan_codes import PlannedCode
from plugin.services.reports.campaigns import (
    CampaignReport,
    campaign_figures,
    campaign_report,
    code_figures,
)
from plugin.services.reports.figures import Figures
from plugin.shopify.discount import WantedDiscount
from plugin.store.campaigns import Campaign, all_campaigns, enrolment_counts
from plugin.store.code_lookup import CodeInCampaign, drift_counts, named_code, named_codes, status_counts
from plugin.store.codes import DiscountCode
from plugin.store.database import ShopSession
from plugin.store.landing_pages import LandingPage, find_landing, pages_of_campaign
from plugin.store.runs import Run, latest_run


@dataclass(frozen=True, slots=True)
class ListedCampaign:
    """One line of the list. `codes` is status -> how many; `stage` is what the dates make of the status."""

    campaign: Campaign
    stage: str
    creators: int
    codes: dict[str, int]
    drifted: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class ShownCampaign:
    """One campaign with its codes, those first about which something is to be done.

    `waiting` are codes the shop has already and nobody has decided about, `nameless` creators whose name
    makes no code.
    """

    campaign: Campaign
    stage: str
    codes: list[CodeInCampaign]
    waiting: list[CodeInCampaign]
    nameless: list[PlannedCode]
    planned: int
    failed: int
    drifted: int
    run: Run | None
    report: CampaignReport
    landing_kind: str
    pages: dict[int, LandingPage]
    """creator id -> their landing page"""


@dataclass(frozen=True, slots=True)
class ShownCode:
    """One code. `wanted` is how it should stand in Shopify, None where nothing is asked of it there."""

    row: CodeInCampaign
    wanted: WantedDiscount | None
    figures: Figures | None


def list_campaigns(session: ShopSession, currency: str, now: datetime) -> list[ListedCampaign]:
    """Every campaign, the latest start first."""
    creators, codes, drifted = enrolment_counts(session), status_counts(session), drift_counts(session)
    figures = campaign_figures(session, None, currency)
    return [
        ListedCampaign(
            row,
            stage_of(row, now),
            creators.get(row.id, 0),
            codes.get(row.id, {}),
            drifted.get(row.id, 0),
            figures.get(row.id, Figures()),
        )
        for row in all_campaigns(session)
    ]


def show_campaign(session: ShopSession, campaign_id: int, currency: str, now: datetime) -> ShownCampaign:
    """The campaign; raises `NotFoundError` where the shop has none with this number."""
    campaign = campaign_of(session, campaign_id)
    rows = named_codes(session, campaign_id)
    codes = [row.code for row in rows]
    landing = find_landing(session, campaign_id)
    return ShownCampaign(
        campaign=campaign,
        stage=stage_of(campaign, now),
        codes=sorted(rows, key=lambda row: not _asks(row.code)),
        nameless=nameless(session, campaign),
        waiting=[
            row for row in rows if row.code.status in ("planned", "failed") and waits_for_choice(row.code)
        ],
        planned=sum(code.status == "planned" and not waits_for_choice(code) for code in codes),
        failed=sum(code.status == "failed" and not waits_for_choice(code) for code in codes),
        drifted=sum(code.drift is not None for code in codes),
        run=latest_run(session, CREATE, campaign_id),
        report=campaign_report(session, campaign_id, None, currency),
        landing_kind=landing.kind if landing else "welcome",
        pages=pages_of_campaign(session, campaign_id),
    )


def show_code(session: ShopSession, code_id: int, currency: str) -> ShownCode:
    """One code; raises `NotFoundError` where the shop has none with this number."""
    row = named_code(session, code_id)
    figures = None
    if row.campaign is not None:
        figures = code_figures(session, row.campaign.id, code_id, currency)
    return ShownCode(row, wanted_discount(row.code, row.campaign), figures)


def stage_of(campaign: Campaign, now: datetime) -> str:
    """draft, scheduled, live, ended, paused or retired: the campaign's status seen with its dates."""
    if campaign.status != "live":
        return campaign.status
    if campaign.starts_at > now:
        return "scheduled"
    return "ended" if campaign.ends_at is not None and campaign.ends_at <= now else "live"


def _asks(code: DiscountCode) -> bool:
    return (
        code.status == "failed"
        or code.drift is not None
        or (code.status == "planned" and waits_for_choice(code))
    )
