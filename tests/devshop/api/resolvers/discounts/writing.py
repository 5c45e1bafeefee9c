"""Creating and changing code discounts."""

from __future__ import annotations

from typing import Any

from tests.devshop.api.gid import number_of
from tests.devshop.api.registry import Call, NotBuiltError, Record, mutation
from tests.devshop.api.resolvers.discounts import rules
from tests.devshop.api.resolvers.discounts.announce import announce
from tests.devshop.api.resolvers.discounts.view import show_code_node
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.discount import Discount, RedeemCode

NOT_FOUND = "Discount does not exist"
BULK = "Cannot update the code of a bulk discount."


@mutation("discountCodeBasicCreate")
def basic_create(call: Call, arguments: dict[str, Any]) -> Record:
    """A new amount-off discount with one code."""
    return _create(call, "basic", "basicCodeDiscount", arguments["basicCodeDiscount"])


@mutation("discountCodeBasicUpdate")
def basic_update(call: Call, arguments: dict[str, Any]) -> Record:
    """Change what the input names; what it leaves out stays."""
    return _update(call, arguments["id"], "basic", "basicCodeDiscount", arguments["basicCodeDiscount"])


@mutation("discountCodeFreeShippingCreate")
def free_shipping_create(call: Call, arguments: dict[str, Any]) -> Record:
    """A new free-shipping discount with one code."""
    return _create(call, "free_shipping", "freeShippingCodeDiscount", arguments["freeShippingCodeDiscount"])


@mutation("discountCodeFreeShippingUpdate")
def free_shipping_update(call: Call, arguments: dict[str, Any]) -> Record:
    """Change what the input names; what it leaves out stays."""
    return _update(
        call,
        arguments["id"],
        "free_shipping",
        "freeShippingCodeDiscount",
        arguments["freeShippingCodeDiscount"],
    )


def _create(call: Call, kind: Any, argument: str, given: dict[str, Any]) -> Record:
    refuse_unbuilt(given)
    errors = rules.check(call, kind, argument, given, existing=None)
    if errors:
        return {"codeDiscountNode": None, "userErrors": errors}
    discount = Discount(
        id=call.world.next_id(),
        kind=kind,
        title=given["title"],
        starts_at=given["startsAt"],
        created_at=call.now.replace(microsecond=0),
        updated_at=call.now.replace(microsecond=0),
        codes=[RedeemCode(call.world.next_id(), given["code"], created_by_app=call.world.client_id)],
    )
    apply(discount, given)
    call.shop.discounts[discount.id] = discount
    announce(call, "discounts/create", discount)
    return {"codeDiscountNode": show_code_node(call, discount), "userErrors": []}


def _update(call: Call, identifier: str, kind: Any, argument: str, given: dict[str, Any]) -> Record:
    refuse_unbuilt(given)
    discount = call.shop.discounts.get(number_of(identifier, "DiscountCodeNode", "DiscountNode") or 0)
    if discount is None or discount.kind != kind:
        return {"codeDiscountNode": None, "userErrors": [user_error(["id"], NOT_FOUND)]}
    if given.get("code") is not None and len(discount.codes) > 1:
        return {"codeDiscountNode": None, "userErrors": [user_error(["id"], BULK)]}
    errors = rules.check(call, kind, argument, given, existing=discount)
    if errors:
        return {"codeDiscountNode": None, "userErrors": errors}
    apply(discount, given)
    discount.updated_at = call.now.replace(microsecond=0)
    announce(call, "discounts/update", discount)
    return {"codeDiscountNode": show_code_node(call, discount), "userErrors": []}


def refuse_unbuilt(given: dict[str, Any]) -> None:
    """Stop where a discount would be for some buyers only: the stand-in's checkout would give it to all."""
    context = given.get("context") or {}
    selection = given.get("customerSelection") or {}
    narrow = [name for name in ("customers", "customerSegments", "markets") if context.get(name)]
    narrow += [
        name for name in ("customers", "customerSegments", "customerSavedSearches") if selection.get(name)
    ]
    if narrow:
        raise NotBuiltError(f"the stand-in's discounts are for all buyers, not for {', '.join(narrow)}")


