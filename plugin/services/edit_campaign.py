"""Edit a campaign; what stands in Shopify follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError
from plugin.language import M_
from plugin.services.campaign_dates import campaign_moments
from plugin.services.campaign_terms import checked_terms, read_terms, terms_json
from plugin.services.code_names import check_template
from plugin.services.create_campaign import CampaignFields, campaign_of, checked_name
from plugin.services.enrol_creators import write_plan
from plugin.services.hold_code import settle_later
from plugin.services.landing.settle_later import settle_pages_later
from plugin.store.code_lookup import codes_of_campaign


def edit_campaign(
    session: Session, campaign_id: int, fields: CampaignFields, timezone: str, now: datetime
) -> int:
    """Change a campaign; how many codes in Shopify change with it, in the background.

    Codes that stand keep their names: a new template is for codes not created yet. Raises `InputError` naming
    the field,
    `ConflictError` for a retired campaign.
    """
    campaign = campaign_of(session, campaign_id, lock=True)
    if campaign.status == "retired":
        raise ConflictError(M_("This campaign is retired. Create a new one."))
    starts_at, ends_at = campaign_moments(fields.starts_on, fields.ends_on, timezone)
    terms = checked_terms(fields.terms)
    stands = [
        code
        for code in codes_of_campaign(session, campaign_id, "creating", "active", "paused")
        if code.origin != "attached" and code.own_terms is None
    ]
    before = read_terms(campaign.terms)
    if stands and (terms.kind == "free_shipping") != (before.kind == "free_shipping"):
        raise InputError(
            M_("Codes stand in the shop already: free shipping cannot become money off, nor the reverse."),
            field="kind",
        )
    changed = (starts_at, ends_at, terms) != (campaign.starts_at, campaign.ends_at, before)
    campaign.name = checked_name(fields.name)
    campaign.code_template = check_template(fields.code_template)
    campaign.starts_at, campaign.ends_at, campaign.terms = starts_at, ends_at, terms_json(terms)
    campaign.updated_at = now
    write_plan(session, campaign, now)
    settle_pages_later(session, campaign_id)
    if not changed:
        return 0
    for code in stands:
        code.valid_from = min(code.valid_from, starts_at)
    settle_later(session, [code.id for code in stands], push=True)
    return len(stands)
