"""Pages to look around: home, collections, products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response, abort, jsonify, render_template

from tests.devshop.content import Page
from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.cart import current_cart
from tests.devshop.shopfront.pixel_events import happened, variant_data
from tests.devshop.world import Collection, Product


@blueprint.app_context_processor
def every_page() -> dict[str, Any]:
    """What the shop's layout needs on every page."""
    return {"shop": here.shop(), "cart": current_cart(), "money": here.money, "zero": Decimal(0)}


def collection_by_handle(handle: str) -> Collection | None:
    """The shop's collection, or None; `all` is every product, as on Shopify."""
    shop = here.shop()
    if handle == "all":
        return Collection(0, "all", "All products", list(shop.products))
    return next((row for row in shop.collections.values() if row.handle == handle), None)


def product_by_handle(handle: str) -> Product | None:
    """The shop's product, or None."""
    return next((row for row in here.shop().products.values() if row.handle == handle), None)


def products_of(collection: Collection) -> list[Product]:
    """The collection's products in its order; one that was deleted is left out."""
    return [row for key in collection.product_ids if (row := here.shop().products.get(key)) is not None]


@blueprint.get("/")
def home() -> str:
    """The shop's front page."""
    featured = list(here.shop().products.values())[:8]
    return render_template("shopfront/home.html", featured=featured)


@blueprint.get("/collections")
@blueprint.get("/collections/")
def collections() -> str:
    """All collections."""
    return render_template("shopfront/collections.html", products_of=products_of)


@blueprint.get("/collections/<handle>")
def collection_page(handle: str) -> str:
    """One collection."""
    collection = collection_by_handle(handle)
    if collection is None:
        abort(404)
    return render_template(
        "shopfront/collection.html", collection=collection, products=products_of(collection)
    )


@blueprint.get("/products/<handle>")
@blueprint.get("/collections/<collection_handle>/products/<handle>")
def product_page(handle: str, collection_handle: str = "") -> str:
    """One product with its variants."""
    product = product_by_handle(handle)
    if product is None:
        abort(404)
    happened("product_viewed", {"productVariant": variant_data(product, product.variants[0])})
    return render_template("shopfront/product.html", product=product)


@blueprint.get("/products/<handle>.js")
def product_json(handle: str) -> Response:
    """The Ajax API's product: prices in hundredths."""
    product = product_by_handle(handle)
    if product is None:
        abort(404)
    variants = [
        {
            "id": row.id,
            "title": row.title,
            "price": here.minor_units(row.price),
            "sku": row.sku,
            "available": True,
        }
        for row in product.variants
    ]
    return jsonify(
        id=product.id,
        title=product.title,
        handle=product.handle,
        description=product.description,
        price=here.minor_units(min(row.price for row in product.variants)),
        available=True,
        url=f"/products/{product.handle}",
        featured_image=f"/cdn/products/{product.handle}.svg",
        variants=variants,
    )


@blueprint.get("/pages/<handle>")
def page(handle: str) -> str:
    """A published page the merchant or an app wrote; its body is HTML, and Liquid in it is not run."""
    pages: list[Page] = list(here.shop().pages.values())
    found = next((row for row in pages if row.handle == handle), None)
    if found is None or not found.is_published(here.world().now()):
        abort(404)
    return render_template("shopfront/page.html", page=found)
