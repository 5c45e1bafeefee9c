"""Where a campaign's links lead, as the owner says it on the campaign's form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.errors import InputError
from plugin.language import M_
from plugin.services.landing.checks import checked_kind, checked_target
from plugin.services.landing.make_pages import change, make_pages
from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.landing.texts import checked_text
from plugin.store.campaigns import enrolled_creators
from plugin.store.database import ShopSession
from plugin.store.landing_pages import CampaignLanding, find_landing, pages_of_campaign


@dataclass(frozen=True, slots=True)
class LandingFields:
    """What the owner says: kind (welcome, product, picks), the target of product, greeting and offer with
    places, and who serves picks pages (proxy or page).
    """

    kind: str = "welcome"
    target: str | None = None
    greeting: str = ""
    offer: str = ""
    served_by: str = "proxy"


def checked_landing(fields: LandingFields) -> LandingFields:
    """`fields` as they can be kept; raises `InputError` naming landing_kind, target, greeting, offer or
    served_by.
    """
    kind = checked_kind(fields.kind) or "welcome"
    if fields.served_by not in ("proxy", "page"):
        raise InputError(M_("Choose one of the list."), field="served_by")
    return LandingFields(
        kind,
        checked_target(fields.target) if kind == "product" else None,
        checked_text(fields.greeting, "greeting"),
        checked_text(fields.offer, "offer"),
        fields.served_by,
    )


def set_landing(session: ShopSession, campaign_id: int, fields: LandingFields, now: datetime) -> bool:
    """Keep where the campaign's links lead; whether anything changed. Raises as `checked_landing`."""
    fields = checked_landing(fields)
    row = find_landing(session, campaign_id)
    if row is not None and landing_fields(row) == fields:
        return False
    if row is None:
        row = CampaignLanding(campaign_id=campaign_id, updated_at=now)
        session.add(row)
    row.kind, row.target = fields.kind, fields.target
    row.greeting, row.offer, row.served_by = fields.greeting, fields.offer, fields.served_by
    row.updated_at = now
    # Who took part before there were pages has one from now on.
    enrolled = {creator.id for creator in enrolled_creators(session, campaign_id)}
    make_pages(session, campaign_id, enrolled, now, revive=False)
    for page in pages_of_campaign(session, campaign_id).values():
        change(page, now)
    session.flush()
    settle_pages_later(session, campaign_id)
    return True


def landing_fields(row: CampaignLanding | None) -> LandingFields:
    """What a campaign's row says; the defaults where there is none."""
    if row is None:
        return LandingFields()
    return LandingFields(row.kind, row.target, row.greeting, row.offer, row.served_by)
