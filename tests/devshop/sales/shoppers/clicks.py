"""Shoppers who followed a creator's link: how they came, and what of it reaches the order.

A click is given (somebody walked the link over HTTP and tells the reference it got), or made up for the past
as the theme's script makes one: `<link key>.<16 random characters>.<moment in base 36>`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from tests.devshop.sales.records import Click

WAYS = ("link_code", "link", "link_landing", "link_pixel", "link_journey", "link_other_code", "link_old")
"""How a shopper who followed a link buys:

    link_code        with the code that the link applied
    link             without it; the cart says where they came from
    link_landing     storage was refused: only the landing page says it
    link_pixel       only the web pixel saw the checkout
    link_journey     only Shopify's customer journey knows of it
    link_other_code  typing another creator's code
    link_old         so long afterwards that the visit no longer counts
"""
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
LONG_AGO = timedelta(days=45)
"""Beyond the usual window of 30 days."""


@dataclass(frozen=True)
class Link:
    """A link that shoppers follow: its key, and the code it applies (None: none)."""

    key: str
    code: str | None = None


def made_up(link: Link, way: str, bought_at: datetime, dice: random.Random) -> Click:
    """A click on `link` some time before the purchase: mostly within a day, sometimes a week."""
    mean = timedelta(days=0.7) if dice.random() < 0.6 else timedelta(days=6)
    before = LONG_AGO if way == "link_old" else min(mean * dice.expovariate(1), timedelta(days=25))
    return Click(link.key, reference(link.key, bought_at - before, dice), link.code, bought_at - before, way)


def reference(key: str, at: datetime, dice: random.Random) -> str:
    """A reference as the theme's script mints it."""
    return f"{key}.{''.join(dice.choices(LETTERS, k=16))}.{_base36(int(at.timestamp()))}"


def landing_of(click: Click, dice: random.Random) -> str:
    """The landing page that Shopify notes: the page itself, or one of the addresses that lead to it."""
    page = f"/?em={click.ref}&utm_source=instagram&utm_medium=creator&utm_content=bio"
    through = f"/discount/{quote(click.code or '', safe='')}?redirect={quote(page, safe='')}"
    return dice.choice([page, through, f"/apps/earmark/go/{click.key}"] if click.code else [page])


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = (LETTERS[26:] + LETTERS[:26])[rest] + digits
    return digits or "0"
