"""Starting, ending and deleting code discounts, one or many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation
from tests.devshop.api.resolvers.discounts.announce import announce
from tests.devshop.api.resolvers.discounts.search import discounts
from tests.devshop.api.resolvers.discounts.view import show_code_node
from tests.devshop.api.resolvers.jobs import finished_job
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.discount import Discount

UNKNOWN = "Code discount does not exist."
MISSING = "Missing expected argument key: 'ids', 'search' or 'saved_search_id'."
TOO_MANY = "Only one of 'ids', 'search' or 'saved_search_id' is allowed."
MAX_BULK = 250


@mutation("discountCodeActivate")
def activate(call: Call, arguments: dict[str, Any]) -> Record:
    """Let a discount run now: an end is cleared, a start that lies ahead is moved to now."""
    return _one(call, arguments["id"], start)


@mutation("discountCodeDeactivate")
def deactivate(call: Call, arguments: dict[str, Any]) -> Record:
    """End a discount now. Its codes stay, and it can be activated again."""
    return _one(call, arguments["id"], end)


@mutation("discountCodeDelete")
def delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Delete a discount with its codes."""
    discount = _find(call, arguments["id"])
    if discount is None:
        return {"deletedCodeDiscountId": None, "userErrors": [user_error(["id"], UNKNOWN, "INVALID")]}
    remove(call, discount)
    return {"deletedCodeDiscountId": gid("DiscountCodeNode", discount.id), "userErrors": []}


@mutation("discountCodeBulkActivate")
def bulk_activate(call: Call, arguments: dict[str, Any]) -> Record:
    """Activate the discounts that ids or a search name."""
    return _many(call, arguments, start)


@mutation("discountCodeBulkDeactivate")
def bulk_deactivate(call: Call, arguments: dict[str, Any]) -> Record:
    """End the discounts that ids or a search name."""
    return _many(call, arguments, end)


@mutation("discountCodeBulkDelete")
def bulk_delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Delete the discounts that ids or a search name."""
    return _many(call, arguments, remove)


def start(call: Call, discount: Discount) -> None:
    """Make `discount` active at the call's time; an active one is left as it is, its `updatedAt` too."""
    now = call.now.replace(microsecond=0)
    if discount.status(now) == "ACTIVE":
        return
    discount.starts_at = min(discount.starts_at, now)
    discount.ends_at = None
    discount.updated_at = now
    announce(call, "discounts/update", discount)


def end(call: Call, discount: Discount) -> None:
    """Make `discount` expire at the call's time; an expired one is left as it is, its `updatedAt` too."""
    now = call.now.replace(microsecond=0)
    if discount.status(now) == "EXPIRED":
        return
    discount.ends_at = now
    discount.updated_at = now
    announce(call, "discounts/update", discount)


def remove(call: Call, discount: Discount) -> None:
    """Take `discount` out of the shop."""
    del call.shop.discounts[discount.id]
    announce(call, "discounts/delete", discount)


def selector_error(arguments: dict[str, Any]) -> Record | None:
    """What is wrong with the way a bulk mutation names its targets, or None."""
    named = [name for name in ("ids", "search", "savedSearchId") if arguments.get(name) is not None]
    if not named:
        return user_error(None, MISSING, "MISSING_ARGUMENT")
    if len(named) > 1:
        return user_error(None, TOO_MANY, "TOO_MANY_ARGUMENTS")
    if named == ["search"] and not arguments["search"].strip():
        return user_error(["search"], "'Search' can't be blank.", "BLANK")
    if named == ["savedSearchId"]:
        return user_error(["savedSearchId"], "Invalid 'saved_search_id'.", "INVALID")
    return None


def _find(call: Call, identifier: str) -> Discount | None:
    return call.shop.discounts.get(number_of(identifier, "DiscountCodeNode") or 0)


def _one(call: Call, identifier: str, change: Callable[[Call, Discount], None]) -> Record:
    discount = _find(call, identifier)
    if discount is None:
        return {"codeDiscountNode": None, "userErrors": [user_error(["id"], UNKNOWN, "INVALID")]}
    change(call, discount)
    return {"codeDiscountNode": show_code_node(call, discount), "userErrors": []}


def _many(call: Call, arguments: dict[str, Any], change: Callable[[Call, Discount], None]) -> Record:
    error = selector_error(arguments)
    if error is not None:
        return {"job": None, "userErrors": [error]}
    if arguments.get("ids") is not None:
        chosen = [row for row in (_find(call, one) for one in arguments["ids"]) if row is not None]
    else:
        chosen = discounts(call).keep(list(call.shop.discounts.values()), arguments["search"])
    for discount in chosen:
        change(call, discount)
    return {"job": finished_job(call, done=False), "userErrors": []}
