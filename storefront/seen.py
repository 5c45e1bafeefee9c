"""Keeping a visit: the request is reduced and goes into the inbox, together with others in one commit."""

from __future__ import annotations

from datetime import datetime

import structlog
from flask import request

from plugin.app import parts
from plugin.services.group_thread import group_thread
from plugin.services.record_visit import seen_visit
from plugin.services.visits.visitor import through_proxy, visitor_hash
from plugin.store.landing_lookup import StoredLanding
from storefront.kept import OpenShop
from storefront.rate_limits import RateLimit

VISITS_OF_A_VISITOR = 240
"""In a minute and a process: no person opens more. What comes above is answered, and not kept."""
VISITS_OF_AN_ADDRESS = 3_000
"""The same of one address with all its browsers, which thousands of phones can share."""

_of_visitors = RateLimit(VISITS_OF_A_VISITOR)
_of_addresses = RateLimit(VISITS_OF_AN_ADDRESS)

log = structlog.get_logger()


def keep_visit(shop: OpenShop, landing: StoredLanding, ref: str | None, kind: str, now: datetime) -> None:
    """Have it kept that this request was made. The shopper does not wait for the disk: a visit that could not
    be kept is logged, and the link has led on all the same.
    """
    seen = seen_visit(
        parts().settings,
        domain=shop.row.domain,
        ref=ref,
        method=request.method,
        headers=request.headers,
        peer=request.remote_addr,
        now=now,
        landing_kind=kind,
        creator_id=landing.creator_id,
        campaign_id=landing.campaign.id if landing.campaign else None,
    )
    address = through_proxy(request.headers, request.remote_addr)
    house = visitor_hash(parts().settings, shop.row.domain, address, "", now)
    if not (_of_visitors.allows((shop.id, seen.visitor)) and _of_addresses.allows((shop.id, house))):
        log.info("visit not kept", shop_id=shop.id, reason="rate")
        return
    group_thread(parts().database.url()).hand_in(seen.arrival)
