"""Adding and removing many redeem codes of one discount."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.devshop.api.connections import connection
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation, node, query
from tests.devshop.api.resolvers.discounts.announce import announce_code
from tests.devshop.api.resolvers.discounts.lifecycle import UNKNOWN, selector_error
from tests.devshop.api.resolvers.discounts.rules import code_problem
from tests.devshop.api.resolvers.discounts.search import REDEEM_CODES
from tests.devshop.api.resolvers.discounts.view import show_code, show_code_node
from tests.devshop.api.resolvers.jobs import finished_job
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.discount import Discount, RedeemCode

TWICE = "Codes must be unique within BulkDiscountCodeCreation"
UNIQUE = "must be unique. Please try a different code."


@dataclass
class BulkCode:
    """What became of one code of a bulk creation: the redeem code, or the sentence that refused it."""

    id: int
    code: str
    redeem_code_id: int | None = None
    error: str | None = None


@dataclass
class BulkCreation:
    """One `discountRedeemCodeBulkAdd`."""

    id: int
    discount_id: int
    created_at: datetime
    codes: list[BulkCode] = field(default_factory=list)


def creations(call: Call) -> dict[int, BulkCreation]:
    """The bulk creations of the shop."""
    found: dict[int, BulkCreation] = call.shop.extra.setdefault("redeem_code_bulk_creations", {})
    return found


@mutation("discountRedeemCodeBulkAdd")
def bulk_add(call: Call, arguments: dict[str, Any]) -> Record:
    """Add up to 250 codes to a discount.

    Shopify works in the background: the answer shows the creation as it begins, with nothing imported yet.
    Codes that cannot be used are left out and explained in the creation; the rest are added.
    """
    discount = call.shop.discounts.get(number_of(arguments["discountId"], "DiscountCodeNode") or 0)
    if discount is None:
        return {"bulkCreation": None, "userErrors": [user_error(["discountId"], UNKNOWN, "INVALID")]}
    wanted = [row["code"] for row in arguments["codes"]]
    if not wanted:
        return {"bulkCreation": None, "userErrors": [user_error(["codes"], "Codes can't be blank", "BLANK")]}
    creation = BulkCreation(call.world.next_id(), discount.id, call.now)
    creations(call)[creation.id] = creation
    seen: set[str] = set()
    for code in wanted:
        creation.codes.append(_add(call, discount, code, seen))
        seen.add(code.casefold())
    return {"bulkCreation": _show(call, creation, begun=True), "userErrors": []}


@query("discountRedeemCodeBulkCreation")
def bulk_creation(call: Call, arguments: dict[str, Any]) -> Record | None:
    """A bulk creation, done."""
    creation = creations(call).get(number_of(arguments["id"], "DiscountRedeemCodeBulkCreation") or 0)
    return _show(call, creation) if creation else None


@node("DiscountRedeemCodeBulkCreation")
def _node(call: Call, identifier: str) -> Record | None:
    return bulk_creation(call, {"id": identifier})


@mutation("discountCodeRedeemCodeBulkDelete")
def bulk_delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Remove the redeem codes that ids or a search name from a discount."""
    error = selector_error(arguments)
    if error is not None and error["field"] is None:
        return {"job": None, "userErrors": [error]}
    discount = call.shop.discounts.get(number_of(arguments["discountId"], "DiscountCodeNode") or 0)
    if discount is None:
        return {"job": None, "userErrors": [user_error(["discountId"], UNKNOWN, "INVALID")]}
    if error is not None:
        return {"job": None, "userErrors": [error]}
    if arguments.get("ids") == []:
        return {"job": None, "userErrors": [user_error(None, "Something went wrong, please try again.")]}
    for code in _named(discount, arguments):
        discount.codes.remove(code)
        discount.updated_at = call.now.replace(microsecond=0)
        announce_code(call, "discounts/redeemcode_removed", discount, code)
    return {"job": finished_job(call), "userErrors": []}


def _named(discount: Discount, arguments: dict[str, Any]) -> list[RedeemCode]:
    if arguments.get("ids") is None:
        return REDEEM_CODES.keep(discount.codes, arguments["search"])
    wanted = {number_of(one, "DiscountRedeemCode") for one in arguments["ids"]}
    return [code for code in discount.codes if code.id in wanted]


def _add(call: Call, discount: Discount, code: str, seen: set[str]) -> BulkCode:
    outcome = BulkCode(call.world.next_id(), code)
    wrong = code_problem(code)
    if wrong is not None:
        outcome.error = wrong[0]
    elif code.casefold() in seen:
        outcome.error = TWICE
    elif call.shop.discount_by_code(code) is not None:
        outcome.error = UNIQUE
    else:
        redeem_code = RedeemCode(call.world.next_id(), code, created_by_app=call.world.client_id)
        discount.codes.append(redeem_code)
        outcome.redeem_code_id = redeem_code.id
        announce_code(call, "discounts/redeemcode_added", discount, redeem_code)
    return outcome


def _show(call: Call, creation: BulkCreation, *, begun: bool = False) -> Record:
    discount = call.shop.discounts.get(creation.discount_id)
    failed = sum(row.error is not None for row in creation.codes)
    return {
        "__typename": "DiscountRedeemCodeBulkCreation",
        "id": gid("DiscountRedeemCodeBulkCreation", creation.id),
        "createdAt": creation.created_at,
        "done": not begun,
        "codesCount": len(creation.codes),
        "importedCount": 0 if begun else len(creation.codes) - failed,
        "failedCount": 0 if begun else failed,
        "discountCode": show_code_node(call, discount) if discount else None,
        "codes": lambda arguments: connection(
            creation.codes, arguments, lambda row: _show_outcome(call, discount, row, begun=begun)
        ),
    }


def _show_outcome(call: Call, discount: Discount | None, row: BulkCode, *, begun: bool) -> Record:
    codes = [] if begun or discount is None else discount.codes
    redeem_code = next((code for code in codes if code.id == row.redeem_code_id), None)
    errors = [] if begun or row.error is None else [user_error(["code"], row.error)]
    return {
        "code": row.code,
        "discountRedeemCode": show_code(call, redeem_code) if redeem_code else None,
        "errors": errors,
    }
