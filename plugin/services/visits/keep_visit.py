"""Record a visit and judge it, together with what it says about the visitor's other visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.attribution.links import KnownLink
from plugin.services.visits.refuse_evidence import refuse_evidence
from plugin.services.visits.rules import BURST_SPAN, NO_PERSON, REPEAT_SPAN, NearVisit, judge
from plugin.store.database import ShopSession, shop_of
from plugin.store.inbox import hold_subject
from plugin.store.visit_records import Near, add_visit, refuse_visits, visit_by_ref, visits_near
from plugin.store.visits import Visit

AROUND = REPEAT_SPAN + BURST_SPAN
AWAKENED = frozenset({"head", "prefetch"})
"""A visit refused for these is judged again when somebody comes after all: the browser shows what it had
fetched before.
"""
NOWHERE = "other"
"""The placement of a visit by no link."""


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit as the proxy or the pixel tells it. `link` is None for a page reached without one; `refused` is
    what the request itself says against it; `consent` is granted, denied or unknown.
    """

    ref: str
    at: datetime
    source: str
    link: KnownLink | None
    visitor: bytes | None
    refused: str | None
    creator_id: int | None = None
    campaign_id: int | None = None
    landing_kind: str | None = None
    referrer_host: str | None = None
    device: str | None = None
    country: str | None = None
    consent: str = "unknown"

    @property
    def path(self) -> tuple[int | None, int | None]:
        """What was followed: a link, or a creator's page."""
        return (self.link.id, None) if self.link else (None, self.creator_id)


def keep_visit(session: ShopSession, told: VisitTold, now: datetime) -> bool:
    """Record what is told of a visit; False where nothing of it is new. Told again it changes nothing."""
    if told.visitor is not None:
        # Two drains that judge one visitor's visits at once would both count the first.
        hold_subject(session, shop_of(session), f"visitor/{told.visitor.hex()}")
    known = visit_by_ref(session, told.ref)
    if known is not None:
        return _learn(session, known, told, now)
    refused = told.refused or _judged(session, told, None, now)
    link = told.link
    added = add_visit(
        session,
        ref=told.ref,
        link_id=link.id if link else None,
        creator_id=link.creator_id if link else told.creator_id,
        campaign_id=link.campaign_id if link else told.campaign_id,
        placement=link.placement if link else NOWHERE,
        landing_kind=told.landing_kind,
        source=told.source,
        occurred_at=told.at,
        referrer_host=told.referrer_host,
        device=told.device,
        country=told.country,
        consent=told.consent,
        valid=refused is None,
        refused_because=refused,
        visitor=told.visitor,
        received_at=now,
    )
    if refused in NO_PERSON:
        refuse_evidence(session, [told.ref], refused, now)
    return added


def _learn(session: ShopSession, known: Visit, told: VisitTold, now: datetime) -> bool:
    """Fill what the first telling left open; the visit stays at the moment it was first seen."""
    changed = False
    for name in ("landing_kind", "referrer_host", "device", "country"):
        if getattr(known, name) is None and getattr(told, name) is not None:
            setattr(known, name, getattr(told, name))
            changed = True
    if known.consent == "unknown" and told.consent != "unknown":
        known.consent, changed = told.consent, True
    if known.refused_because in AWAKENED and told.refused is None:
        known.occurred_at, known.visitor = told.at, told.visitor
        known.refused_because = _judged(session, told, known.id, now)
        known.valid, changed = known.refused_because is None, True
        if known.refused_because not in NO_PERSON:
            refuse_evidence(session, [known.ref], None, now)
    session.flush()
    return changed


def _judged(session: ShopSession, told: VisitTold, own_id: int | None, now: datetime) -> str | None:
    """Why the visit does not count, None where it does; others that it throws light on are judged anew."""
    if told.visitor is None:
        return None
    near = visits_near(session, told.visitor, told.at - AROUND, told.at + AROUND, but=own_id)
    judgement = judge(told.at, told.path, [_near(row) for row in near])
    refuse_evidence(session, refuse_visits(session, judgement.burst, "burst"), "burst", now)
    refuse_visits(session, judgement.repeats, "repeat")
    return judgement.refused_because


def _near(row: Near) -> NearVisit:
    path = (row.link_id, None) if row.link_id is not None else (None, row.creator_id)
    return NearVisit(row.id, path, row.occurred_at, row.refused_because)
