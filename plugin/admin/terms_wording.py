"""A discount's terms, its drift and a code's state in the reader's words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from plugin.admin.wording import gettext, language, money, ngettext
from plugin.language import N_
from plugin.shopify.discount import DiscountTerms

STAGES = {
    "draft": N_("Draft"),
    "scheduled": N_("Scheduled"),
    "live": N_("Live"),
    "paused": N_("Paused"),
    "ended": N_("Ended"),
    "retired": N_("Retired"),
}
STATUSES = {
    "planned": N_("Planned"),
    "creating": N_("Being created"),
    "active": N_("Active"),
    "paused": N_("Paused"),
    "retired": N_("Retired"),
    "failed": N_("Failed"),
}
ON_THE_WAY = {"active": N_("Resuming"), "paused": N_("Pausing"), "retired": N_("Retiring")}
TONES = {
    "live": "success",
    "active": "success",
    "scheduled": "info",
    "creating": "info",
    "failed": "critical",
    "paused": "warning",
}
FIELDS = {
    "code": N_("Code"),
    "starts_at": N_("Starts"),
    "ends_at": N_("Ends"),
    "status": N_("Status"),
    "for_everyone": N_("For every buyer"),
    "kind": N_("What it gives"),
    "percent": N_("Percentage"),
    "amount_minor": N_("Amount"),
    "each_item": N_("On every item"),
    "minimum_subtotal_minor": N_("Minimum spend"),
    "minimum_quantity": N_("Minimum number of items"),
    "once_per_customer": N_("Once per customer"),
    "usage_limit": N_("Usage limit"),
    "items": N_("Applies to"),
    "item_ids": N_("Chosen items"),
    "currency": N_("Currency"),
    "combines_with_order": N_("Combines with order discounts"),
    "combines_with_product": N_("Combines with product discounts"),
    "combines_with_shipping": N_("Combines with shipping discounts"),
}
WORDS = {
    "ACTIVE": N_("running"),
    "EXPIRED": N_("stopped"),
    "SCHEDULED": N_("not begun"),
    "percentage": N_("a percentage"),
    "fixed_amount": N_("a fixed amount"),
    "free_shipping": N_("free shipping"),
    "other": N_("something Earmark cannot express"),
    "all": N_("everything"),
    "products": N_("chosen products"),
    "collections": N_("chosen collections"),
}


def terms_lines(terms: DiscountTerms) -> list[str]:
    """The terms, a short sentence each, what it gives first."""
    lines = [_value(terms)]
    if terms.minimum_subtotal_minor is not None:
        spend = money(terms.minimum_subtotal_minor, terms.currency)
        lines.append(gettext("From a spend of %(amount)s", amount=spend))
    if terms.minimum_quantity is not None:
        lines.append(ngettext("From one item", "From %(num)s items", terms.minimum_quantity))
    if terms.once_per_customer:
        lines.append(gettext("Once per customer"))
    if terms.usage_limit is not None:
        lines.append(ngettext("One use per code", "%(num)s uses per code", terms.usage_limit))
    together = [
        gettext(word)
        for word, does in (
            (N_("order discounts"), terms.combines_with_order),
            (N_("product discounts"), terms.combines_with_product),
            (N_("shipping discounts"), terms.combines_with_shipping),
        )
        if does
    ]
    if together:
        lines.append(gettext("Combines with %(others)s", others=", ".join(together)))
    else:
        lines.append(gettext("Not combined with other discounts"))
    return lines


def drift_value(field: str, value: Any, currency: str) -> str:
    """One side of a difference as a page shows it."""
    if value is None:
        return gettext("none")
    if field in ("starts_at", "ends_at"):
        return language().moment(datetime.fromisoformat(value))
    if field in ("amount_minor", "minimum_subtotal_minor"):
        return money(value, currency)
    if field == "percent":
        return language().percent(float(Decimal(value) / 100), 0 if "." not in value else 2)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field == "item_ids":
        return ngettext("one item", "%(num)s items", len(value))
    return gettext(WORDS[value]) if value in WORDS else str(value)


def _value(terms: DiscountTerms) -> str:
    if terms.kind == "free_shipping":
        return gettext("Free shipping")
    if terms.kind == "percentage":
        percent = terms.percent or Decimal(0)
        digits = 0 if percent == percent.to_integral_value() else 2
        off = gettext("%(value)s off", value=language().percent(float(percent / 100), digits))
    else:
        off = gettext("%(value)s off", value=money(terms.amount_minor, terms.currency))
    if terms.items == "products":
        off = ngettext("%(off)s one product", "%(off)s %(num)s products", len(terms.item_ids), off=off)
    elif terms.items == "collections":
        off = ngettext("%(off)s one collection", "%(off)s %(num)s collections", len(terms.item_ids), off=off)
    return gettext("%(off)s, on every one of them", off=off) if terms.each_item else off
