"""What the shops sell: two to begin with, and others by function for tests in their currencies."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tests.devshop.world import Collection, Product, Shop, Variant

if TYPE_CHECKING:
    from tests.devshop.world import World

ANA = "anas-atelier.myshopify.com"
BEN = "bens-bikes.myshopify.com"


@dataclass(frozen=True)
class Goods:
    """A product to be: `price` in euros, before it is put into a shop's currency; `options` are variants."""

    title: str
    price: str
    description: str
    colour: str
    options: tuple[str, ...] = ("Default Title",)


@dataclass(frozen=True)
class Range:
    """One collection and what is in it."""

    title: str
    goods: tuple[Goods, ...]


ATELIER = (
    Range(
        "Table & Kitchen",
        (
            Goods(
                "Stoneware Mug",
                "24.00",
                "Thrown by hand, glazed in sea green.",
                "#9fb8ad",
                ("Small", "Large"),
            ),
            Goods("Breakfast Bowl", "29.50", "Deep enough for soup, light enough for fruit.", "#d8b08c"),
            Goods("Serving Plate", "46.00", "Thirty centimetres of speckled clay.", "#c9c0b6"),
            Goods("Linen Napkins", "38.90", "Four of them, washed soft.", "#e3d7c3", ("Sand", "Olive")),
            Goods("Olive Wood Spoon", "14.90", "Carved from prunings.", "#a67c52"),
            Goods("Carafe", "54.00", "Half a litre of mouth-blown glass.", "#b9d2d9"),
        ),
    ),
    Range(
        "Living",
        (
            Goods(
                "Wool Throw", "119.00", "Woven in Biella from undyed wool.", "#cfc4b4", ("Natural", "Grey")
            ),
            Goods("Cushion Cover", "42.50", "Linen and cotton, hidden zip.", "#b5a18a"),
            Goods("Beeswax Candle", "18.00", "Burns forty hours.", "#e8c468"),
            Goods("Bud Vase", "32.00", "For one stem at a time.", "#8fa3a8"),
            Goods("Market Basket", "64.00", "Palm leaf with leather handles.", "#c8a877"),
            Goods("Wall Print", "27.00", "Two-colour risograph, signed.", "#d98f6f", ("A4", "A3")),
        ),
    ),
)
BIKES = (
    Range(
        "Ride",
        (
            Goods("City Helmet", "89.00", "In-mould shell, magnetic buckle.", "#5b7c99", ("S/M", "L/XL")),
            Goods("Leather Grips", "44.95", "Stitched, with cork core.", "#7a4e2d"),
            Goods("Bell", "19.99", "Brass, loud and friendly.", "#c9a227"),
            Goods("Front Light", "59.90", "Eight hours on one charge.", "#e6e6e6"),
            Goods(
                "Commuter Tyre", "36.50", "Puncture belt, reflective stripe.", "#3d3d3d", ("700x28", "700x35")
            ),
            Goods("Folding Lock", "79.00", "Seven links, one key.", "#444b54"),
        ),
    ),
    Range(
        "Wear & Carry",
        (
            Goods("Rain Cape", "95.00", "Covers rider and bars.", "#d9b310", ("One size",)),
            Goods("Merino Jersey", "110.00", "For cool mornings.", "#7d5a5a", ("S", "M", "L")),
            Goods("Pannier", "74.95", "Rolls shut, clicks on.", "#2f4858"),
            Goods("Handlebar Bag", "49.00", "Snacks, phone, spare tube.", "#86604b"),
            Goods("Bottle", "12.50", "Steel, six hundred millilitres.", "#a3b5c0"),
            Goods("Tool Roll", "34.00", "Waxed canvas, six pockets.", "#8a7f5c"),
        ),
    ),
)


def seed(world: World) -> None:
    """The two shops of the beginning: Ana's in euros with tax in the price, Ben's in dollars without."""
    add_shop(
        world, ANA, "Ana's Atelier",
        currency="EUR", timezone="Europe/Rome", country="IT",
        ranges=ATELIER, tax_rate="0.22", tax_title="IVA", shipping="6.90",
    )  # fmt: skip
    add_shop(
        world, BEN, "Ben's Bikes",
        currency="USD", timezone="America/New_York", country="US",
        ranges=BIKES, taxes_included=False, tax_rate="0.08875",
        tax_title="New York State Tax", shipping="7.50",
    )  # fmt: skip


