"""Searching the shop's products and collections, for the owner to choose what a discount applies to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from plugin.shopify.admin import Admin

PRODUCTS = """
query SearchProducts($query: String, $first: Int!) {
  products(first: $first, query: $query, sortKey: TITLE) { nodes { id title } }
}
"""
COLLECTIONS = """
query SearchCollections($query: String, $first: Int!) {
  collections(first: $first, query: $query, sortKey: TITLE) { nodes { id title } }
}
"""
NAMES = """
query NamesOfItems($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on Product { title } ... on Collection { title } }
}
"""
PAGE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """A product or a collection of the shop; `gid` is Shopify's global id."""

    gid: str
    title: str


def search_items(
    client: Admin, kind: Literal["products", "collections"], text: str, first: int = 20
) -> list[Item]:
    """Up to `first` products or collections whose title has a word beginning with each word of `text`; all
    where empty.
    """
    document = PRODUCTS if kind == "products" else COLLECTIONS
    data = client.run(document, {"query": word_query(text), "first": first})
    return [Item(node["id"], node["title"]) for node in data[kind]["nodes"]]


def name_items(client: Admin, gids: Sequence[str]) -> list[Item]:
    """The products and collections with these ids; one that is gone is left out."""
    found: list[Item] = []
    for start in range(0, len(gids), PAGE):
        data = client.run(NAMES, {"ids": list(gids[start : start + PAGE])})
        found += [Item(node["id"], node["title"]) for node in data["nodes"] if node and "title" in node]
    return found


def word_query(text: str) -> str | None:
    """A search for titles that have a word beginning with each word of `text`; None for an empty one."""
    # Only letters and digits reach Shopify's search syntax: anything else could be an operator there.
    words = ["".join(letter for letter in word if letter.isalnum()) for word in text.split()]
    return " ".join(f"title:{word}*" for word in words if word) or None
