"""Products, variants and collections, for pickers."""

from __future__ import annotations

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record
from tests.devshop.world import Collection, Product, Variant


def show_product(call: Call, product: Product) -> Record:
    """One product."""
    return {"__typename": "Product", "id": gid("Product", product.id), "title": product.title, "handle": product.handle}


def show_variant(call: Call, product: Product, variant: Variant) -> Record:
    """One variant of a product."""
    return {"__typename": "ProductVariant", "id": gid("ProductVariant", variant.id), "title": variant.title}


def show_collection(call: Call, collection: Collection) -> Record:
    """One collection."""
    return {"__typename": "Collection", "id": gid("Collection", collection.id), "title": collection.title}
