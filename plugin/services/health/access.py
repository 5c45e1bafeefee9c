"""Access to the shop is fresh: the token pair is refreshed in time."""

from __future__ import annotations

from datetime import timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, warning, well, wrong
from plugin.services.refresh_tokens import ENDING, IDLE
from plugin.store.tokens import token_of

GRACE = timedelta(days=2)
"""A pair that is due is refreshed the same night; after two nights without, something is in the way."""
OPEN_IT = N_("Open Earmark once from Apps in your Shopify admin: Shopify then gives it access again.")
WAIT = N_(
    "Earmark tries again every night, and whenever it is opened. If it goes on, whoever runs Earmark should "
    "look at the worker's log."
)


def check(looked: Looked) -> Finding:
    """The age and the end of the pair."""
    token, now = token_of(looked.session), looked.now
    if token is None:
        return wrong(M_("Shopify's access is not there."), OPEN_IT)
    if token.lost_reason is not None or token.refresh_expires_at <= now:
        return wrong(M_("Shopify's access is lost."), OPEN_IT)
    due = min(token.refreshed_at + IDLE, token.refresh_expires_at - ENDING)
    if now > due + GRACE:
        return warning(
            M_(
                "Shopify's access was due to be refreshed, and was not. It ends in %(days)s days.",
                days=(token.refresh_expires_at - now).days,
            ),
            WAIT,
        )
    return well(M_("Shopify's access is fresh."))
