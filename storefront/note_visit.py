"""Note a visit from within a request to one of our addresses on the shop's domain."""

from __future__ import annotations

from datetime import datetime

import structlog
from flask import request

from plugin.app import parts
from plugin.services.group_thread import group_thread
from plugin.services.record_visit import seen_visit
from storefront.rate_limits import RateLimit

VISITS_A_MINUTE = 60
"""Of one visitor. A person never comes near; what a program does beyond it is not even kept as raw."""

_visitors = RateLimit(VISITS_A_MINUTE)

log = structlog.get_logger()


def note_visit(
    domain: str,
    ref: str | None,
    now: datetime,
    *,
    landing_kind: str | None = None,
    creator_id: int | None = None,
    campaign_id: int | None = None,
    country: str | None = None,
) -> None:
    """Hand the visit behind the current request to the inbox, without waiting for the database: the shopper
    gets the page whether or not the visit could be kept (a loss is in the log).

    `domain` is the verified shop's; the rest as in `plugin.services.record_visit.seen_visit`.
    """
    found = parts()
    arrival = seen_visit(
        found.settings,
        domain=domain,
        ref=ref,
        method=request.method,
        headers=request.headers,
        peer=request.remote_addr,
        now=now,
        landing_kind=landing_kind,
        creator_id=creator_id,
        campaign_id=campaign_id,
        country=country,
    )
    if _visitors.allows((domain, arrival.visitor)):
        group_thread(found.database.url()).hand_in(arrival.arrival)
    else:
        log.info("visit not kept", reason="too many of one visitor", shop=domain)
