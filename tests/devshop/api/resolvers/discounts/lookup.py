"""Finding discounts."""

from __future__ import annotations

from typing import Any

from tests.devshop.api.gid import number_of
from tests.devshop.api.registry import Call, Record, query
from tests.devshop.api.resolvers.discounts.view import show_code_node, show_discount_node


@query("codeDiscountNodeByCode")
def by_code(call: Call, arguments: dict[str, Any]) -> Record | None:
    """The discount that holds a code, without regard to case."""
    discount = call.shop.discount_by_code(arguments["code"])
    return show_code_node(call, discount) if discount else None


@query("codeDiscountNode")
def code_node(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One code discount by its id."""
    discount = call.shop.discounts.get(number_of(arguments["id"], "DiscountCodeNode") or 0)
    return show_code_node(call, discount) if discount else None


@query("discountNode")
def discount_node(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One discount by its id; a code discount is found by the id of its code node too."""
    discount = call.shop.discounts.get(number_of(arguments["id"], "DiscountCodeNode", "DiscountNode") or 0)
    return show_discount_node(call, discount) if discount else None
