"""How a shop's theme and privacy settings are, as far as an app's scripts meet them.

`actions` is what the theme makes of `Shopify.actions`: configured by the theme, Shopify's default (which
reloads a page whose cart it does not know), or none, as on an old storefront. `privacy` is open (nobody is
asked) or asks (nothing before the shopper has answered the banner).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.devshop.world import Shop

CHOICES = {"actions": ("configured", "default", "none"), "privacy": ("open", "asks")}


def theme_of(shop: Shop) -> dict[str, str]:
    """The shop's choices; the first of each until they are changed."""
    usual = {name: choices[0] for name, choices in CHOICES.items()}
    chosen: dict[str, str] = shop.extra.get("theme", {})
    return usual | chosen


def change_theme(shop: Shop, **wanted: str) -> None:
    """Change some of the choices; raises ValueError for one there is not."""
    for name, choice in wanted.items():
        if choice not in CHOICES[name]:
            raise ValueError(f"{name} is {' or '.join(CHOICES[name])}, not {choice!r}.")
    shop.extra.setdefault("theme", {}).update(wanted)
