"""Every page of the admin, by the addresses at which it is measured."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask

NOT_PAGES = {
    "admin.asset": "a file",
    "admin.patch_id_token": "asks for no data",
    "admin.missing": "there is no such page",
    "admin.archive_by_address": "a way back to the creator's page",
    "admin.customer_request": "a file of one buyer's data",
    "admin.review_creators": "of an upload",
    "admin.review_problems_csv": "of an upload",
    "admin.creator_import_run": "of an import",
    "admin.run_problems_csv": "of an import",
    "admin.preview_attached": "asks Shopify about a code first",
    "metrics": "of no shop",
    "healthz": "of no shop",
    "readyz": "of no shop",
}
"""Endpoints that are not measured, and why."""
YEAR = "period=custom&from=2025-11-22&to=2026-11-21"
ODD = "period=custom&from=2026-02-10&to=2026-10-20"
SPANS = ("", "period=90", YEAR, ODD)


@dataclass(frozen=True, slots=True)
class Shown:
    """What addresses need: rows there are. Creators, codes and links of the busiest and of a quiet
    creator.
    """

    creator: int
    quiet: int
    campaign: int
    code: int
    link: int
    order: int
    order_name: str
    code_text: str


def addresses(shown: Shown) -> dict[str, list[str]]:
    """Endpoint -> the addresses to measure."""
    creator, campaign = f"/creators/{shown.creator}", f"/campaigns/{shown.campaign}"
    return {
        "admin.overview": [*_spans("/"), "/?sort=name&page=3", "/?period=90&sort=-discount"],
        "admin.overview_csv": _spans("/overview.csv")[:2],
        "admin.campaigns": ["/campaigns"],
        "admin.campaigns_csv": ["/campaigns.csv"],
        "admin.campaign_page": [campaign],
        "admin.campaign_codes_csv": [f"{campaign}/codes.csv"],
        "admin.edit_campaign_form": [f"{campaign}/edit"],
        "admin.new_campaign": ["/campaigns/new"],
        "admin.landing_page": [f"{campaign}{creator}/page"],
        "admin.code_page": [f"/codes/{shown.code}"],
        "admin.creators": [
            "/creators",
            "/creators?page=4",
            "/creators?q=cleo",
            "/creators?tag=tag3&sort=-added",
        ],
        "admin.creators_csv": ["/creators.csv"],
        "admin.creator": [*_spans(creator), f"/creators/{shown.quiet}"],
        "admin.creator_codes_csv": [f"{creator}/codes.csv"],
        "admin.edit_creator_form": [f"{creator}/edit"],
        "admin.new_creator": ["/creators/new"],
        "admin.import_creators": ["/creators/import"],
        "admin.deliveries": ["/deliveries"],
        "admin.deliveries_csv": ["/deliveries.csv"],
        "admin.links": ["/links", "/links?page=5", "/links?q=cleo", f"/links?campaign={shown.campaign}"],
        "admin.links_csv": [f"/links.csv?campaign={shown.campaign}"],
        "admin.link_page": [f"/links/{shown.link}"],
        "admin.link_qr": [f"/links/{shown.link}/qr.svg"],
        "admin.new_link": ["/links/new"],
        "admin.link_settings": ["/links/settings"],
        "admin.orders": _orders(shown),
        "admin.orders_csv": ["/orders.csv"],
        "admin.why": [f"/orders/{shown.order}"],
        "admin.why_csv": [f"/orders/{shown.order}/entries.csv"],
        "admin.models": [*_spans("/reports/models"), "/reports/models?sort=name&page=3"],
        "admin.models_csv": ["/reports/models.csv"],
        "admin.settings": ["/settings"],
        "admin.settings_preview": ["/settings/preview?window_days=7"],
        "admin.settings_preview_csv": ["/settings/preview.csv?window_days=7"],
        "admin.settings_preview_orders_csv": ["/settings/preview/orders.csv?window_days=7"],
        "admin.policy_versions": ["/settings/versions"],
        "admin.past_orders_now": ["/past-orders"],
        "admin.recomputing_now": ["/recomputing"],
        "admin.status": ["/status"],
        "admin.survey_answers": _answers(shown),
        "admin.survey_answers_csv": ["/survey/answers.csv"],
        "admin.survey_overview": _spans("/survey/overview"),
        "admin.survey_creators_csv": ["/survey/overview.csv"],
        "admin.survey_agreement_csv": ["/survey/overview/agreement.csv"],
        "admin.survey_shares_csv": ["/survey/overview/answers.csv"],
        "admin.survey_settings": ["/survey/settings"],
        "admin.survey_texts": ["/survey/texts", "/survey/texts?page=4", "/survey/texts?state=decided"],
        "admin.visits": [*_spans("/visits"), "/visits?sort=-conversion&page=3"],
        "admin.visits_csv": ["/visits.csv"],
    }


def unmeasured(app: Flask, known: dict[str, list[str]]) -> set[str]:
    """Pages of the app that nobody thought of measuring."""
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return there - known.keys() - NOT_PAGES.keys()


def _spans(path: str) -> list[str]:
    return [f"{path}?{span}" if span else path for span in SPANS]


def _orders(shown: Shown) -> list[str]:
    filters = (
        "", "page=90", "sort=time", "period=30", YEAR, "outcome=refused", "outcome=credited&channel=pos",
        "channel=other", "channel=draft&period=90", f"creator={shown.creator}", f"creator={shown.quiet}",
        f"creator={shown.creator}&outcome=not_counted", f"creator={shown.creator}&period=90&sort=-revenue",
        "sort=-revenue", "sort=-discount&period=90", f"q={quote(shown.order_name)}",
        f"q={shown.code_text}", "q=nothing",
    )  # fmt: skip
    return [f"/orders?{query}" if query else "/orders" for query in filters]


def _answers(shown: Shown) -> list[str]:
    filters = (
        "", "page=90", "period=30", YEAR, "meaning=decoy", "channel=press", f"creator={shown.creator}",
        "state=waiting", "only=fast", "q=somewhere", "q=nothing",
    )  # fmt: skip
    return [f"/survey/answers?{query}" if query else "/survey/answers" for query in filters]