def apply(discount: Discount, given: dict[str, Any]) -> None:
    """Write the fields that `given` names onto `discount`."""
    plain = {
        "title": "title",
        "startsAt": "starts_at",
        "endsAt": "ends_at",
        "usageLimit": "usage_limit",
        "tags": "tags",
    }
    for name, attribute in plain.items():
        if name in given:
            setattr(discount, attribute, given[name] if name != "tags" else list(given[name] or []))
    if "appliesOncePerCustomer" in given:
        discount.applies_once_per_customer = bool(given["appliesOncePerCustomer"])
    if given.get("code") and discount.codes:
        discount.codes[0].code = given["code"]
    if given.get("combinesWith") is not None:
        combines = given["combinesWith"]
        discount.combines_with_order = bool(combines.get("orderDiscounts"))
        discount.combines_with_product = bool(combines.get("productDiscounts"))
        discount.combines_with_shipping = bool(combines.get("shippingDiscounts"))
    if "minimumRequirement" in given:
        _apply_minimum(discount, given["minimumRequirement"] or {})
    _apply_gets(discount, given.get("customerGets") or {})
    for name in (
        "recurringCycleLimit",
        "maximumShippingPrice",
        "appliesOnOneTimePurchase",
        "appliesOnSubscription",
    ):
        if name in given:
            discount.raw_input[name] = given[name]
    if "destination" in given:
        _apply_destination(discount, given["destination"] or {})


def _apply_minimum(discount: Discount, minimum: dict[str, Any]) -> None:
    subtotal = (minimum.get("subtotal") or {}).get("greaterThanOrEqualToSubtotal")
    quantity = (minimum.get("quantity") or {}).get("greaterThanOrEqualToQuantity")
    discount.minimum_subtotal = subtotal
    discount.minimum_quantity = int(quantity) if quantity is not None else None


def _apply_gets(discount: Discount, gets: dict[str, Any]) -> None:
    value = gets.get("value") or {}
    if value.get("percentage") is not None:
        discount.percentage, discount.amount = rules.fraction(value["percentage"]), None
    if value.get("discountAmount"):
        discount.percentage, discount.amount = None, value["discountAmount"]["amount"]
        discount.applies_on_each_item = bool(value["discountAmount"].get("appliesOnEachItem"))
    for name in ("appliesOnOneTimePurchase", "appliesOnSubscription"):
        if gets.get(name) is not None:
            discount.raw_input[name] = gets[name]
    items = gets.get("items") or {}
    if items.get("all"):
        discount.all_items, discount.product_ids, discount.collection_ids = True, [], []
        discount.raw_input["variant_ids"] = []
    products, collections = items.get("products") or {}, items.get("collections") or {}
    variants = discount.raw_input.get("variant_ids", [])
    for chosen, kind, add, remove in (
        (discount.product_ids, "Product", products.get("productsToAdd"), products.get("productsToRemove")),
        (
            variants,
            "ProductVariant",
            products.get("productVariantsToAdd"),
            products.get("productVariantsToRemove"),
        ),
        (discount.collection_ids, "Collection", collections.get("add"), collections.get("remove")),
    ):
        gone = {number_of(row, kind) for row in remove or []}
        chosen[:] = [row for row in chosen if row not in gone]
        chosen += [row for row in (number_of(one, kind) for one in add or []) if row and row not in chosen]
    discount.raw_input["variant_ids"] = variants
    if items and not items.get("all"):
        discount.all_items = not (discount.product_ids or discount.collection_ids or variants)


def _apply_destination(discount: Discount, destination: dict[str, Any]) -> None:
    if destination.get("all"):
        discount.raw_input |= {"countries": [], "restOfWorld": False}
        return
    countries = destination.get("countries") or {}
    kept = set(discount.raw_input.get("countries", [])) | set(countries.get("add") or [])
    discount.raw_input["countries"] = sorted(kept - set(countries.get("remove") or []))
    discount.raw_input["restOfWorld"] = bool(countries.get("includeRestOfWorld"))
