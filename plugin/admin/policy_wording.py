"""A shop's attribution policy in words."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.admin.wording import gettext, language, money
from plugin.attribution.policy import Policy
from plugin.language import N_
from plugin.services.reports.orders import CreatorPart

BASES = {
    "net": (
        N_("Goods without tax and shipping"),
        N_("What Shopify's reports call net sales. The usual choice."),
    ),
    "with_tax": (N_("Goods with tax"), N_("Shipping is left out.")),
    "with_shipping": (N_("Goods and shipping, without tax"), N_("Tax is left out.")),
    "with_tax_and_shipping": (N_("Goods and shipping, with tax"), N_("What the buyer paid for both.")),
}
TIES = {
    "newest": (
        N_("The campaign that began last"),
        N_("A code given out anew belongs to the new campaign. The usual choice."),
    ),
    "oldest": (N_("The campaign that began first"), N_("A code stays with the campaign that had it first.")),
}
PRECEDENCES = {
    "code": (
        N_("The code decides"),
        N_("Whoever's code was used. A visit decides where no creator's code was. The usual choice."),
    ),
    "link": (
        N_("The last visit decides"),
        N_("Whoever brought the buyer last. A code decides where no visit is known."),
    ),
    "split": (
        N_("Both share equally"),
        N_("Half to the code's creator, half to whoever brought the buyer last."),
    ),
}


def policy_in_words(policy: Policy) -> list[tuple[str, str]]:
    """(what is settled, how) for every rule of the policy."""
    days = language().ngettext("%(num)s day", "%(num)s days", policy.window_days)
    return [
        (gettext("Revenue is"), gettext(BASES[policy.basis.value][0])),
        (gettext("A code two campaigns claim goes to"), gettext(TIES[policy.tie.value][0])),
        (
            gettext("A code of one creator, a visit through another"),
            gettext(PRECEDENCES[policy.precedence.value][0]),
        ),
        (gettext("A visit counts for"), days),
        (
            gettext("Share of an introducer in the survey-first model"),
            language().percent(policy.introducer_share, 0),
        ),
    ]


def parts_said(parts: Iterable[CreatorPart], currency: str) -> str:
    """Who has how much of an order."""
    said = ", ".join(f"{part.name} {money(part.amount_minor, currency)}" for part in parts)
    return said or gettext("nobody")
