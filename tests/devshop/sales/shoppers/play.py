"""Playing N shoppers: everything in the order of its time, every webhook as it comes."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.devshop.sales.shoppers.afterwards import happen
from tests.devshop.sales.shoppers.audience import Audience
from tests.devshop.sales.shoppers.basket import shop_once
from tests.devshop.sales.shoppers.clicks import Link
from tests.devshop.sales.shoppers.mix import AFTERWARDS, Mix
from tests.devshop.sales.shoppers.scene import Scene
from tests.devshop.sales.shoppers.times import order_times

if TYPE_CHECKING:
    from tests.devshop.sales.records import Click
    from tests.devshop.world import Shop, World

USUAL_HOURS = 60
"""Mean time between an order and what happens to it afterwards."""


@dataclass
class Played:
    """What was played: the orders, and how often each kind of thing happened."""

    order_ids: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def play_shoppers(
    world: World,
    shop: Shop,
    n: int,
    *,
    seed: int = 1,
    period: tuple[datetime, datetime] | None = None,
    mix: Mix | None = None,
    codes: list[str] | None = None,
    links: list[Link] | None = None,
    clicks: list[Click] | None = None,
) -> Played:
    """Let `n` shoppers buy, and some of them come back to return, cancel or change.

    period: orders are dated within it (aware UTC); what follows them comes later, but not past its end.
    Without it everything happens now. codes: the creators' codes to use (default: all that the app made).
    links: those that some shoppers follow; clicks: visits already made, each used by one of them at most.
    """
    dice, now = random.Random(seed), world.now()
    scene = Scene(world, shop, mix or Mix(), Audience(shop, dice, codes), dice)
    scene.links, scene.clicks = list(links or ()), list(clicks or ())
    times = order_times(shop, n, period, dice) if period is not None else [now] * n
    end = period[1] if period is not None else now
    played = Played(counts=scene.counts)
    agenda = [(moment, number, "buy") for number, moment in enumerate(times)]
    while agenda:
        moment, number, event = heapq.heappop(agenda)
        if event != "buy":
            happen(scene, shop.orders[number], event, moment)
            continue
        order = shop_once(scene, moment)
        played.order_ids.append(order.id)
        following = scene.mix.pick(AFTERWARDS, dice)
        if following is not None:
            later = min(end, moment + timedelta(hours=dice.expovariate(1 / USUAL_HOURS)))
            heapq.heappush(agenda, (later, order.id, following))
    return played
