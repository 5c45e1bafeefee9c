"""No order is credited beyond what it brought in."""

from __future__ import annotations

from datetime import timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, well, wrong
from plugin.store.health_facts import over_credited

BACK = timedelta(hours=1)
"""Checked every fifteen minutes, every entry is looked at several times."""
MOST = 20
REMEDY = N_(
    "Look at the order's “Why?” page. Whoever runs Earmark should know of it: this must not happen, and "
    "deciding past orders again (Settings) puts it right."
)


def check(looked: Looked) -> Finding:
    """Shares and amounts of the orders whose books were touched lately."""
    found = over_credited(looked.session, posted_since=looked.now - BACK, limit=MOST)
    if found:
        return wrong(
            M_(
                "More is credited than was sold on %(count)s orders, the first of them number %(order)s.",
                count=len(found),
                order=found[0].order_id,
            ),
            REMEDY,
        )
    return well(M_("No order is credited with more than it brought in."))
