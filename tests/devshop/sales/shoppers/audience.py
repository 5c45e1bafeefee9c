"""Whose codes shoppers carry: creators of unequal strength, the shop's own codes, and codes nobody knows."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.devshop.world import Shop

UNKNOWN = ("SAVE99", "HELLO2019", "FREESTUFF", "welcom10", "TYPO15")


class Audience:
    """Codes to draw from. A creator's pull falls with rank (Zipf, exponent 1); the seed deals the ranks."""

    def __init__(self, shop: Shop, dice: random.Random, codes: list[str] | None = None) -> None:
        self.dice = dice
        rows = [(row.code, row.created_by_app) for one in shop.discounts.values() for row in one.codes]
        self.creators = sorted(
            codes if codes is not None else [code for code, app in rows if app is not None]
        )
        self.shop_codes = sorted(code for code, app in rows if app is None and code not in self.creators)
        dice.shuffle(self.creators)
        self.weights = [1 / rank for rank in range(1, len(self.creators) + 1)]

    def pick(self, kind: str | None) -> list[str]:
        """The codes a shopper of that kind types, in whatever case; none where the shop has none such."""
        if kind == "one_creator":
            return [self.as_typed(code) for code in self._creators(1)]
        if kind == "two_creators":
            return [self.as_typed(code) for code in self._creators(2)]
        if kind == "creator_and_shop":
            return [self.as_typed(code) for code in self._creators(1) + self._shop()]
        if kind == "shop_code":
            return [self.as_typed(code) for code in self._shop()]
        return [self.dice.choice(UNKNOWN)] if kind == "unknown_code" else []

    def as_typed(self, code: str) -> str:
        """The code as a thumb would type it."""
        forms = (code, code.upper(), code.lower(), code.capitalize(), code.swapcase(), f" {code}")
        return self.dice.choices(forms, (5, 4, 4, 2, 1, 1))[0]

    def _creators(self, count: int) -> list[str]:
        picked: list[str] = []
        while self.creators and len(picked) < min(count, len(self.creators)):
            code = self.dice.choices(self.creators, self.weights)[0]
            if code not in picked:
                picked.append(code)
        return picked

    def _shop(self) -> list[str]:
        return [self.dice.choice(self.shop_codes)] if self.shop_codes else []
