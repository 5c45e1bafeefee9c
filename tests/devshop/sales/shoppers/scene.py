"""What every step of the play needs to know."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.devshop.sales.shoppers.audience import Audience
    from tests.devshop.sales.shoppers.mix import Mix
    from tests.devshop.world import Shop, World


@dataclass
class Scene:
    """Where the play takes place, by which odds, and what has happened so far (`counts` by kind)."""

    world: World
    shop: Shop
    mix: Mix
    audience: Audience
    dice: random.Random
    counts: Counter[str] = field(default_factory=Counter)

    def goods(self) -> list[int]:
        """Variants that are no gift card."""
        return [one.id for row in self.shop.products.values() if not row.gift_card for one in row.variants]

    def gift_cards(self) -> list[int]:
        """Variants that are gift cards."""
        return [one.id for row in self.shop.products.values() if row.gift_card for one in row.variants]
