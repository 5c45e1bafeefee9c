"""What Shopify refuses in the input of a code discount, with its codes and sentences.

The sentences are those of the live API; where the enum has a code of its own that the API does not use (a
discount that ends before it starts answers INVALID, two minimums answer CONFLICT), the API's practice counts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.discounts.item_rules import item_errors, overlap
from tests.devshop.api.resolvers.user_errors import length_errors, user_error
from tests.devshop.discount import Discount

MAX_CODE = 255
MAX_TAGS = 5
LARGEST_INT = 2**31 - 1
LARGEST_AMOUNT = Decimal(10) ** 18
UNIQUE = "Code must be unique. Please try a different code."
NOT_ENTITLED = "The shop's plan does not allow setting `productDiscountsWithTagsOnSameCartLine`."


def fraction(value: float | Decimal) -> Decimal:
    """A GraphQL float as the decimal it was typed as."""
    return Decimal(str(value))


def check(
    call: Call, kind: str, argument: str, given: dict[str, Any], existing: Discount | None
) -> list[Record]:
    """The user errors of `given`; none means it may be written.

    Raises GraphQLError (BAD_REQUEST) for input that contradicts itself, which Shopify answers at the top
    level.
    """
    contradiction = overlap(given)
    if contradiction:
        raise GraphQLError(contradiction, extensions={"code": "BAD_REQUEST"})
    new = existing is None
    errors = _class_errors(kind, argument, given)
    errors += length_errors([argument, "title"], "Title", given.get("title"), needed=new or "title" in given)
    errors += _code_shape(argument, given.get("code"), needed=new)
    if new and given.get("startsAt") is None:
        errors.append(user_error([argument, "startsAt"], "Starts at can't be blank", "BLANK"))
    if given.get("context") is not None and given.get("customerSelection") is not None:
        said = "Only one of context or customerSelection can be provided."
        errors.append(user_error([argument, "context"], said, "INVALID"))
    errors += _value_errors(kind, argument, given, new=new)
    errors += _minimum_errors(argument, given.get("minimumRequirement") or {})
    errors += _subscription_errors(call, argument, given)
    errors += _limit_errors(argument, given)
    errors += _tag_errors(argument, given.get("tags") or [])
    errors += _date_errors(argument, given, existing)
    errors += _taken(call, argument, given.get("code"), existing)
    return errors + item_errors(call, argument, given)


def code_problem(code: str) -> tuple[str, str] | None:
    """What is wrong with the shape of a code, without the word `Code`, and the error code for it."""
    if code == "":
        return "is too short (minimum is 1 character)", "TOO_SHORT"
    if not code.strip():
        return "can't be blank", "BLANK"
    if "\n" in code or "\r" in code:
        return "cannot contain newline characters.", "INVALID"
    if len(code) > MAX_CODE:
        return f"is too long (maximum is {MAX_CODE} characters)", "TOO_LONG"
    return None


def _code_shape(argument: str, code: str | None, *, needed: bool) -> list[Record]:
    if code is None:
        return [user_error([argument, "code"], "Code can't be blank", "BLANK")] if needed else []
    wrong = code_problem(code)
    return [user_error([argument, "code"], f"Code {wrong[0]}", wrong[1])] if wrong else []


def _taken(call: Call, argument: str, code: str | None, existing: Discount | None) -> list[Record]:
    owner = call.shop.discount_by_code(code) if code and code.strip() else None
    if owner is None or owner is existing:
        return []
    return [user_error([argument, "code"], UNIQUE, "TAKEN")]


def _class_errors(kind: str, argument: str, given: dict[str, Any]) -> list[Record]:
    combines = given.get("combinesWith") or {}
    errors = []
    if kind == "free_shipping" and combines.get("shippingDiscounts"):
        said = "The combinesWith settings are not valid for the discount class."
        errors.append(
            user_error([argument, "combinesWith"], said, "INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS")
        )
    if combines.get("productDiscountsWithTagsOnSameCartLine") is not None:
        field = [argument, "combinesWith", "productDiscountsWithTagsOnSameCartLine"]
        errors.append(
            user_error(field, NOT_ENTITLED, "PRODUCT_DISCOUNTS_WITH_TAGS_ON_SAME_CART_LINE_NOT_ENTITLED")
        )
    return errors


def _value_errors(kind: str, argument: str, given: dict[str, Any], *, new: bool) -> list[Record]:
    if kind != "basic" or (not new and given.get("customerGets") is None):
        return []
    value = (given.get("customerGets") or {}).get("value") or {}
    field = [argument, "customerGets", "value"]
    if value.get("discountOnQuantity") is not None:
        said = "discountOnQuantity field is only permitted with bxgy discounts."
        return [user_error([*field, "discountOnQuantity"], said, "INVALID")]
    percentage, amount = value.get("percentage"), (value.get("discountAmount") or {}).get("amount")
    if percentage is None and amount is None:
        if not new and not value:
            return []
        return [user_error(field, "Discount value must be defined.", "BLANK")]
    if percentage is not None and not 0 <= percentage <= 1:
        return [
            user_error([*field, "percentage"], "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE")
        ]
    if amount is not None and amount < 0:
        said = "Value must be less than or equal to 0"
        return [user_error([*field, "discountAmount", "amount"], said, "LESS_THAN_OR_EQUAL_TO")]
    if amount is not None and amount >= LARGEST_AMOUNT:
        said = f"Value must be greater than -{LARGEST_AMOUNT:f}"
        return [user_error([*field, "discountAmount", "amount"], said, "LESS_THAN")]
    return []


def _minimum_errors(argument: str, minimum: dict[str, Any]) -> list[Record]:
    subtotal_field = [argument, "minimumRequirement", "subtotal", "greaterThanOrEqualToSubtotal"]
    quantity_field = [argument, "minimumRequirement", "quantity", "greaterThanOrEqualToQuantity"]
    if minimum.get("subtotal") is not None and minimum.get("quantity") is not None:
        return [
            user_error(
                subtotal_field, "Minimum subtotal cannot be defined when minimum quantity is.", "CONFLICT"
            ),
            user_error(
                quantity_field, "Minimum quantity cannot be defined when minimum subtotal is.", "CONFLICT"
            ),
        ]
    quantity = (minimum.get("quantity") or {}).get("greaterThanOrEqualToQuantity")
    subtotal = (minimum.get("subtotal") or {}).get("greaterThanOrEqualToSubtotal")
    if quantity is not None and int(quantity) >= LARGEST_INT:
        return [user_error(quantity_field, f"Minimum quantity must be less than {LARGEST_INT}", "LESS_THAN")]
    if subtotal is not None and subtotal >= LARGEST_AMOUNT:
        return [
            user_error(subtotal_field, f"Minimum subtotal must be less than {LARGEST_AMOUNT:f}", "LESS_THAN")
        ]
    return []


def _subscription_errors(call: Call, argument: str, given: dict[str, Any]) -> list[Record]:
    if call.shop.extra.get("sells_subscriptions"):
        return []
    gets = given.get("customerGets") or {}
    named = {
        ("customerGets", "appliesOnSubscription"): ("Customer gets applies on subscription", gets),
        ("appliesOnSubscription",): ("Applies on subscription", given),
        ("appliesOnOneTimePurchase",): ("Applies on one time purchase", given),
        ("recurringCycleLimit",): ("Recurring cycle limit", given),
    }
    for path, (label, holder) in named.items():
        if holder.get(path[-1]) is not None:
            return [user_error([argument, *path], f"{label} is not permitted for this shop.", "INVALID")]
    return []


def _limit_errors(argument: str, given: dict[str, Any]) -> list[Record]:
    limit = given.get("usageLimit")
    if limit is not None and limit <= 0:
        return [user_error([argument, "usageLimit"], "Usage limit must be greater than 0", "GREATER_THAN")]
    return []


def _tag_errors(argument: str, tags: list[str]) -> list[Record]:
    errors = []
    if len(tags) > MAX_TAGS:
        said = f"The number of tags exceeds the maximum of {MAX_TAGS}."
        errors.append(user_error([argument, "tags"], said, "TOO_MANY_TAGS"))
    if any(len(tag) > MAX_CODE for tag in tags):
        said = f"The tag title exceeds the maximum length of {MAX_CODE} characters."
        errors.append(user_error([argument, "tags"], said, "INVALID_TAG_LENGTH"))
    return errors


def _date_errors(argument: str, given: dict[str, Any], existing: Discount | None) -> list[Record]:
    starts = given.get("startsAt") or (existing.starts_at if existing else None)
    ends = given.get("endsAt")
    if starts is None or ends is None or ends >= starts:
        return []
    return [user_error([argument, "endsAt"], "Ends at needs to be after starts_at", "INVALID")]
