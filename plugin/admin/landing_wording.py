"""What landing pages are called on pages: their kinds and states."""

from __future__ import annotations

from plugin.language import N_

KINDS = {
    "welcome": N_("Home page with a greeting"),
    "product": N_("A product or collection"),
    "picks": N_("A page of picks"),
}
STATES = {"live": N_("Live"), "paused": N_("Paused"), "retired": N_("Retired")}
TONES = {"live": "success", "paused": "warning"}
SERVED_BY = {
    "proxy": (
        N_("Under the shop's domain, by Earmark"),
        N_("In the shop's theme, with live prices. Nothing is added to the shop's pages. The usual choice."),
    ),
    "page": (
        N_("As pages of the online store"),
        N_(
            "For shops whose domain cannot serve apps. Hidden from search engines, without prices. Retire "
            "them before you remove the app: Shopify keeps pages that an app has made."
        ),
    ),
}
