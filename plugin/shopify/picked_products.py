"""Products and collections for landing pages: found by a search, and as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from plugin.shopify.admin import Admin
from plugin.shopify.catalogue import word_query

FIELDS = """
fragment Picked on Product {
  id
  handle
  title
  status
  featuredMedia { preview { image { url } } }
  priceRangeV2 { minVariantPrice { amount currencyCode } maxVariantPrice { amount } }
  variants(first: 25) { nodes { availableForSale } }
}
"""
SEARCH = (
    """
query SearchPicks($query: String, $first: Int!) {
  products(first: $first, query: $query, sortKey: TITLE) { nodes { ...Picked } }
}
"""
    + FIELDS
)
READ = (
    """
query ReadPicks($ids: [ID!]!) { nodes(ids: $ids) { id ... on Product { ...Picked } } }
"""
    + FIELDS
)
PLACES = """
query SearchPlaces($query: String, $first: Int!) {
  products(first: $first, query: $query, sortKey: TITLE) { nodes { handle title } }
  collections(first: $first, query: $query, sortKey: TITLE) { nodes { handle title } }
}
"""


@dataclass(frozen=True, slots=True)
class PickedProduct:
    """A product of the shop. `price` is the lowest of its variants, in units of `currency` (None where it has
    no variant); `varies` says that there are higher ones. `available`: a buyer could have it now.
    """

    gid: str
    handle: str
    title: str
    picture_url: str | None
    price: Decimal | None
    varies: bool
    currency: str
    available: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the shop to lead to: the path of a product or of a collection."""

    path: str
    title: str


def search_picks(client: Admin, text: str, first: int = 12) -> list[PickedProduct]:
    """Up to `first` products whose title has a word beginning with each word of `text`; all where empty."""
    data = client.run(SEARCH, {"query": word_query(text), "first": first})
    return [_product(node) for node in data["products"]["nodes"]]


def read_picks(client: Admin, gids: Sequence[str]) -> list[PickedProduct]:
    """The products with these ids, in this order; one that is gone is left out."""
    if not gids:
        return []
    data = client.run(READ, {"ids": list(gids)})
    return [_product(node) for node in data["nodes"] if node and "handle" in node]


def search_places(client: Admin, text: str, first: int = 12) -> list[Place]:
    """Up to `first` collections and as many products, found as above; collections first."""
    data = client.run(PLACES, {"query": word_query(text), "first": first})
    return [
        Place(f"/{kind}/{node['handle']}", node["title"])
        for kind in ("collections", "products")
        for node in data[kind]["nodes"]
    ]


def _product(node: dict[str, Any]) -> PickedProduct:
    media = node.get("featuredMedia") or {}
    image = (media.get("preview") or {}).get("image") or {}
    prices = node.get("priceRangeV2") or {}
    lowest, highest = prices.get("minVariantPrice") or {}, prices.get("maxVariantPrice") or {}
    price = _amount(lowest.get("amount"))
    variants = node["variants"]["nodes"]
    return PickedProduct(
        gid=node["id"],
        handle=node["handle"],
        title=node["title"],
        picture_url=image.get("url"),
        price=price,
        varies=price is not None and _amount(highest.get("amount")) != price,
        currency=lowest.get("currencyCode") or "",
        available=node["status"] == "ACTIVE" and any(row["availableForSale"] for row in variants),
    )


def _amount(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
