"""What Earmark asks Shopify about code discounts: find, read, create, change, stop and start them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from plugin.errors import ShopifyError
from plugin.shopify.admin import Admin
from plugin.shopify.discount import StandingDiscount, WantedDiscount
from plugin.shopify.discount_wire import discount_input, read_discount

BATCH = 25
"""How many discounts are read in one request: far below the 1,000 points Shopify allows one query."""

LOOKUPS = 100
"""How many codes are looked up in one request, at one point each."""

DISCOUNT = """
fragment Discount on DiscountCodeNode {
  id
  codeDiscount {
    __typename
    ... on DiscountCodeBasic {
      title status startsAt endsAt tags usageLimit appliesOncePerCustomer asyncUsageCount
      combinesWith { orderDiscounts productDiscounts shippingDiscounts }
      context { __typename }
      codes(first: 2) { nodes { code } }
      codesCount { count }
      minimumRequirement { ...Minimum }
      customerGets {
        value {
          __typename
          ... on DiscountPercentage { percentage }
          ... on DiscountAmount { amount { amount currencyCode } appliesOnEachItem }
        }
        items {
          __typename
          ... on DiscountCollections { collections(first: 100) { nodes { id } } }
          ... on DiscountProducts {
            products(first: 100) { nodes { id } }
            productVariants(first: 100) { nodes { id } }
          }
        }
      }
    }
    ... on DiscountCodeFreeShipping {
      title status startsAt endsAt tags usageLimit appliesOncePerCustomer asyncUsageCount
      combinesWith { orderDiscounts productDiscounts shippingDiscounts }
      context { __typename }
      codes(first: 2) { nodes { code } }
      codesCount { count }
      minimumRequirement { ...Minimum }
    }
    ... on DiscountCodeBxgy {
      title status startsAt endsAt tags asyncUsageCount
      context { __typename }
      codes(first: 2) { nodes { code } }
      codesCount { count }
    }
    ... on DiscountCodeApp {
      title status startsAt endsAt tags asyncUsageCount
      context { __typename }
      codes(first: 2) { nodes { code } }
      codesCount { count }
    }
  }
}
fragment Minimum on DiscountMinimumRequirement {
  ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount currencyCode } }
  ... on DiscountMinimumQuantity { greaterThanOrEqualToQuantity }
}
"""

READ = (
    "query ReadDiscounts($ids: [ID!]!) { shop { currencyCode } nodes(ids: $ids) { __typename ...Discount } }"
    + DISCOUNT
)

CREATE_BASIC = """
mutation CreateCode($discount: DiscountCodeBasicInput!) {
  changed: discountCodeBasicCreate(basicCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field message code extraInfo }
  }
}
"""
CREATE_FREE_SHIPPING = """
mutation CreateFreeShippingCode($discount: DiscountCodeFreeShippingInput!) {
  changed: discountCodeFreeShippingCreate(freeShippingCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field message code extraInfo }
  }
}
"""
UPDATE_BASIC = """
mutation ChangeCode($id: ID!, $discount: DiscountCodeBasicInput!) {
  changed: discountCodeBasicUpdate(id: $id, basicCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field message code extraInfo }
  }
}
"""
UPDATE_FREE_SHIPPING = """
mutation ChangeFreeShippingCode($id: ID!, $discount: DiscountCodeFreeShippingInput!) {
  changed: discountCodeFreeShippingUpdate(id: $id, freeShippingCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field message code extraInfo }
  }
}
"""
ACTIVATE = """
mutation ActivateCode($id: ID!) {
  changed: discountCodeActivate(id: $id) {
    codeDiscountNode { id }
    userErrors { field message code extraInfo }
  }
}
"""
DEACTIVATE = """
mutation DeactivateCode($id: ID!) {
  changed: discountCodeDeactivate(id: $id) {
    codeDiscountNode { id }
    userErrors { field message code extraInfo }
  }
}
"""


class DiscountRefusedError(ShopifyError):
    """Shopify answered with user errors. `code` is its first error's code, `field` the input it names,
    dotted.
    """

    def __init__(self, message: str, *, code: str, field: str) -> None:
        super().__init__(message, code=code)
        self.field = field


def find_codes(client: Admin, codes: Sequence[str]) -> dict[str, StandingDiscount]:
    """The discounts of the shop that hold any of `codes`, by the code as given. Shopify ignores case."""
    gids: dict[str, str] = {}
    for start in range(0, len(codes), LOOKUPS):
        batch = codes[start : start + LOOKUPS]
        data = client.run(lookup_document(len(batch)), {f"c{n}": code for n, code in enumerate(batch)})
        gids |= {code: node["id"] for n, code in enumerate(batch) if (node := data.get(f"d{n}"))}
    standing = read_discounts(client, sorted(set(gids.values())))
    return {code: standing[gid] for code, gid in gids.items() if gid in standing}


def lookup_document(count: int) -> str:
    """The query that looks `count` codes up at once: Shopify has no list of codes by name."""
    variables = ", ".join(f"$c{n}: String!" for n in range(count))
    fields = " ".join(f"d{n}: codeDiscountNodeByCode(code: $c{n}) {{ id }}" for n in range(count))
    return f"query FindCodes({variables}) {{ {fields} }}"


def read_discounts(client: Admin, gids: Iterable[str]) -> dict[str, StandingDiscount]:
    """The discounts with these ids, by id; one that was deleted is missing."""
    wanted = list(gids)
    found: dict[str, StandingDiscount] = {}
    for start in range(0, len(wanted), BATCH):
        data = client.run(READ, {"ids": wanted[start : start + BATCH]})
        found |= {node["id"]: _read(node, data) for node in data["nodes"] if node and "codeDiscount" in node}
    return found


def create_discount(client: Admin, wanted: WantedDiscount) -> str:
    """Create the discount; its global id. Raises `DiscountRefusedError` (TAKEN: the code stands already)."""
    document = CREATE_FREE_SHIPPING if wanted.terms.kind == "free_shipping" else CREATE_BASIC
    return _changed(client, document, {"discount": discount_input(wanted)})


def change_discount(client: Admin, current: StandingDiscount, wanted: WantedDiscount) -> str:
    """Give a standing discount the wanted code, dates and terms; its global id.

    Raises `DiscountRefusedError`; a free-shipping discount can become nothing else, nor anything else one.
    """
    found = current.terms.kind if current.terms else "other"
    if found == "other" or (found == "free_shipping") != (wanted.terms.kind == "free_shipping"):
        raise DiscountRefusedError(
            "Shopify cannot turn this kind of discount into the campaign's. Give this creator another code.",
            code="KIND",
            field="kind",
        )
    document = UPDATE_FREE_SHIPPING if found == "free_shipping" else UPDATE_BASIC
    return _changed(client, document, {"id": current.gid, "discount": discount_input(wanted, current)})


def activate_discount(client: Admin, gid: str) -> None:
    """Let a discount be used from now on. Shopify then drops its end."""
    _changed(client, ACTIVATE, {"id": gid})


def deactivate_discount(client: Admin, gid: str) -> None:
    """Stop a discount: Shopify ends it at this moment."""
    _changed(client, DEACTIVATE, {"id": gid})


def _changed(client: Admin, document: str, variables: dict[str, Any]) -> str:
    answer = client.run(document, variables)["changed"]
    errors = answer["userErrors"]
    if errors:
        first = errors[0]
        raise DiscountRefusedError(
            "; ".join(str(error["message"]) for error in errors),
            code=first.get("code") or "",
            field=".".join((first.get("field") or [])[1:]),
        )
    node = answer.get("codeDiscountNode")
    if not node:
        raise ShopifyError("Shopify changed no discount and gave no reason.", retryable=True)
    return str(node["id"])


def _read(node: dict[str, Any], data: dict[str, Any]) -> StandingDiscount:
    # A percentage carries no currency of its own; the terms do, so that two of them can be compared.
    currency = data["shop"]["currencyCode"]
    return read_discount(node | {"codeDiscount": node["codeDiscount"] | {"currency": currency}})
