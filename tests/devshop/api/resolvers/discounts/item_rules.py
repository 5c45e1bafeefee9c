"""What may be chosen as the items of a discount."""

from __future__ import annotations

from typing import Any

from tests.devshop.api.gid import number_of
from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.user_errors import user_error

TOGETHER = "Cannot entitle collections in combination with product variants or products"


def overlap(given: dict[str, Any]) -> str | None:
    """What Shopify says of input that names a thing twice, or two values at once; None where it does not."""
    gets = given.get("customerGets") or {}
    value = gets.get("value") or {}
    if (
        sum(value.get(name) is not None for name in ("percentage", "discountOnQuantity", "discountAmount"))
        > 1
    ):
        return "A discount can only have one of percentage, discountOnQuantity or discountAmount."
    items = gets.get("items") or {}
    products, collections = items.get("products") or {}, items.get("collections") or {}
    countries = (given.get("destination") or {}).get("countries") or {}
    both = "The same {} id is present in both 'add' and 'remove' fields"
    pairs = (
        (products.get("productsToAdd"), products.get("productsToRemove"), both.format("Product")),
        (
            products.get("productVariantsToAdd"),
            products.get("productVariantsToRemove"),
            both.format("ProductVariant"),
        ),
        (collections.get("add"), collections.get("remove"), both.format("Collection")),
        (
            countries.get("add"),
            countries.get("remove"),
            "A country code is present in `add` and `remove` field",
        ),
    )
    return next((said for add, remove, said in pairs if set(add or []) & set(remove or [])), None)


def item_errors(call: Call, argument: str, given: dict[str, Any]) -> list[Record]:
    """Products, variants and collections the shop does not have, and collections chosen beside products."""
    items = (given.get("customerGets") or {}).get("items") or {}
    base = [argument, "customerGets", "items"]
    products, collections = items.get("products") or {}, items.get("collections") or {}
    chosen = (products.get("productsToAdd") or []) + (products.get("productVariantsToAdd") or [])
    errors = []
    if collections.get("add") and chosen:
        errors.append(user_error([*base, "collections", "add"], TOGETHER, "CONFLICT"))
    else:
        errors += _unknown(
            [*base, "collections", "add"],
            "Collection",
            collections.get("add"),
            call.shop.collections,
            "Collection",
        )
    errors += _unknown(
        [*base, "products", "productsToAdd"],
        "Product",
        products.get("productsToAdd"),
        call.shop.products,
        "Product",
    )
    variants = {variant.id for product in call.shop.products.values() for variant in product.variants}
    field = [*base, "products", "productVariantsToAdd"]
    errors += _unknown(
        field, "Product variant", products.get("productVariantsToAdd"), variants, "ProductVariant"
    )
    return errors


def _unknown(field: list[str], label: str, ids: list[str] | None, known: Any, kind: str) -> list[Record]:
    return [
        user_error(field, f"{label} with id: {identifier.rpartition('/')[2]} is invalid", "INVALID")
        for identifier in ids or []
        if number_of(identifier, kind) not in known
    ]
