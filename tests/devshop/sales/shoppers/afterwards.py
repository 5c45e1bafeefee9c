"""What happens to an order later on."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.devshop.sales.changes import cancel_order, edit_order, refund
from tests.devshop.sales.money import rounded
from tests.devshop.sales.truth import net_amount

if TYPE_CHECKING:
    from tests.devshop.sales.records import Line, Order
    from tests.devshop.sales.shoppers.scene import Scene


def happen(scene: Scene, order: Order, event: str, at: datetime) -> None:
    """Do `event` (a name of mix.AFTERWARDS) to the order, and count it if there was anything to do it to."""
    world, shop, dice = scene.world, scene.shop, scene.dice
    goods = [line for line in order.lines if not line.gift_card and not line.tip]
    if event == "refund_line":
        line = dice.choice(goods)
        units = {line.id: dice.randint(1, line.quantity)}
        refund(world, shop, order, lines=units, restock=dice.random() < 0.7, now=at)
    elif event == "refund_all":
        refund(world, shop, order, lines={line.id: line.quantity for line in goods}, now=at)
    elif event == "refund_amount":
        # Below the goods' worth: money beyond that is for shipping or tax, which the books do not count.
        amount = rounded(net_amount(order) * Decimal(dice.randint(5, 40)) / 100, order.currency)
        if not amount:
            return
        refund(world, shop, order, amount=amount, note="Sorry for the delay", now=at)
    elif event in {"cancel", "cancel_unpaid_back"}:
        cancel_order(world, shop, order, refunded=event == "cancel", now=at)
    else:
        _edit(scene, order, goods, at)
    scene.counts[event] += 1


def _edit(scene: Scene, order: Order, goods: list[Line], at: datetime) -> None:
    line, way = scene.dice.choice(goods), scene.dice.choice(("up", "down", "add", "swap"))
    wanted = {"up": {line.id: line.quantity + 1}, "down": {line.id: line.quantity - 1}, "swap": {line.id: 0}}
    edit_order(
        scene.world,
        scene.shop,
        order,
        quantities=wanted.get(way, {}),
        add=[(scene.dice.choice(scene.goods()), 1)] if way in {"add", "swap"} else [],
        shown_as_refund=scene.dice.random() < 0.5,
        now=at,
    )
