"""The owner's greeting and offer: checked as they are typed, and filled for one creator."""

from __future__ import annotations

import re
from decimal import Decimal

from plugin.errors import InputError
from plugin.language import M_, N_, Language
from plugin.ledger.money import digits
from plugin.services.campaign_terms import read_terms
from plugin.shopify.discount import DiscountTerms

GREETING = N_("%(creator)s sent you here: %(offer)s")
GREETING_WITHOUT_OFFER = N_("%(creator)s sent you here. Welcome!")
LONGEST_GREETING = 200
LONGEST_OFFER = 120
PLACES = {"greeting": ("creator", "offer"), "offer": ("creator",)}
"""Field -> what may stand in curly brackets in it."""

_PART = re.compile(r"\{([^{}]*)\}")


def checked_text(text: str, field: str) -> str:
    """`text` with single blanks, for `field` (greeting or offer); raises `InputError` naming it."""
    text = " ".join(text.split())
    most = LONGEST_GREETING if field == "greeting" else LONGEST_OFFER
    if len(text) > most:
        raise InputError(
            M_("This text has %(length)s characters; at most %(most)s.", length=len(text), most=most),
            field=field,
        )
    known = ", ".join(f"{{{name}}}" for name in PLACES[field])
    for found in _PART.findall(text):
        if found.strip().lower() not in PLACES[field]:
            raise InputError(
                M_(
                    "%(typed)s is no placeholder here. There is %(known)s.", typed=f"{{{found}}}", known=known
                ),
                field=field,
            )
    rest = _PART.sub("", text)
    if "{" in rest or "}" in rest:
        raise InputError(M_("A curly bracket stands alone. There is %(known)s.", known=known), field=field)
    return text


def offer_text(language: Language, offer: str, creator: str, terms: DiscountTerms) -> str:
    """What the shopper gets: the owner's words, or else what the discount says by itself."""
    if offer:
        return _filled(offer, {"creator": creator})
    if terms.kind == "free_shipping":
        return language.gettext("Free shipping")
    if terms.kind == "percentage":
        percent = terms.percent or Decimal(0)
        places = max(0, -int(percent.normalize().as_tuple().exponent))
        value = language.percent(float(percent / 100), places)
    else:
        value = language.money(terms.amount_minor, terms.currency, digits(terms.currency))
    return language.gettext("%(value)s off", value=value)


def greeting_text(language: Language, greeting: str, creator: str, offer: str) -> str:
    """What the banner says; `offer` is empty where no discount is given."""
    if greeting and (offer or "offer" not in {part.strip().lower() for part in _PART.findall(greeting)}):
        return _filled(greeting, {"creator": creator, "offer": offer})
    if offer:
        return language.gettext(GREETING, creator=creator, offer=offer)
    return language.gettext(GREETING_WITHOUT_OFFER, creator=creator)


def stored_offer(language: Language, offer: str, creator: str, terms: dict[str, object]) -> str:
    """As `offer_text`, from the campaign's terms as they are stored."""
    return offer_text(language, offer, creator, read_terms(terms))


def _filled(text: str, values: dict[str, str]) -> str:
    # One pass: what a creator is called is not looked at for places again.
    return _PART.sub(lambda part: values.get(part[1].strip().lower(), ""), text)
