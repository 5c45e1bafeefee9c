"""Every standing check by its name, in the order in which the status page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plugin.language import N_
from plugin.services.health import (
    access,
    books,
    compared,
    compliance,
    credits,
    deliveries,
    jobs,
    pixel,
    scopes,
    sums,
    survey,
    webhooks,
)
from plugin.services.health.finding import Finding, Looked
from plugin.services.health.parts import SURVEY_SHOWN, WEBHOOKS


@dataclass(frozen=True, slots=True)
class Invariant:
    """One standing check. `path` is the page where something can be done about it; `part` is the part of the
    app whose presence the finding tells. `after_uninstall`: it is owed to a shop that has left, too.
    `repair` is a button and where it posts to.
    """

    title: str
    check: Callable[[Looked], Finding]
    path: str | None = None
    part: str | None = None
    after_uninstall: bool = False
    repair: tuple[str, str] | None = None


INVARIANTS: dict[str, Invariant] = {
    "deliveries": Invariant(N_("Shopify's messages are read"), deliveries.check, "/deliveries"),
    "webhooks": Invariant(N_("Shopify tells of orders"), webhooks.check, "/deliveries", WEBHOOKS),
    "compared": Invariant(N_("Orders are compared with Shopify's"), compared.check, "/deliveries"),
    "books": Invariant(N_("The books equal their source"), books.check),
    "sums": Invariant(
        N_("The sums equal the books"), sums.check, repair=(N_("Make the sums again"), "/status/sums")
    ),
    "credits": Invariant(N_("No order is credited twice"), credits.check),
    "access": Invariant(N_("Access to Shopify"), access.check),
    "scopes": Invariant(N_("Permissions in Shopify"), scopes.check),
    "pixel": Invariant(N_("The web pixel"), pixel.check, "/visits"),
    "survey": Invariant(N_("The survey"), survey.check, "/survey/overview", SURVEY_SHOWN),
    "jobs": Invariant(N_("Background work"), jobs.check),
    "compliance": Invariant(
        N_("Requests about personal data"), compliance.check, "/deliveries", after_uninstall=True
    ),
}
