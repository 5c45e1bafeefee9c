"""Orders are compared with Shopify's every hour."""

from __future__ import annotations

from datetime import timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, State, warning, well
from plugin.store.reconciliations import last_covered

LATE = timedelta(hours=3)
REMEDY = N_("The deliveries page says why, and has a button to check with Shopify now.")


def check(looked: Looked) -> Finding:
    """How long ago the last check that finished was."""
    covered = last_covered(looked.session)
    if covered is None:
        return Finding(State.UNKNOWN, M_("Orders have not been compared with Shopify's yet."))
    if looked.now - covered > LATE:
        return warning(
            M_(
                "Orders were last compared with Shopify's %(hours)s hours ago.",
                hours=int((looked.now - covered).total_seconds() // 3600),
            ),
            REMEDY,
        )
    return well(M_("Orders are compared with Shopify's every hour."))
