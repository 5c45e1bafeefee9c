"""Take every short path, and every page of the online store, out of the shop before the app is uninstalled,
and put them back.

Once the app is gone it may no longer speak to the shop, and Shopify leaves redirects and pages that an app
made where they are. So what is to be left behind clean has to be cleaned before.
"""

from __future__ import annotations

from datetime import datetime

from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.links.hold_links import (
    CAMPAIGN,
    CREATOR,
    LEAVING,
    hold_links,
    retire_links,
    revive_links,
)
from plugin.services.links.settle_later import settle_links_later
from plugin.store.campaigns import find_campaign
from plugin.store.creators import find_creator
from plugin.store.database import ShopSession
from plugin.store.link_lookup import links_held_by, standing_links


def take_out(session: ShopSession, now: datetime) -> int:
    """Retire every link of the shop for the time being; how many short paths go with them. So do the
    creators' pages of the online store.
    """
    links = standing_links(session)
    retire_links(session, links, LEAVING, now)
    settle_pages_later(session)
    return sum(link.path is not None for link in links)


def put_back(session: ShopSession, now: datetime) -> int:
    """Bring the links that were taken out back, with their keys and paths; how many paths are made again.

    Those of a campaign that is paused, or of a creator who is archived, wait for them. Links of a campaign
    that was retired meanwhile stay retired.
    """
    links = []
    for link in links_held_by(session, LEAVING):
        campaign = find_campaign(session, link.campaign_id) if link.campaign_id is not None else None
        if campaign is not None and campaign.status == "retired":
            link.held_by = [CAMPAIGN]
            continue
        links.append(link)
    revive_links(session, links, now)
    for link in links:
        campaign = find_campaign(session, link.campaign_id) if link.campaign_id is not None else None
        creator = find_creator(session, link.creator_id)
        if campaign is not None and campaign.status == "paused":
            hold_links([link], CAMPAIGN, now)
        if creator is not None and creator.status == "archived":
            hold_links([link], CREATOR, now)
    made = [link.id for link in links if link.path is not None]
    settle_links_later(session, made)
    settle_pages_later(session)
    return len(made)
