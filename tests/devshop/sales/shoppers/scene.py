"""What every step of the play needs to know."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.devshop.sales.shoppers.clicks import WAYS, Link, made_up

if TYPE_CHECKING:
    from tests.devshop.sales.records import Click
    from tests.devshop.sales.shoppers.audience import Audience
    from tests.devshop.sales.shoppers.mix import Mix
    from tests.devshop.world import Shop, World


@dataclass
class Scene:
    """Where the play takes place, by which odds, and what has happened so far (`counts` by kind).

    `links` are those that shoppers follow, the strongest first; `clicks` were walked already and are used
    once each, before any is made up.
    """

    world: World
    shop: Shop
    mix: Mix
    audience: Audience
    dice: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    links: list[Link] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)

    def goods(self) -> list[int]:
        """Variants that are no gift card."""
        return [one.id for row in self.shop.products.values() if not row.gift_card for one in row.variants]

    def click(self, at: datetime) -> Click | None:
        """The click behind a web order at `at`; None for a shopper who followed no link."""
        if not self.links and not self.clicks:
            return None
        way = self.mix.pick(WAYS, self.dice)
        if way is None:
            return None
        if self.clicks and way != "link_old" and self.clicks[-1].at <= at:
            walked = self.clicks.pop()
            walked.way = way
            return walked
        if not self.links:
            return None
        weights = [1 / rank for rank in range(1, len(self.links) + 1)]
        return made_up(self.dice.choices(self.links, weights)[0], way, at, self.dice)

    def gift_cards(self) -> list[int]:
        """Variants that are gift cards."""
        return [one.id for row in self.shop.products.values() if row.gift_card for one in row.variants]
