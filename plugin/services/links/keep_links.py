"""Keep links in step with who takes part: made with the enrolment, retired with its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from plugin.services.links.hold_links import CAMPAIGN, ENROLMENT, retire_links, revive_links
from plugin.services.links.new_links import Place, make_links
from plugin.services.links.settle_later import settle_links_later
from plugin.store.campaigns import Campaign, all_campaigns, enrolled_creators
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.creators import handles_of
from plugin.store.link_lookup import ids_to_settle, links_of_campaign

FIRST = "bio"
"""The placement every enrolment begins with."""
GRACE = timedelta(minutes=10)
"""How long a link may be on its way before the sweep has it looked at (again)."""


def keep_links(session: Session, campaign: Campaign, now: datetime) -> None:
    """Make, bring back and retire the campaign's links, and name the code each applies.

    Nothing is sent to Shopify: short paths are made together with the codes (`settle_links_of`). A campaign
    that is over or retired gets no new links.
    """
    creators = {row.id: row for row in enrolled_creators(session, campaign.id)}
    links = links_of_campaign(session, campaign.id)
    retire_links(session, [link for link in links if link.creator_id not in creators], ENROLMENT, now)
    codes = {
        code.creator_id: code.id
        for code in codes_of_campaign(session, campaign.id)
        if code.creator_id is not None and code.status != "retired" and code.origin != "attached"
    }
    held_by = CAMPAIGN if campaign.status == "paused" else None
    if campaign.status != "retired" and (campaign.ends_at is None or campaign.ends_at > now):
        back = [
            link
            for link in links
            if link.status == "retired" and link.held_by == [ENROLMENT] and link.creator_id in creators
        ]
        revive_links(session, back, now, held_by=held_by)
        have = {link.creator_id for link in links}
        new = [creator for creator in creators.values() if creator.id not in have]
        handles = handles_of(session, [creator.id for creator in new])
        places = [Place(FIRST, next(iter(handles[creator.id]), "other")) for creator in new]
        links += make_links(session, new, campaign, places, now, codes=codes, held_by=held_by)
    for link in links:
        if link.status != "retired" and link.code_id != codes.get(link.creator_id):
            link.code_id = codes.get(link.creator_id)
    session.flush()


def settle_links_of(session: Session, campaign_id: int) -> None:
    """Have the campaign's short paths made in Shopify, now that its codes are."""
    due = [
        link.id
        for link in links_of_campaign(session, campaign_id)
        if link.status != "retired" and link.redirect_state in ("planned", "failed")
    ]
    settle_links_later(session, due)


def sweep_links(session: Session, now: datetime) -> int:
    """Give every enrolment its link that has none yet, and have what was left half-way looked at; how many.

    The current campaigns come first, so that the short paths people will say are theirs.
    """
    over = [campaign for campaign in all_campaigns(session) if campaign.status != "retired"]
    for campaign in sorted(over, key=lambda row: (row.status == "draft", row.ends_at is not None)):
        keep_links(session, campaign, now)
    due = ids_to_settle(session, now - GRACE)
    settle_links_later(session, due, once="sweep")
    return len(due)
