"""Which shop this request is for, and how it writes money."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency
from flask import current_app

from tests.devshop.sales.money import digits
from tests.devshop.world import Shop, World


def world() -> World:
    """The stand-in's state."""
    kept: World = current_app.config["WORLD"]
    return kept


def shop() -> Shop:
    """The shop this application serves."""
    return world().shops[current_app.config["SHOP_DOMAIN"]]


def money(amount: Decimal) -> str:
    """An amount in the shop's currency as its buyers read it, such as `€24.00`."""
    return format_currency(amount, shop().currency, locale=shop().locale.replace("-", "_"))


def minor_units(amount: Decimal) -> int:
    """The amount as Shopify's Ajax API and Liquid give it: hundredths, whatever the currency's own digits."""
    return int(amount * 100)


def from_minor_units(amount: int) -> Decimal:
    """The reverse of `minor_units`, rounded to the digits of the shop's currency."""
    return round(Decimal(amount) / 100, digits(shop().currency))
