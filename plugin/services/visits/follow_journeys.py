"""Ask Shopify for the customer journeys of a shop's online orders, until each is ready or it is in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.visit_reference import PARAMETER, read_link_key, read_reference
from plugin.language import N_
from plugin.services.give_evidence import give_order_evidence
from plugin.services.visits.find_link import link_by_utm
from plugin.services.visits.rules import NO_PERSON
from plugin.shopify.admin import Admin
from plugin.shopify.journeys import AT_ONCE, JourneyVisit, OrderJourney, ask_journeys
from plugin.store.database import Database, ShopSession
from plugin.store.journeys import DueOrder, due_journeys, has_links, put_journeys
from plugin.store.links import known_links
from plugin.store.visit_records import refusals

SCHEDULE = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=72),
)
"""So long after the order its journey is asked for, until it is ready; then never again."""
MOST_AT_ONCE = 400
"""Orders of one call; the next call goes on."""

NEVER_READY = N_("Shopify has not finished this order's customer journey within 72 hours.")
GONE = N_("Shopify does not have this order any more.")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Followed:
    """What a call came to. `more` says that orders are left which are due already."""

    asked: int = 0
    ready: int = 0
    given_up: int = 0
    more: bool = False


def follow_journeys(
    database: Database, client: Callable[[], Admin], shop_id: int, clock: Callable[[], datetime]
) -> Followed:
    """Ask for the journeys that are due and take their visits as evidence. Killed and called again, it
    doubles nothing. `client` is called only where there is something to ask. Raises what the client raises:
    what was answered before is kept.
    """
    now = clock()
    with database.shop(shop_id) as session:
        if not has_links(session):
            return Followed()
        due = due_journeys(
            session, now, since=now - SCHEDULE[-1], until=now - SCHEDULE[0], limit=MOST_AT_ONCE + 1
        )
    if not due:
        return Followed()
    asking, ready, given_up = client(), 0, 0
    due, more = due[:MOST_AT_ONCE], len(due) > MOST_AT_ONCE
    for start in range(0, len(due), AT_ONCE):
        batch = due[start : start + AT_ONCE]
        answers = {
            row.order_id: row for row in ask_journeys(asking, [row.order_id for row in batch], PARAMETER)
        }
        with database.shop(shop_id) as session:
            rows = [_settled(session, row, answers.get(row.order_id), clock()) for row in batch]
            put_journeys(session, rows)
        ready += sum(row["state"] == "ready" for row in rows)
        given_up += sum(row["state"] == "given_up" for row in rows)
    log.info("journeys asked for", shop_id=shop_id, orders=len(due), ready=ready, given_up=given_up)
    return Followed(len(due), ready, given_up, more)


def _settled(
    session: ShopSession, due: DueOrder, answer: OrderJourney | None, now: datetime
) -> dict[str, Any]:
    """The order's row after this answer; its visits, where they are ready, become evidence."""
    found = {
        "order_id": due.order_id,
        "attempts": due.attempts + 1,
        "next_try_at": now,
        "moments": [],
        "problem": None,
        "updated_at": now,
    }
    if answer is None:
        return found | {"state": "given_up", "problem": GONE}
    if answer.withheld is not None:
        return found | {"state": "given_up", "problem": answer.withheld}
    if not answer.ready:
        again = next((moment for moment in _moments(due.ordered_at) if moment > now), None)
        if again is None:
            return found | {"state": "given_up", "problem": NEVER_READY}
        return found | {"state": "waiting", "next_try_at": again}
    evidence, moments = _evidence(session, answer.visits)
    if evidence:
        give_order_evidence(session, due.order_id, evidence, now)
    return found | {"state": "ready", "moments": moments}


def _moments(ordered_at: datetime) -> Iterable[datetime]:
    return (ordered_at + pause for pause in SCHEDULE)


def _evidence(
    session: ShopSession, visits: Iterable[JourneyVisit]
) -> tuple[list[VisitEvidence], list[dict[str, str]]]:
    """The visits that name a link of the shop: as evidence, one for each link or reference (the latest), and
    as they are noted on the journey.
    """
    found: dict[str, VisitEvidence] = {}
    moments = []
    for visit in visits:
        key = read_link_key(visit.parameter)
        links = known_links(session, [key]) if key else []
        link = links[0] if links else link_by_utm(session, visit.utm)
        if link is None:
            continue
        reference = read_reference(visit.parameter) if links else None
        ref = reference.text if reference else None
        refused = refusals(session, [ref], NO_PERSON).get(ref) if ref else None
        evidence = VisitEvidence(Source.JOURNEY, link.key, ref, None, visit.occurred_at, refused=refused)
        found[evidence.key] = evidence
        moments.append(
            {"link_key": link.key, "at": visit.occurred_at.isoformat()} | ({"ref": ref} if ref else {})
        )
    return list(found.values()), moments
