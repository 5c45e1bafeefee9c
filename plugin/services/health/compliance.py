"""Buyers' and owners' requests about their data are answered within the day."""

from __future__ import annotations

from datetime import timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, well, wrong
from plugin.store.health_facts import unfinished

TOPICS = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
WITHIN = timedelta(days=1)
REMEDY = N_(
    "Shopify asks for them to be done within 30 days. Look at the deliveries page for what went wrong, and "
    "try again there."
)


def check(looked: Looked) -> Finding:
    """Requests that came more than a day ago and are not done."""
    count = unfinished(looked.session, TOPICS, received_before=looked.now - WITHIN)
    if count:
        return wrong(
            M_("Requests about personal data not done within a day: %(count)s.", count=count), REMEDY
        )
    return well(M_("Every request about personal data was done within a day."))
