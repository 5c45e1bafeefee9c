"""The web pixel runs on the shop. Shopify is asked for it a few times a day, and at the refresh button."""

from __future__ import annotations

from plugin.language import M_, N_
from plugin.services.activate_pixel import pixel_state
from plugin.services.health.finding import Finding, Looked, State, warning, well, wrong
from plugin.services.health.parts import PIXEL
from plugin.store.health import app_parts

REMEDY = N_("Switch it on again with the button on this page. Earmark tries by itself every night, too.")


def check(looked: Looked) -> Finding:
    """What was known last."""
    part, known = app_parts(looked.session).get(PIXEL), pixel_state(looked.session)
    if part is not None and part.missing_since:
        return wrong(
            M_("The web pixel is gone: visits are not followed to the cart and the checkout."), REMEDY
        )
    if known is None:
        return Finding(State.UNKNOWN, M_("The web pixel has not been looked at yet."))
    if not known.active:
        return warning(M_("The web pixel could not be switched on."), REMEDY)
    return well(M_("The web pixel runs."))
