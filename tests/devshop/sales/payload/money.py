"""Money and time as Shopify's REST bodies write them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.devshop.sales.money import rounded, text

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order
    from tests.devshop.world import Shop


def plain(order: Order, amount: Decimal) -> str:
    """An amount of shop money."""
    return text(amount, order.currency)


def money_set(order: Order, amount: Decimal) -> dict[str, Any]:
    """The `*_set` of an amount of shop money: in the shop's and in the buyer's currency."""
    return {
        "shop_money": {"amount": text(amount, order.currency), "currency_code": order.currency},
        "presentment_money": {
            "amount": text(presented(order, amount), order.presentment_currency),
            "currency_code": order.presentment_currency,
        },
    }


def presented(order: Order, amount: Decimal) -> Decimal:
    """The amount in the buyer's currency."""
    return rounded(amount * order.rate, order.presentment_currency)


def when(shop: Shop, moment: datetime | None) -> str | None:
    """A time in the shop's zone, whole seconds with offset; None stays None."""
    return (
        None if moment is None else moment.astimezone(ZoneInfo(shop.timezone)).isoformat(timespec="seconds")
    )


def gid(kind: str, number: int) -> str:
    """The GraphQL id of a record."""
    return f"gid://shopify/{kind}/{number}"
