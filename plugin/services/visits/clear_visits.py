"""Delete what of visits has been kept long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from plugin.services.visits.rules import NO_PERSON
from plugin.store.database import Database
from plugin.store.visit_upkeep import forget_visitors, prune_events, prune_refused

REFUSED_KEPT = timedelta(days=30)
VISITOR_KEPT = timedelta(days=2)
"""The hash changes every day, so that older ones find nothing."""
EVENTS_KEPT = timedelta(days=760)
"""Two years and a month, so that a month can be held against the same one two years ago; a shop's figures of
earlier months keep their visits and orders. The French CNIL names 25 months for such data.
"""

log = structlog.get_logger()


def clear_visits(database: Database, now: datetime) -> tuple[int, int, int]:
    """Delete visits that did not count after 30 days (their number by day stays) and shoppers' events after
    25 months, and take the visitor's hash off visits after two days; how many of each.

    A refused visit that is evidence on an order stays: a later version of the order would take it for good
    otherwise.
    """
    with database.everywhere() as session:
        refused = prune_refused(session, before=now - REFUSED_KEPT, evidence_of=NO_PERSON)
        events = prune_events(session, before=now - EVENTS_KEPT)
        visitors = forget_visitors(session, before=now - VISITOR_KEPT)
    log.info("visits cleared away", refused=refused, events=events, visitors=visitors)
    return refused, events, visitors
