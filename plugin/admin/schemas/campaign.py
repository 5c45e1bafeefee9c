"""The form of a campaign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.ledger.money import MoneyError, TooManyDigitsError, parse_minor
from plugin.services.campaign_dates import campaign_moments, read_day
from plugin.services.campaign_terms import checked_terms
from plugin.services.code_names import check_template
from plugin.services.create_campaign import CampaignFields, checked_name
from plugin.shopify.discount import DiscountTerms, Items

FORM_FIELDS = {
    "amount_minor": "amount",
    "minimum_subtotal_minor": "minimum_subtotal",
    "item_ids": "items",
    "each_item": "items",
}
"""Fields of the terms -> where they stand in the form."""


class Decimals(fields.Field[Decimal | None]):
    """A number as people type it, with a point or a comma."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> Decimal | None:
        text = str(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            return Decimal(text)
        except InvalidOperation as error:
            raise ValidationError([M_("%(typed)s is not a number.", typed=str(value)[:40])]) from error


class Whole(fields.Field[int | None]):
    """A whole number, empty for none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> int | None:
        text = str(value).strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 12):
            raise ValidationError([M_("%(typed)s is not a whole number.", typed=text[:40])])
        return int(text)


class Ticked(fields.Field[bool]):
    """A checkbox: there when it is ticked."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> bool:
        return bool(value)


def _choice(*allowed: str) -> fields.String:
    # A choice that is not on the page was not made by a person: the sentence need not say more.
    return fields.String(
        load_default=allowed[0], validate=validate.OneOf(allowed, error=N_("Choose one of the list."))
    )


class CampaignForm(Schema):
    """What the form sends; what depends on a choice is read only where the choice is made."""

    class Meta:
        """What else a form carries is none of ours."""

        unknown = EXCLUDE

    name = fields.String(load_default="")
    starts_on = fields.String(load_default="")
    ends_on = fields.String(load_default="")
    code_template = fields.String(load_default="")
    kind = _choice("percentage", "fixed_amount", "free_shipping")
    percent = Decimals(load_default=None)
    amount = fields.String(load_default="")
    minimum = _choice("none", "subtotal", "quantity")
    minimum_subtotal = fields.String(load_default="")
    minimum_quantity = Whole(load_default=None)
    usage_limit = Whole(load_default=None)
    items = _choice("all", "products", "collections")
    item_ids = fields.List(fields.String(), load_default=list)
    each_item = Ticked(load_default=False)
    once_per_customer = Ticked(load_default=False)
    combines_with_order = Ticked(load_default=False)
    combines_with_product = Ticked(load_default=False)
    combines_with_shipping = Ticked(load_default=False)


def read_campaign(
    form: MultiDict[str, str], currency: str, timezone: str
) -> tuple[CampaignFields | None, dict[str, str]]:
    """The campaign in `form`, or None and what is wrong: field -> sentence, every field at once.

    Amounts are in `currency`, the shop's; days in its time zone.
    """
    errors: dict[str, str] = {}
    given: dict[str, Any] = {}
    try:
        given = CampaignForm().load({**form.to_dict(), "item_ids": form.getlist("item_ids")})
    except ValidationError as error:
        messages: dict[str, list[str]] = error.normalized_messages()  # type: ignore[no-untyped-call]
        errors |= {name: told[0] for name, told in messages.items()}
        given = {
            **CampaignForm().load({}),
            **(error.valid_data if isinstance(error.valid_data, dict) else {}),
        }
    name = _checked(errors, "name", lambda: checked_name(given["name"]))
    template = _checked(errors, "code_template", lambda: check_template(given["code_template"]))
    starts_on = _checked(errors, "starts_on", lambda: read_day(given["starts_on"], "starts_on"))
    ends_on = _checked(errors, "ends_on", lambda: read_day(given["ends_on"], "ends_on"))
    if not {"starts_on", "ends_on"} & set(errors):
        _checked(errors, "starts_on", lambda: campaign_moments(starts_on, ends_on, timezone))
    terms = _terms(given, currency, errors)
    if errors or name is None or template is None or terms is None:
        return None, errors
    return CampaignFields(name, starts_on, ends_on, terms, template), {}


def _terms(given: dict[str, Any], currency: str, errors: dict[str, str]) -> DiscountTerms | None:
    kind, minimum, items = given["kind"], given["minimum"], given["items"]
    chosen: Items = items if kind != "free_shipping" else "all"
    amount = _money(given["amount"], "amount", currency, errors) if kind == "fixed_amount" else None
    subtotal = None
    if minimum == "subtotal":
        subtotal = _money(given["minimum_subtotal"], "minimum_subtotal", currency, errors)
        if subtotal is None and "minimum_subtotal" not in errors:
            errors["minimum_subtotal"] = M_("Say how much has to be spent.")
    quantity = given["minimum_quantity"] if minimum == "quantity" else None
    if minimum == "quantity" and quantity is None and "minimum_quantity" not in errors:
        errors["minimum_quantity"] = M_("Say how many items have to be bought.")
    if {"percent", "amount", "usage_limit"} & set(errors):
        return None
    terms = DiscountTerms(
        kind=kind,
        currency=currency,
        percent=given["percent"] if kind == "percentage" else None,
        amount_minor=amount,
        each_item=given["each_item"] and kind == "fixed_amount" and chosen != "all",
        minimum_subtotal_minor=subtotal,
        minimum_quantity=quantity,
        once_per_customer=given["once_per_customer"],
        usage_limit=given["usage_limit"],
        items=chosen,
        item_ids=tuple(gid for gid in given["item_ids"] if f"/{chosen[:-1].title()}/" in gid),
        combines_with_order=given["combines_with_order"],
        combines_with_product=given["combines_with_product"],
        combines_with_shipping=given["combines_with_shipping"] and kind != "free_shipping",
    )
    checked: DiscountTerms | None = _checked(errors, "kind", lambda: checked_terms(terms))
    return checked


def _money(text: str, field: str, currency: str, errors: dict[str, str]) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_minor(text.strip().replace(",", "."), currency)
    except TooManyDigitsError:
        errors[field] = M_(
            "%(typed)s has more digits than %(currency)s has.", typed=text[:40], currency=currency
        )
    except MoneyError:
        errors[field] = M_("%(typed)s is not an amount of money.", typed=text[:40])
    return None


def _checked(errors: dict[str, str], field: str, rule: Callable[[], Any]) -> Any:
    try:
        return rule()
    except InputError as error:
        name = error.field or field
        errors.setdefault(FORM_FIELDS.get(name, name), error.args[0])
        return None


def form_values(fields: CampaignFields) -> dict[str, str]:
    """The form with a campaign in it: field -> what stands there."""
    terms = fields.terms
    minimum = (
        "subtotal"
        if terms.minimum_subtotal_minor is not None
        else "quantity"
        if terms.minimum_quantity
        else "none"
    )
    values: dict[str, str | int | Decimal | date | None] = {
        "name": fields.name,
        "starts_on": fields.starts_on,
        "ends_on": fields.ends_on,
        "code_template": fields.code_template,
        "kind": terms.kind,
        "percent": format(terms.percent.normalize(), "f") if terms.percent is not None else None,
        "amount": _text(terms.amount_minor, terms.currency),
        "minimum": minimum,
        "minimum_subtotal": _text(terms.minimum_subtotal_minor, terms.currency),
        "minimum_quantity": terms.minimum_quantity,
        "usage_limit": terms.usage_limit,
        "items": terms.items,
    }
    ticks = (
        "each_item",
        "once_per_customer",
        "combines_with_order",
        "combines_with_product",
        "combines_with_shipping",
    )
    return {key: str(value) for key, value in values.items() if value is not None} | {
        name: "on" for name in ticks if getattr(terms, name)
    }


def _text(minor: int | None, currency: str) -> str | None:
    from plugin.shopify.discount_wire import decimal_text

    return None if minor is None else decimal_text(minor, currency)
