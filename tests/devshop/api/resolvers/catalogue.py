"""Products, variants and collections, as pickers need them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, NotBuiltError, Record, node, query
from tests.devshop.api.search import Search
from tests.devshop.world import Collection, Product, Variant

MADE = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
SORTS = {"TITLE": lambda row: row.title.casefold(), "ID": lambda row: row.id, "RELEVANCE": lambda row: row.id}


@query("product")
def product(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One product by its id."""
    row = call.shop.products.get(number_of(arguments["id"], "Product") or 0)
    return show_product(call, row) if row else None


@query("productByIdentifier")
def product_by_identifier(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One product by id or handle."""
    row = _identified(call.shop.products, arguments["identifier"], "Product")
    return show_product(call, row) if row else None


@query("products")
def products(call: Call, arguments: dict[str, Any]) -> Record:
    """Products, by search."""
    return _products(call, list(call.shop.products.values()), arguments)


@query("productsCount")
def products_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many products a search finds."""
    return count(
        len(_search(call).keep(list(call.shop.products.values()), arguments.get("query"))), arguments
    )


@query("collection")
def collection(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One collection by its id."""
    row = call.shop.collections.get(number_of(arguments["id"], "Collection") or 0)
    return show_collection(call, row) if row else None


@query("collectionByIdentifier")
def collection_by_identifier(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One collection by id or handle."""
    row = _identified(call.shop.collections, arguments["identifier"], "Collection")
    return show_collection(call, row) if row else None


@query("collections")
def collections(call: Call, arguments: dict[str, Any]) -> Record:
    """Collections, by search."""
    return _collections(call, list(call.shop.collections.values()), arguments)


@query("collectionsCount")
def collections_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many collections a search finds."""
    return count(
        len(COLLECTIONS.keep(list(call.shop.collections.values()), arguments.get("query"))), arguments
    )


@node("Product")
def _product_node(call: Call, identifier: str) -> Record | None:
    return product(call, {"id": identifier})


@node("Collection")
def _collection_node(call: Call, identifier: str) -> Record | None:
    return collection(call, {"id": identifier})


@node("ProductVariant")
def _variant_node(call: Call, identifier: str) -> Record | None:
    try:
        return show_variant(call, *call.shop.variant(number_of(identifier, "ProductVariant") or 0))
    except KeyError:
        return None


def show_product(call: Call, row: Product) -> Record:
    """One product; the stand-in has no pictures, and Shopify too answers null where a product has none."""
    prices = [variant.price for variant in row.variants]
    currency = call.shop.currency
    inside = [one for one in call.shop.collections.values() if row.id in one.product_ids]
    return {
        "__typename": "Product",
        "id": gid("Product", row.id),
        "legacyResourceId": row.id,
        "title": row.title,
        "handle": row.handle,
        "description": row.description,
        "descriptionHtml": f"<p>{row.description}</p>" if row.description else "",
        "status": "ACTIVE",
        "productType": "",
        "vendor": call.shop.name,
        "tags": [],
        "isGiftCard": row.gift_card,
        "hasOnlyDefaultVariant": len(row.variants) == 1,
        "createdAt": MADE,
        "updatedAt": MADE,
        "publishedAt": MADE,
        "onlineStoreUrl": f"https://{call.shop.domain}/products/{row.handle}",
        "onlineStorePreviewUrl": f"https://{call.shop.domain}/products/{row.handle}",
        "featuredMedia": None,
        "featuredImage": None,
        "priceRangeV2": {
            "minVariantPrice": {"amount": min(prices), "currencyCode": currency},
            "maxVariantPrice": {"amount": max(prices), "currencyCode": currency},
        }
        if prices
        else None,
        "variantsCount": count(len(row.variants), {}),
        "variants": lambda arguments: connection(
            row.variants, arguments, lambda variant: show_variant(call, row, variant)
        ),
        "collections": lambda arguments: _collections(call, inside, arguments),
        "inCollection": lambda arguments: (
            number_of(arguments["id"], "Collection") in {one.id for one in inside}
        ),
    }


def show_variant(call: Call, row: Product, variant: Variant) -> Record:
    """One variant of a product."""
    return {
        "__typename": "ProductVariant",
        "id": gid("ProductVariant", variant.id),
        "legacyResourceId": variant.id,
        "title": variant.title,
        "displayName": f"{row.title} - {variant.title}",
        "price": variant.price,
        "compareAtPrice": None,
        "sku": variant.sku,
        "position": row.variants.index(variant) + 1,
        "availableForSale": True,
        "image": None,
        "product": lambda _: show_product(call, row),
    }


def show_collection(call: Call, row: Collection) -> Record:
    """One collection with its products."""
    inside = [call.shop.products[one] for one in row.product_ids if one in call.shop.products]
    return {
        "__typename": "Collection",
        "id": gid("Collection", row.id),
        "legacyResourceId": row.id,
        "title": row.title,
        "handle": row.handle,
        "description": "",
        "descriptionHtml": "",
        "image": None,
        "sortOrder": "BEST_SELLING",
        "updatedAt": MADE,
        "productsCount": count(len(inside), {}),
        "products": lambda arguments: _products(call, inside, arguments),
        "hasProduct": lambda arguments: number_of(arguments["id"], "Product") in row.product_ids,
    }


COLLECTIONS: Search[Collection] = Search(
    fields={"id": lambda row: row.id, "title": lambda row: row.title, "handle": lambda row: row.handle},
    text=lambda row: row.title,
)


def _search(call: Call) -> Search[Product]:
    return Search(
        fields={
            "id": lambda row: row.id,
            "title": lambda row: row.title,
            "handle": lambda row: row.handle,
            "status": lambda row: "active",
            "gift_card": lambda row: row.gift_card,
            "sku": lambda row: [variant.sku for variant in row.variants],
            "price": lambda row: [variant.price for variant in row.variants],
            "collection_id": lambda row: [
                one.id for one in call.shop.collections.values() if row.id in one.product_ids
            ],
            "created_at": lambda row: MADE,
            "updated_at": lambda row: MADE,
        },
        text=lambda row: f"{row.title} {' '.join(variant.sku for variant in row.variants)}",
    )


def _products(call: Call, rows: list[Product], arguments: dict[str, Any]) -> Record:
    kept = _search(call).keep(rows, arguments.get("query"))
    sort = SORTS.get(arguments.get("sortKey") or "ID", SORTS["ID"])
    return connection(kept, arguments, lambda row: show_product(call, row), sort=sort)


def _collections(call: Call, rows: list[Collection], arguments: dict[str, Any]) -> Record:
    kept = COLLECTIONS.keep(rows, arguments.get("query"))
    sort = SORTS.get(arguments.get("sortKey") or "ID", SORTS["ID"])
    return connection(kept, arguments, lambda row: show_collection(call, row), sort=sort)


def _identified(rows: dict[int, Any], identifier: dict[str, Any], kind: str) -> Any:
    if identifier.get("id"):
        return rows.get(number_of(identifier["id"], kind) or 0)
    if identifier.get("handle"):
        return next((row for row in rows.values() if row.handle == identifier["handle"]), None)
    raise NotBuiltError(f"the stand-in finds a {kind} by id or handle, not by {sorted(identifier)}")
