"""What kinds of shoppers there are, and how many of each."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields

from tests.devshop.sales.shoppers.clicks import WAYS

CHANNELS = ("pos", "draft", "app", "test")
CODES = ("one_creator", "two_creators", "creator_and_shop", "shop_code", "unknown_code")
AFTERWARDS = ("refund_line", "refund_amount", "refund_all", "cancel", "cancel_unpaid_back", "edit")


@dataclass(frozen=True)
class Mix:
    """Probabilities 0..1. Within each group at most one thing happens; what is left over is the plain case.

    channel       pos, draft, app, test; else a web order
    ways          link_code … link_old, where there are links to follow (`clicks.WAYS`); else no link
    codes         one_creator … unknown_code, of those who followed no link; else none
    afterwards    refund_line … edit; else nothing happens to the order
    on the side   gift_card_bought, gift_card_used, tip, foreign (another currency), returning, anonymous
    """

    pos: float = 0.04
    draft: float = 0.03
    app: float = 0.03
    test: float = 0.02
    link_code: float = 0.16
    link: float = 0.10
    link_landing: float = 0.04
    link_pixel: float = 0.04
    link_journey: float = 0.03
    link_other_code: float = 0.04
    link_old: float = 0.02
    one_creator: float = 0.34
    two_creators: float = 0.05
    creator_and_shop: float = 0.04
    shop_code: float = 0.07
    unknown_code: float = 0.05
    refund_line: float = 0.06
    refund_amount: float = 0.03
    refund_all: float = 0.02
    cancel: float = 0.02
    cancel_unpaid_back: float = 0.01
    edit: float = 0.04
    gift_card_bought: float = 0.03
    gift_card_used: float = 0.04
    tip: float = 0.03
    foreign: float = 0.05
    returning: float = 0.25
    anonymous: float = 0.04

    def __post_init__(self) -> None:
        for group in (CHANNELS, WAYS, CODES, AFTERWARDS):
            if sum(getattr(self, name) for name in group) > 1:
                raise ValueError(f"The probabilities of {', '.join(group)} add up to more than 1.")
        for row in fields(self):
            if not 0 <= getattr(self, row.name) <= 1:
                raise ValueError(f"{row.name} is a probability from 0 to 1, not {getattr(self, row.name)!r}.")

    def pick(self, group: tuple[str, ...], dice: random.Random) -> str | None:
        """One name of a group by its probability, or None."""
        chance = dice.random()
        for name in group:
            chance -= getattr(self, name)
            if chance < 0:
                return name
        return None
