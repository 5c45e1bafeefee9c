"""`application/liquid` answers of an app, rendered as a theme does: the shop's objects, filters, layout."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TextIO

from liquid import Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import StringLiteral, parse_primitive
from liquid.exceptions import LiquidError
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import TOKEN_TAG, TOKEN_WORD

from tests.devshop.shopfront import here
from tests.devshop.shopfront.ajax import cart_body
from tests.devshop.shopfront.browse import collection_by_handle, product_by_handle, products_of
from tests.devshop.shopfront.cart import current_cart
from tests.devshop.world import Collection, Product

LAYOUT = "chosen_layout"


class LayoutNode(Node):
    """`{% layout none %}` or `{% layout "name" %}`: remembers what was chosen."""

    def __init__(self, token: Any, name: str) -> None:
        super().__init__(token)
        self.name = name

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Writes nothing."""
        context.tag_namespace[LAYOUT] = self.name
        return 0


class LayoutTag(Tag):
    """The theme's layout tag, which the library does not have."""

    block = False

    def parse(self, stream: TokenStream) -> Node:
        """The word `none` or a quoted name."""
        token = stream.eat(TOKEN_TAG)
        inner = stream.into_inner(tag=token, eat=False)
        if inner.current.kind == TOKEN_WORD:
            return LayoutNode(token, inner.current.value)
        expression = parse_primitive(self.env, inner)
        name = expression.value if isinstance(expression, StringLiteral) else "theme"
        return LayoutNode(token, name)


class ByHandle(Mapping[str, Any]):
    """`all_products["mug"]`, `collections.living`: looked up only when asked, as Liquid's own drops are."""

    def __init__(self, find: Any) -> None:
        self.find = find

    def __getitem__(self, handle: str) -> Any:
        found = self.find(handle)
        if found is None:
            raise KeyError(handle)
        return found

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def product_drop(product: Product) -> dict[str, Any]:
    """A product as Liquid shows it: prices in hundredths of the shop's currency."""
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
    prices = [here.minor_units(row.price) for row in product.variants]
    return {
        "id": product.id,
        "handle": product.handle,
        "title": product.title,
        "description": product.description,
        "content": product.description,
        "url": f"/products/{product.handle}",
        "available": True,
        "price": min(prices),
        "price_min": min(prices),
        "price_max": max(prices),
        "price_varies": len(set(prices)) > 1,
        "featured_image": f"/cdn/products/{product.handle}.svg",
        "images": [f"/cdn/products/{product.handle}.svg"],
        "variants": variants,
        "first_available_variant": variants[0],
        "selected_or_first_available_variant": variants[0],
    }


def _product(handle: str) -> dict[str, Any] | None:
    found = product_by_handle(handle)
    return product_drop(found) if found else None


def _collection(handle: str) -> dict[str, Any] | None:
    found: Collection | None = collection_by_handle(handle)
    if found is None:
        return None
    products = [product_drop(row) for row in products_of(found)]
    return {
        "id": found.id,
        "handle": found.handle,
        "title": found.title,
        "url": f"/collections/{found.handle}",
        "products": products,
        "products_count": len(products),
        "all_products_count": len(products),
    }


def _money(value: Any) -> str:
    return here.money(Decimal(str(value or 0)) / 100)


def theme_environment() -> Environment:
    """Liquid with what a theme adds to it."""
    environment = Environment(extra=True)
    environment.tags["layout"] = LayoutTag(environment)
    environment.add_filter("money", _money)
    environment.add_filter("money_with_currency", lambda value: f"{_money(value)} {here.shop().currency}")
    environment.add_filter("image_url", lambda value, **_size: str(value or ""))
    environment.add_filter("img_url", lambda value, *_size, **_named: str(value or ""))
    environment.add_filter("image_tag", lambda value, **named: _image_tag(str(value or ""), named))
    environment.add_filter("json", json.dumps)
    environment.add_filter("handle", lambda value: "-".join(str(value).lower().split()))
    return environment


def _image_tag(source: str, named: dict[str, Any]) -> str:
    words = "".join(f' {key}="{_escape(value)}"' for key, value in named.items())
    return f'<img src="{_escape(source)}"{words}>'


def _escape(value: object) -> str:
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


LIQUID = theme_environment()


def render_liquid(source: str, path: str) -> tuple[str, str, str]:
    """Renders an app's body: (HTML, the layout chosen such as "theme" or "none", the page's title if set).

    A mistake in the Liquid becomes an error sentence in the page, as Shopify shows it.
    """
    shop = here.shop()
    values: dict[str, Any] = {
        "shop": {
            "name": shop.name,
            "currency": shop.currency,
            "permanent_domain": shop.domain,
            "domain": shop.domain,
            "url": f"https://{shop.domain}",
            "locale": shop.locale,
            "money_format": "{{amount}}",
        },
        "request": {
            "path": path,
            "host": shop.domain,
            "locale": {"iso_code": shop.locale},
            "design_mode": False,
        },
        "cart": cart_body(current_cart()),
        "customer": None,
        "all_products": ByHandle(_product),
        "collections": ByHandle(_collection),
        "routes": {
            "root_url": "/",
            "cart_url": "/cart",
            "cart_add_url": "/cart/add",
            "cart_update_url": "/cart/update",
        },
    }
    try:
        template = LIQUID.from_string(source)
        context = RenderContext(template, globals=template.make_globals(values))
        buffer = context.get_buffer()
        template.render_with_context(context, buffer)
    except LiquidError as error:
        return f"<p>Liquid error: {_escape(error)}</p>", "theme", ""
    layout = str(context.tag_namespace.get(LAYOUT, "theme"))
    return buffer.getvalue(), layout, str(context.locals.get("page_title", ""))