def tokyo_shop(world: World) -> Shop:
    """A shop in yen, which has no smaller unit."""
    return add_shop(
        world, "tsukiji-tools.myshopify.com", "Tsukiji Tools",
        currency="JPY", timezone="Asia/Tokyo", country="JP",
        locale="ja", tax_rate="0.10", tax_title="消費税", shipping="660", factor="160",
    )  # fmt: skip


def kuwait_shop(world: World) -> Shop:
    """A shop in Kuwaiti dinars, which have a thousand fils."""
    return add_shop(
        world, "salmiya-silver.myshopify.com", "Salmiya Silver",
        currency="KWD", timezone="Asia/Kuwait", country="KW",
        taxes_included=False, shipping="1.250", factor="0.3334",
    )  # fmt: skip


def stockholm_shop(world: World) -> Shop:
    """A shop in Swedish kronor."""
    return add_shop(
        world, "sodra-sadel.myshopify.com", "Södra Sadel",
        currency="SEK", timezone="Europe/Stockholm", country="SE",
        locale="sv", ranges=BIKES, tax_rate="0.25", tax_title="Moms", shipping="59", factor="11.3",
    )  # fmt: skip


def add_shop(
    world: World,
    domain: str,
    name: str,
    *,
    currency: str,
    timezone: str,
    country: str,
    locale: str = "en",
    ranges: tuple[Range, ...] = ATELIER,
    taxes_included: bool = True,
    tax_rate: str = "0",
    tax_title: str = "Tax",
    shipping: str = "0",
    factor: str = "1",
) -> Shop:
    """Open a shop with `ranges` priced at `factor` times euros, and a gift card; the app is not installed
    yet.
    """
    from tests.devshop.sales.money import quantum

    with world.lock:
        shop = Shop(
            id=world.next_id(),
            domain=domain,
            name=name,
            currency=currency,
            timezone=timezone,
            locale=locale,
            country=country,
            taxes_included=taxes_included,
            tax_rate=Decimal(tax_rate),
            tax_title=tax_title,
            shipping_price=Decimal(shipping),
        )
        step = quantum(currency)
        for one in ranges:
            products = [_product(world, goods, Decimal(factor), step) for goods in one.goods]
            shop.products |= {product.id: product for product in products}
            collection = Collection(
                world.next_id(), _handle(one.title), one.title, [row.id for row in products]
            )
            shop.collections[collection.id] = collection
        card = _product(
            world,
            Goods("Gift Card", "50.00", "For somebody who likes to choose.", "#e7b7c8"),
            Decimal(factor),
            step,
        )
        card.gift_card = True
        shop.products[card.id] = card
        world.shops[domain] = shop
        return shop


def add_shop_like(world: World, model: Shop, domain: str, *, name: str, locale: str) -> Shop:
    """Open a shop that sells what `model` sells, in its currency and under its taxes, with ids of its own.

    Raises ValueError when the domain is taken or is none of Shopify's.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", domain) or domain in world.shops:
        raise ValueError(f"{domain!r} is taken or is no myshopify.com domain.")
    with world.lock:
        copies = {row.id: _copy(world, row) for row in model.products.values()}
        collections = [
            replace(row, id=world.next_id(), product_ids=[copies[one].id for one in row.product_ids])
            for row in model.collections.values()
        ]
        shop = Shop(
            id=world.next_id(),
            domain=domain,
            name=name,
            currency=model.currency,
            timezone=model.timezone,
            locale=locale,
            country=model.country,
            taxes_included=model.taxes_included,
            tax_rate=model.tax_rate,
            tax_title=model.tax_title,
            shipping_price=model.shipping_price,
            products={row.id: row for row in copies.values()},
            collections={row.id: row for row in collections},
        )
        world.shops[domain] = shop
        return shop


def _copy(world: World, product: Product) -> Product:
    variants = [replace(row, id=world.next_id()) for row in product.variants]
    return replace(product, id=world.next_id(), variants=variants)


def _product(world: World, goods: Goods, factor: Decimal, step: Decimal) -> Product:
    price = (Decimal(goods.price) * factor).quantize(step, ROUND_HALF_UP)
    handle = _handle(goods.title)
    variants = [
        Variant(world.next_id(), option, price, f"{handle.upper()}-{number}")
        for number, option in enumerate(goods.options, 1)
    ]
    return Product(world.next_id(), handle, goods.title, goods.description, variants, colour=goods.colour)


def _handle(title: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())
