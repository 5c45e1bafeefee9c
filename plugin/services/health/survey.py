"""The survey is shown to buyers as often as it was.

Shopify tells nobody outside its admin whether a block is placed, so this goes by what comes: by the rate at
which the survey was shown on online orders before, how many of the orders since should have brought it?
"""

from __future__ import annotations

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, State, warning, well
from plugin.services.health.parts import FOR_GOOD, SURVEY_SHOWN
from plugin.store.health import app_parts
from plugin.store.health_facts import survey_pace

MOST = 300
EXPECTED = 10.0
"""Where so many were to be expected and none came, chance is out: it would happen once in 20,000 times
(Poisson: exp(-10)).
"""
REMEDY = N_("Look in Shopify's checkout editor whether the block is still on the thank-you page.")


def check(looked: Looked) -> Finding:
    """Whether it has stopped."""
    pace = survey_pace(looked.session, most=MOST)
    if pace is None:
        return Finding(State.UNKNOWN, M_("The survey has not been shown to anybody yet."))
    expected = pace.since * pace.shown / pace.before if pace.before else 0.0
    if expected >= EXPECTED:
        part = app_parts(looked.session).get(SURVEY_SHOWN)
        if part is not None and part.quiet_until == FOR_GOOD:
            return well(M_("The survey is not shown: you have taken it away."))
        return warning(
            M_("The survey has not been shown on the last %(count)s online orders.", count=pace.since),
            REMEDY,
            there=False,
        )
    return well(M_("The survey is being shown."), there=True)
