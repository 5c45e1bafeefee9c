"""Every kind of report that is kept (`plugin.services.reports.keeping`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plugin.attribution.policy import Policy
from plugin.services.preview_policy import Preview, preview_policy
from plugin.services.reports.keeping import Kind
from plugin.services.reports.survey import SurveyReport, survey_report
from plugin.services.reports.survey_agreement import CodeDisagreement, code_disagreements
from plugin.services.reports.visits import VisitReport, visit_report
from plugin.store.database import ShopSession
from plugin.store.kept_reports import has_more_orders, has_more_tallies

AT_ONCE = 5_000
"""Orders whose answers or visits are read while somebody waits: it takes some 50 ms."""
TALLIES_AT_ONCE = 20_000
PREVIEWED_AT_ONCE = 300
"""Orders are decided up to five times for a preview, at a twentieth of a millisecond each."""
PREVIEWED = timedelta(days=90)


def about_days(first: date, last: date, currency: str, timezone: ZoneInfo) -> dict[str, Any]:
    """What a report about whole days in the shop's time zone, both included, is asked about."""
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "currency": currency,
        "timezone": timezone.key,
    }


def about_policy(policy: Policy) -> dict[str, Any]:
    """What a preview is asked about; `version` is that of the policy in force."""
    return {"version": policy.version, "rules": policy.rules()}


def _span(first: str, last: str, timezone: str) -> tuple[datetime, datetime, ZoneInfo]:
    zone = ZoneInfo(timezone)
    end = date.fromisoformat(last) + timedelta(days=1)
    return (
        datetime.combine(date.fromisoformat(first), time(), zone),
        datetime.combine(end, time(), zone),
        zone,
    )


def _survey(
    session: ShopSession, _now: datetime, *, first: str, last: str, currency: str, timezone: str
) -> SurveyReport | None:
    start, end, zone = _span(first, last, timezone)
    return survey_report(session, start, end, currency, zone)


def _has_many_orders(
    session: ShopSession, _now: datetime, *, first: str, last: str, currency: str, timezone: str
) -> bool:
    start, end, _ = _span(first, last, timezone)
    return has_more_orders(session, AT_ONCE, start, end)


def _visits(
    session: ShopSession, _now: datetime, *, first: str, last: str, currency: str, timezone: str
) -> VisitReport:
    start, end, zone = _span(first, last, timezone)
    return visit_report(session, start, end, zone)


def _has_many_visits(
    session: ShopSession, now: datetime, *, first: str, last: str, currency: str, timezone: str
) -> bool:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return has_more_tallies(session, TALLIES_AT_ONCE, *days) or _has_many_orders(
        session, now, first=first, last=last, currency=currency, timezone=timezone
    )


def _disagreements(session: ShopSession, _now: datetime) -> dict[int, CodeDisagreement]:
    return code_disagreements(session)


def _has_many_orders_ever(session: ShopSession, _now: datetime) -> bool:
    return has_more_orders(session, AT_ONCE, None, None)


def _preview(session: ShopSession, now: datetime, *, version: int, rules: Mapping[str, Any]) -> Preview:
    return preview_policy(session, Policy.from_rules(version, dict(rules)), since=now - PREVIEWED)


def _previews_many(session: ShopSession, now: datetime, *, version: int, rules: Mapping[str, Any]) -> bool:
    return has_more_orders(session, PREVIEWED_AT_ONCE, now - PREVIEWED, None)


SURVEY: Kind[SurveyReport | None] = Kind("survey", _survey, _has_many_orders, SurveyReport | None)
"""`plugin.services.reports.survey.survey_report` of some days."""
VISITS: Kind[VisitReport] = Kind("visits", _visits, _has_many_visits, VisitReport)
"""`plugin.services.reports.visits.visit_report` of some days, all creators."""
DISAGREEMENTS: Kind[dict[int, CodeDisagreement]] = Kind(
    "disagreements", _disagreements, _has_many_orders_ever, dict[int, CodeDisagreement]
)
"""`plugin.services.reports.survey_agreement.code_disagreements` of all codes, of all time."""
PREVIEW: Kind[Preview] = Kind("preview", _preview, _previews_many, Preview)
"""`plugin.services.preview_policy.preview_policy` of the last 90 days."""

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (SURVEY, VISITS, DISAGREEMENTS, PREVIEW)}
