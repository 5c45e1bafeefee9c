"""Placing an order: prices, discounts, taxes, payment, and the webhook that tells of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.devshop.sales.discounts import Applied, apply_codes
from tests.devshop.sales.events import announce, touch
from tests.devshop.sales.lines import catalogue_line
from tests.devshop.sales.money import rounded, split
from tests.devshop.sales.records import Application, Customer, Line, Order, Shipping, Transaction
from tests.devshop.sales.sums import tax_of, total_price

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World

ZERO = Decimal(0)
DRAFT = "shopify_draft_order"
WITHOUT_SESSION = {"pos", DRAFT}
"""Sources whose orders have neither a landing page nor a checkout."""


@dataclass(frozen=True)
class CustomItem:
    """A line that is no product of the shop."""

    title: str
    price: Decimal


@dataclass(frozen=True)
class ManualDiscount:
    """A discount typed in by staff or an app: it shows as a code on the order, but no checkout applied it."""

    code: str
    percent: Decimal


@dataclass(frozen=True)
class Extras:
    """What an order may have beside its items.

    `tip` and `gift_card` (the part paid with one) are in the shop's currency; `shipping` None means the
    shop's price for web orders and none for others; `presentment` is a currency and how much of it one
    unit of the shop's buys.
    """

    tip: Decimal = ZERO
    gift_card: Decimal = ZERO
    shipping: Decimal | None = None
    presentment: tuple[str, Decimal] | None = None
    manual: ManualDiscount | None = None
    note_attributes: Mapping[str, str] = field(default_factory=dict)
    landing_site: str | None = "/"
    referring_site: str | None = None
    cart_token: str | None = None
    checkout_token: str | None = None


Item = tuple[int | CustomItem, int]


def place_order(
    world: World,
    shop: Shop,
    items: Sequence[Item],
    *,
    codes: Sequence[str] = (),
    customer: Customer | None = None,
    source_name: str = "web",
    test: bool = False,
    now: datetime | None = None,
    extras: Extras | None = None,
) -> Order:
    """Place and pay an order, send orders/create, and return it.

    items: (variant id or CustomItem, quantity). codes: as typed; those the checkout refuses end up in
    `order.refused_codes` with their reason. source_name: web, pos, shopify_draft_order or an app's
    number. now: when it happens (default the stand-in's clock). Raises KeyError for an unknown variant,
    ValueError for no item or a quantity below one.
    """
    given = extras or Extras()
    if not items or any(quantity < 1 for _, quantity in items):
        raise ValueError("An order needs at least one item, and at least one of each.")
    with world.lock:
        at = (now or world.now()).replace(microsecond=0)
        order = _blank(world, shop, at, source_name, given)
        order.test = test
        order.customer = customer
        order.lines = [_line(world, shop, what, quantity) for what, quantity in items]
        _ship(world, shop, order, given)
        price = order.shipping.price if order.shipping is not None else ZERO
        key = str(customer.id) if customer is not None else None
        outcome = apply_codes(shop, order.lines, codes, key, at, shipping=price)
        order.refused_codes = {row.code: row.reason for row in outcome.refused}
        for applied in outcome.applied:
            _take_off(order, applied)
            applied.redeem_code.usage_count += 1
            if key is not None:
                applied.discount.used_by.append(key)
        if given.manual is not None:
            _take_off_manually(shop, order, given.manual)
        _tax(shop, order)
        _pay(world, order, given)
        shop.orders[order.id] = order
        touch(order, at, "created")
        announce(world, shop, order, ["orders/create"])
        return order


def _line(world: World, shop: Shop, what: int | CustomItem, quantity: int) -> Line:
    if isinstance(what, CustomItem):
        return Line(
            id=world.next_id(), title=what.title, price=rounded(what.price, shop.currency), quantity=quantity
        )
    return catalogue_line(world, shop, what, quantity)


def _blank(world: World, shop: Shop, at: datetime, source_name: str, given: Extras) -> Order:
    shop.order_count += 1
    session = source_name not in WITHOUT_SESSION and not source_name.isdigit()
    currency, rate = given.presentment or (shop.currency, Decimal(1))
    return Order(
        id=world.next_id(),
        number=shop.order_count,
        currency=shop.currency,
        presentment_currency=currency,
        rate=rate,
        created_at=at,
        updated_at=at,
        taxes_included=shop.taxes_included,
        tax_rate=shop.tax_rate,
        tax_title=shop.tax_title,
        lines=[],
        token=secrets.token_hex(16),
        source_name=source_name,
        app_id=int(source_name) if source_name.isdigit() else None,
        note_attributes=dict(given.note_attributes),
        landing_site=given.landing_site if session else None,
        referring_site=given.referring_site if session else None,
        cart_token=(given.cart_token or secrets.token_hex(16)) if session else None,
        checkout_token=(given.checkout_token or secrets.token_hex(16)) if session else None,
        location_id=shop.id + 1 if source_name == "pos" else None,
    )


def _ship(world: World, shop: Shop, order: Order, given: Extras) -> None:
    goods = any(not line.gift_card for line in order.lines)
    usual = shop.shipping_price if order.source_name not in WITHOUT_SESSION and goods else ZERO
    price = usual if given.shipping is None else given.shipping
    if price or (goods and order.source_name == "web"):
        order.shipping = Shipping(id=world.next_id(), title="Standard", price=rounded(price, shop.currency))


def _take_off(order: Order, applied: Applied) -> None:
    discount, index = applied.discount, len(order.applications)
    percentage = discount.percentage is not None or applied.kind == "shipping"
    percent = Decimal(100) if applied.kind == "shipping" else (discount.percentage or ZERO) * 100
    order.applications.append(
        Application(
            kind="discount_code",
            code=applied.code,
            title=discount.title,
            value=percent if percentage else discount.amount or ZERO,
            value_type="percentage" if percentage else "fixed_amount",
            target="shipping_line" if applied.kind == "shipping" else "line_item",
            method="each" if applied.kind == "shipping" or discount.applies_on_each_item else "across",
            selection="all" if discount.all_items else "entitled",
            discount_id=discount.id,
            by_app=applied.redeem_code.created_by_app is not None,
        )
    )
    for line_index, amount in applied.amounts.items():
        order.lines[line_index].allocations[index] = amount
    if applied.shipping and order.shipping is not None:
        order.shipping.allocations[index] = applied.shipping


def _take_off_manually(shop: Shop, order: Order, manual: ManualDiscount) -> None:
    """Write a staff's or an app's discount on the order; the code still counts as the app's if it made it."""
    index = len(order.applications)
    known = shop.discount_by_code(manual.code)
    row = known.redeem_code(manual.code) if known is not None else None
    order.applications.append(
        Application(
            "manual",
            manual.code,
            manual.code,
            manual.percent,
            "percentage",
            by_app=row is not None and row.created_by_app is not None,
        )
    )
    amounts = [ZERO if line.gift_card else line.amount for line in order.lines]
    total = rounded(sum(amounts, ZERO) * manual.percent / 100, order.currency)
    for line, part in zip(order.lines, split(total, amounts, order.currency), strict=True):
        if part:
            line.allocations[index] = part


def _tax(shop: Shop, order: Order) -> None:
    for line in order.lines:
        line.tax = ZERO if line.gift_card else tax_of(order, line.amount)
    if order.shipping is not None:
        order.shipping.tax = tax_of(order, order.shipping.amount)


def _pay(world: World, order: Order, given: Extras) -> None:
    if given.tip:
        tip = rounded(given.tip, order.currency)
        order.lines.append(Line(id=world.next_id(), title="Tip", price=tip, quantity=1, tip=True))
    due = total_price(order)
    card = min(rounded(given.gift_card, order.currency), due)
    gateway = "bogus" if order.test else "cash" if order.source_name == "pos" else "shopify_payments"
    for name, amount in (("gift_card", card), (gateway, due - card)):
        if amount:
            order.transactions.append(Transaction(world.next_id(), "sale", name, amount, order.created_at))
