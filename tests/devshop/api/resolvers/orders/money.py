"""Amounts of an order, from the REST-shaped sets to `MoneyBag`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.api.registry import Record
from tests.devshop.sales.payload.money import money_set

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order


def bag(money: dict[str, Any] | None) -> Record | None:
    """A `*_set` of a REST body as MoneyBag."""
    if money is None:
        return None
    return {"shopMoney": _money(money["shop_money"]), "presentmentMoney": _money(money["presentment_money"])}


def amount_bag(order: Order, amount: Decimal) -> Record:
    """An amount in the shop's currency as MoneyBag."""
    shown = bag(money_set(order, amount))
    assert shown is not None
    return shown


def _money(money: dict[str, Any]) -> Record:
    return {"amount": money["amount"], "currencyCode": money["currency_code"]}
