"""earmark/visit: a request for one of our addresses on the shop's domain, as `plugin.services.record_visit`
kept it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.attribution.visit_reference import read_reference
from plugin.errors import UnreadablePayloadError
from plugin.services.record_visit import SeenVisit
from plugin.services.visits.keep_visit import VisitTold, keep_visit
from plugin.settings import Settings
from plugin.store.database import ShopSession
from plugin.store.links import known_links
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import Ignored

_BODY = msgspec.json.Decoder(SeenVisit)


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record the visit."""
    return record(session, delivery.body, settings, now)


def record(session: ShopSession, body: bytes, settings: Settings, now: datetime) -> str:
    """Record the visit in `body`. One by a link that the shop does not have leaves nothing."""
    try:
        seen = _BODY.decode(body)
        visitor = bytes.fromhex(seen.visitor)
    except (msgspec.DecodeError, ValueError) as error:
        raise UnreadablePayloadError("The body is not a visit.") from error
    reference = read_reference(seen.ref)
    links = known_links(session, [reference.link_key]) if reference else []
    if reference is not None and not links:
        return Ignored("The visit names no link of the shop.")
    told = VisitTold(
        ref=seen.ref,
        at=seen.at,
        source="proxy",
        link=links[0] if links else None,
        visitor=visitor,
        refused=seen.refused,
        creator_id=seen.creator_id,
        campaign_id=seen.campaign_id,
        landing_kind=seen.landing_kind,
        referrer_host=seen.referrer_host,
        device=seen.device,
        country=seen.country,
    )
    return "The visit was recorded." if keep_visit(session, told, now) else Ignored("The visit is known.")
