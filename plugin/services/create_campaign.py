"""Create a campaign as a draft: nothing stands in Shopify until it is launched."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from plugin.errors import InputError, NotFoundError
from plugin.language import M_
from plugin.services.campaign_dates import campaign_moments
from plugin.services.campaign_terms import checked_terms, terms_json
from plugin.services.code_names import check_template
from plugin.shopify.discount import DiscountTerms
from plugin.store.campaigns import Campaign, find_campaign

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class CampaignFields:
    """What the owner says about a campaign. Days are in the shop's time zone; `ends_on` (None: open) is the
    last one.
    """

    name: str
    starts_on: date | None
    ends_on: date | None
    terms: DiscountTerms
    code_template: str


def new_seed() -> str:
    """A seed for the random letters of a campaign's codes."""
    return secrets.token_hex(8)


def create_campaign(
    session: Session, fields: CampaignFields, timezone: str, now: datetime, *, seed: str | None = None
) -> int:
    """The number of a new draft. `seed` is the preview's, so that its random letters stay.

    Raises `InputError` naming the field: name, starts_on, ends_on, a field of the terms, or code_template.
    """
    starts_at, ends_at = campaign_moments(fields.starts_on, fields.ends_on, timezone)
    campaign = Campaign(
        name=checked_name(fields.name),
        starts_at=starts_at,
        ends_at=ends_at,
        terms=terms_json(checked_terms(fields.terms)),
        code_template=check_template(fields.code_template),
        code_seed=seed or new_seed(),
        created_at=now,
        updated_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign.id


def checked_name(name: str) -> str:
    """`name` with single blanks; raises `InputError` naming name."""
    name = " ".join(name.split())
    if not name:
        raise InputError(M_("Give the campaign a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise InputError(
            M_("A campaign's name has at most %(most)s characters.", most=LONGEST_NAME), field="name"
        )
    return name


def campaign_of(session: Session, campaign_id: int, *, lock: bool = False) -> Campaign:
    """The campaign with this number; raises `NotFoundError` where the shop has none."""
    campaign = find_campaign(session, campaign_id, lock=lock)
    if campaign is None:
        raise NotFoundError(M_("There is no campaign %(number)s in this shop.", number=campaign_id))
    return campaign
