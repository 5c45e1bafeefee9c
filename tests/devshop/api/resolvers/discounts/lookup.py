"""Finding discounts: by id, by code, by search, and how many there are."""

from __future__ import annotations

from typing import Any

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import number_of
from tests.devshop.api.registry import Call, Record, node, query
from tests.devshop.api.resolvers.discounts.search import REDEEM_CODES, discounts
from tests.devshop.api.resolvers.discounts.view import show_code, show_code_node, show_discount_node
from tests.devshop.discount import Discount

SORTS = {
    "CREATED_AT": lambda row: row.created_at,
    "UPDATED_AT": lambda row: row.updated_at,
    "STARTS_AT": lambda row: row.starts_at,
    "TITLE": lambda row: row.title.casefold(),
    "ID": lambda row: row.id,
    "RELEVANCE": lambda row: row.id,
}


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
    """One discount by its id; a code discount is found by the id of its code node."""
    discount = call.shop.discounts.get(number_of(arguments["id"], "DiscountCodeNode", "DiscountNode") or 0)
    return show_discount_node(call, discount) if discount else None


@query("codeDiscountNodes")
def code_nodes(call: Call, arguments: dict[str, Any]) -> Record:
    """Code discounts, by search."""
    return connection(
        _found(call, arguments), arguments, lambda row: show_code_node(call, row), sort=_sort(arguments)
    )


@query("discountNodes")
def discount_nodes(call: Call, arguments: dict[str, Any]) -> Record:
    """All discounts, by search; the stand-in knows code discounts only."""
    return connection(
        _found(call, arguments), arguments, lambda row: show_discount_node(call, row), sort=_sort(arguments)
    )


@query("discountNodesCount")
def discount_nodes_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many discounts a search finds."""
    return count(len(_found(call, arguments)), arguments)


@query("discountCodesCount")
def discount_codes_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many redeem codes the shop has."""
    codes = [code for discount in call.shop.discounts.values() for code in discount.codes]
    return count(len(REDEEM_CODES.keep(codes, arguments.get("query"))), arguments)


@node("DiscountRedeemCode")
def _redeem_code(call: Call, identifier: str) -> Record | None:
    wanted = number_of(identifier, "DiscountRedeemCode")
    codes = (code for discount in call.shop.discounts.values() for code in discount.codes)
    found = next((code for code in codes if code.id == wanted), None)
    return show_code(call, found) if found else None


def _found(call: Call, arguments: dict[str, Any]) -> list[Discount]:
    return discounts(call).keep(list(call.shop.discounts.values()), arguments.get("query"))


def _sort(arguments: dict[str, Any]) -> Any:
    return SORTS.get(arguments.get("sortKey") or "ID", SORTS["ID"])
