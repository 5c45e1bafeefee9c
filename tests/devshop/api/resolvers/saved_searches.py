"""Saved searches of the admin's lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.devshop.api.connections import connection
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation, node, query
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.api.search import terms

UNKNOWN = "Saved Search does not exist"
MAX_NAME = 40
LISTS = {
    "productSavedSearches": "PRODUCT",
    "customerSavedSearches": "CUSTOMER",
    "orderSavedSearches": "ORDER",
    "draftOrderSavedSearches": "DRAFT_ORDER",
    "collectionSavedSearches": "COLLECTION",
    "fileSavedSearches": "FILE",
    "urlRedirectSavedSearches": "URL_REDIRECT",
    "codeDiscountSavedSearches": "PRICE_RULE",
    "automaticDiscountSavedSearches": "PRICE_RULE",
    "discountRedeemCodeSavedSearches": "DISCOUNT_REDEEM_CODE",
}


@dataclass
class SavedSearch:
    """One saved search. `query` is kept as typed; lists show it with the plain terms first."""

    id: int
    resource_type: str
    name: str
    query: str


def searches(call: Call) -> dict[int, SavedSearch]:
    """The shop's saved searches, by id."""
    found: dict[int, SavedSearch] = call.shop.extra.setdefault("saved_searches", {})
    return found


def _register(name: str, kind: str) -> None:
    @query(name)
    def listed(call: Call, arguments: dict[str, Any]) -> Record:
        rows = [row for row in searches(call).values() if row.resource_type == kind]
        return connection(rows, arguments, lambda row: show(row, listed=True))


for _name, _kind in LISTS.items():
    _register(_name, _kind)


@node("SavedSearch")
def _node(call: Call, identifier: str) -> Record | None:
    row = searches(call).get(number_of(identifier, "SavedSearch") or 0)
    return show(row) if row else None


@mutation("savedSearchCreate")
def create(call: Call, arguments: dict[str, Any]) -> Record:
    """Save a search under a name that its list does not have yet."""
    given = arguments["input"]
    row = SavedSearch(call.world.next_id(), given["resourceType"], given["name"], given["query"])
    errors = _errors(call, row)
    if errors:
        return {"savedSearch": None, "userErrors": errors}
    searches(call)[row.id] = row
    return {"savedSearch": show(row), "userErrors": []}


@mutation("savedSearchUpdate")
def update(call: Call, arguments: dict[str, Any]) -> Record:
    """Change name or query. What cannot be kept is refused, the rest is shown as it would be."""
    given = arguments["input"]
    row = searches(call).get(number_of(given["id"], "SavedSearch") or 0)
    if row is None:
        return {"savedSearch": None, "userErrors": [user_error(["input", "id"], UNKNOWN)]}
    wanted = SavedSearch(
        row.id, row.resource_type, given.get("name") or row.name, given.get("query") or row.query
    )
    errors = _errors(call, wanted)
    if any(error["field"] == ["input", "name"] for error in errors):
        wanted.name = row.name
    if not errors:
        searches(call)[row.id] = wanted
    return {"savedSearch": show(wanted), "userErrors": errors}


@mutation("savedSearchDelete")
def delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Forget a saved search."""
    shop = {"id": gid("Shop", call.shop.id), "name": call.shop.name}
    row = searches(call).pop(number_of(arguments["input"]["id"], "SavedSearch") or 0, None)
    if row is None:
        return {
            "deletedSavedSearchId": None,
            "shop": shop,
            "userErrors": [user_error(["input", "id"], UNKNOWN)],
        }
    return {"deletedSavedSearchId": gid("SavedSearch", row.id), "shop": shop, "userErrors": []}


def show(row: SavedSearch, *, listed: bool = False) -> Record:
    """One saved search, its query split into plain terms and filters."""
    found = terms(row.query)
    plain = " ".join(term.value for term in found if term.field is None)
    filters = [{"key": term.field, "value": f"{term.comparator}{term.value}"} for term in found if term.field]
    ordered = " ".join([plain, *(f"{one['key']}:{one['value']}" for one in filters)]).strip()
    return {
        "__typename": "SavedSearch",
        "id": gid("SavedSearch", row.id),
        "legacyResourceId": row.id,
        "name": row.name,
        "query": ordered if listed else row.query,
        "resourceType": row.resource_type,
        "searchTerms": plain,
        "filters": filters,
    }


def _errors(call: Call, row: SavedSearch) -> list[Record]:
    field = ["input", "name"]
    if not row.name.strip():
        return [user_error(field, "Name can't be blank")]
    if len(row.name) > MAX_NAME:
        return [user_error(field, f"Name is too long (maximum is {MAX_NAME} characters)")]
    others = (
        one for one in searches(call).values() if one.id != row.id and one.resource_type == row.resource_type
    )
    if any(one.name.casefold() == row.name.casefold() for one in others):
        return [user_error(field, "Name has already been taken")]
    return []
