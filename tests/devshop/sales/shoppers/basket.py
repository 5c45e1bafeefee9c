"""One shopper, from the basket to the order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.devshop.sales.money import quantum, rounded
from tests.devshop.sales.orders import DRAFT, Extras, Item, ManualDiscount, place_order
from tests.devshop.sales.people import new_customer
from tests.devshop.sales.shoppers.clicks import landing_of
from tests.devshop.sales.shoppers.mix import CHANNELS, CODES

if TYPE_CHECKING:
    from tests.devshop.sales.records import Click, Customer, Order
    from tests.devshop.sales.shoppers.scene import Scene

SOURCES = {"pos": "pos", "draft": DRAFT, "app": "755357713"}
FOREIGN = {"EUR": ("USD", "1.0873"), "USD": ("EUR", "0.9197"), "SEK": ("EUR", "0.0871")}
"""What visitors from abroad pay in and at which rate; in other shops they pay euros at a made-up one."""
CART_ATTRIBUTE = "_earmark"
"""The name under which the theme's script leaves the visit's reference in the cart."""
UNSEEN = ("link_pixel", "link_journey")
"""Ways of which the order itself says nothing."""
ENTRIES = (
    "/",
    "/collections/all",
    "/products/carafe?utm_source=instagram&utm_medium=creator",
    "/?gclid=made-up",
)


def shop_once(scene: Scene, at: datetime) -> Order:
    """Place one order and count what it was."""
    channel, kind = scene.mix.pick(CHANNELS, scene.dice), scene.mix.pick(CODES, scene.dice)
    click = scene.click(at) if channel in (None, "test") else None
    if click is not None:
        kind = {"link_code": "link_code", "link_other_code": "one_creator"}.get(click.way)
    codes = [click.code] if click and kind == "link_code" and click.code else scene.audience.pick(kind)
    # An app writes the code on the order itself: nothing at a checkout applied it.
    manual = ManualDiscount(codes[0].strip(), Decimal(10)) if channel == "app" and codes else None
    order = place_order(
        scene.world,
        scene.shop,
        _items(scene),
        codes=() if channel == "app" else codes,
        customer=_customer(scene, at),
        source_name=SOURCES.get(channel or "", "web"),
        test=channel == "test",
        now=at,
        extras=_extras(scene, manual, click),
    )
    if click is not None:
        order.click = click
        scene.counts[click.way] += 1
    scene.counts[channel or "web"] += 1
    scene.counts[kind if kind and codes else "no_code"] += 1
    return order


def _items(scene: Scene) -> list[Item]:
    dice, goods, cards = scene.dice, scene.goods(), scene.gift_cards()
    chosen = dice.sample(goods, min(len(goods), dice.choices((1, 2, 3), (6, 3, 1))[0]))
    items: list[Item] = [(variant_id, dice.choices((1, 2, 3), (8, 2, 1))[0]) for variant_id in chosen]
    if cards and dice.random() < scene.mix.gift_card_bought:
        scene.counts["gift_card_bought"] += 1
        items.append((cards[0], 1))
    return items


def _extras(scene: Scene, manual: ManualDiscount | None, click: Click | None) -> Extras:
    dice, mix, currency = scene.dice, scene.mix, scene.shop.currency
    happened = {name: dice.random() < getattr(mix, name) for name in ("gift_card_used", "tip", "foreign")}
    scene.counts.update(name for name, yes in happened.items() if yes)
    unit = quantum(currency) * 100
    abroad, rate = FOREIGN.get(currency, ("EUR", "0.5"))
    return Extras(
        tip=rounded(unit * dice.randrange(1, 6), currency) if happened["tip"] else Decimal(0),
        gift_card=rounded(unit * dice.choice((10, 25, 50)), currency)
        if happened["gift_card_used"]
        else Decimal(0),
        presentment=(abroad, Decimal(rate)) if happened["foreign"] else None,
        manual=manual,
        landing_site=landing_of(click, dice)
        if click is not None and click.way not in UNSEEN
        else dice.choice(ENTRIES),
        referring_site=dice.choice((None, "https://www.instagram.com/", "https://www.google.com/")),
        note_attributes={CART_ATTRIBUTE: click.ref, "gift_wrap": "no"}
        if click is not None and click.way not in ("link_landing", *UNSEEN)
        else {},
    )


def _customer(scene: Scene, at: datetime) -> Customer | None:
    if scene.dice.random() < scene.mix.anonymous:
        return None
    if scene.shop.customers and scene.dice.random() < scene.mix.returning:
        return scene.dice.choice(list(scene.shop.customers.values()))
    return new_customer(scene.world, scene.shop, at)
