"""Where a link leads at this moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.services.landing_path import landing_path
from plugin.services.links.address import HOME, LinkTags, onward_address
from plugin.store.campaigns import find_campaign
from plugin.store.code_lookup import find_code
from plugin.store.links import Link


def tags_of(link: Link, reference: str | None = None) -> LinkTags:
    """What the link adds to an address; `em` is its key, or the reference of a visit that has begun."""
    return LinkTags(
        reference or link.key,
        link.utm_source,
        link.utm_medium,
        link.utm_campaign,
        link.utm_content,
        link.utm_term,
    )


def onward_path(session: Session, link: Link, reference: str | None, now: datetime) -> str:
    """The path of the shop that a visit by `link` leads on to: through its discount where that works now.

    The home page without anything for a link that is paused or retired.
    """
    if link.status != "live":
        return HOME
    landing = landing_path(session, link.campaign_id, link.creator_id)
    return onward_address(working_code(session, link, now), landing, tags_of(link, reference))


def working_code(session: Session, link: Link, now: datetime) -> str | None:
    """The code the link applies if a buyer could use it at `now`, else None."""
    code = find_code(session, link.code_id) if link.code_id is not None else None
    if code is None or (code.status, code.wanted) != ("active", "active") or code.valid_from > now:
        return None
    if code.valid_until is not None and code.valid_until <= now:
        return None
    follows = code.campaign_id is not None and code.own_terms is None
    campaign = find_campaign(session, code.campaign_id) if follows and code.campaign_id else None
    if campaign is not None and campaign.ends_at is not None and campaign.ends_at <= now:
        return None
    return code.code
