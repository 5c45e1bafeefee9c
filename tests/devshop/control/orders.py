"""Control: orders and what happens to them."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, request

from tests.devshop.control import blueprint
from tests.devshop.control.given import body, moment, money, order_of, shop_of, units, world
from tests.devshop.control.views import click_view, order_view
from tests.devshop.sales import (
    CustomItem,
    Extras,
    ManualDiscount,
    cancel_order,
    edit_order,
    new_customer,
    place_order,
    refund,
)
from tests.devshop.sales.orders import Item
from tests.devshop.sales.records import Click
from tests.devshop.sales.shoppers import Link, Mix, play_shoppers

if TYPE_CHECKING:
    from tests.devshop.sales.records import Customer
    from tests.devshop.world import Shop

EXTRAS = (
    "tip",
    "gift_card",
    "shipping",
    "presentment",
    "manual",
    "note_attributes",
    "landing_site",
    "referring_site",
)


@blueprint.get("/control/api/orders")
def list_orders() -> Response:
    """The latest orders of a shop."""
    shop = shop_of(dict(request.args))
    rows = list(shop.orders.values())[-int(request.args.get("limit", 50)) :]
    return jsonify(orders=[order_view(row) for row in reversed(rows)])


@blueprint.post("/control/api/orders")
def place() -> tuple[Response, int]:
    """Place an order."""
    given = body("shop", "items", "codes", "source_name", "test", "customer", "at", *EXTRAS)
    shop = shop_of(given)
    order = place_order(
        world(),
        shop,
        _items(shop, given.get("items")),
        codes=[str(code) for code in given.get("codes") or () if str(code).strip()],
        customer=_customer(shop, given.get("customer", "new")),
        source_name=str(given.get("source_name") or "web"),
        test=bool(given.get("test")),
        now=moment(given, "at"),
        extras=_extras(given),
    )
    return jsonify(order_view(order)), 201


@blueprint.post("/control/api/orders/<int:order_id>/edit")
def edit(order_id: int) -> Response:
    """Change quantities, add variants."""
    given = body("shop", "quantities", "add", "shown_as_refund")
    shop = shop_of(given)
    added = [(int(row["variant_id"]), int(row.get("quantity", 1))) for row in given.get("add") or ()]
    order = edit_order(
        world(),
        shop,
        order_of(shop, order_id),
        quantities=units(given, "quantities"),
        add=added,
        shown_as_refund=bool(given.get("shown_as_refund", True)),
    )
    return jsonify(order_view(order))


@blueprint.post("/control/api/orders/<int:order_id>/refund")
def give_back(order_id: int) -> Response:
    """Refund lines, shipping or an amount."""
    given = body("shop", "lines", "amount", "shipping", "restock", "note")
    shop = shop_of(given)
    order = order_of(shop, order_id)
    refund(
        world(),
        shop,
        order,
        lines=units(given, "lines"),
        amount=money(given, "amount"),
        shipping=money(given, "shipping") or Decimal(0),
        restock=bool(given.get("restock", True)),
        note=given.get("note"),
    )
    return jsonify(order_view(order))


@blueprint.post("/control/api/orders/<int:order_id>/cancel")
def cancel(order_id: int) -> Response:
    """Cancel, with the money back or without."""
    given = body("shop", "refunded", "reason")
    shop = shop_of(given)
    refunded, reason = bool(given.get("refunded", True)), given.get("reason", "customer")
    return jsonify(
        order_view(cancel_order(world(), shop, order_of(shop, order_id), refunded=refunded, reason=reason))
    )


@blueprint.post("/control/api/shoppers")
def shoppers() -> Response:
    """Play shoppers, now or in the past."""
    given = body("shop", "n", "seed", "weeks", "start", "end", "mix", "codes", "links", "clicks")
    now = world().now()
    start, end = moment(given, "start"), moment(given, "end") or now
    if given.get("weeks"):
        start = end - timedelta(weeks=float(given["weeks"]))
    shop = shop_of(given)
    played = play_shoppers(
        world(),
        shop,
        int(given.get("n", 20)),
        seed=int(given.get("seed", random.randrange(10**6))),
        period=(start, end) if start is not None else None,
        mix=Mix(**(given.get("mix") or {})),
        codes=given.get("codes"),
        links=[Link(row["key"], row.get("code")) for row in given.get("links") or ()],
        clicks=[Click(row["key"], row["ref"], row.get("code"), now, "") for row in given.get("clicks") or ()],
    )
    return jsonify(
        orders=len(played.order_ids),
        order_ids=played.order_ids,
        counts=played.counts,
        bought=[click_view(shop.orders[number]) for number in played.order_ids],
    )


def _items(shop: Shop, given: Any) -> list[Item]:
    if not given:
        goods = [one.id for row in shop.products.values() if not row.gift_card for one in row.variants]
        return [(random.choice(goods), 1)]
    items: list[Item] = []
    for row in given:
        quantity = int(row.get("quantity", 1))
        if "title" in row:
            items.append((CustomItem(str(row["title"]), money(row, "price") or Decimal(0)), quantity))
        else:
            items.append((int(row["variant_id"]), quantity))
    return items


def _customer(shop: Shop, given: Any) -> Customer | None:
    if given is None or given == "":
        return None
    if given == "new":
        return new_customer(world(), shop)
    customer = shop.customers.get(int(given))
    if customer is None:
        raise LookupError(f"{shop.domain} has no customer {given}.")
    return customer


def _extras(given: dict[str, Any]) -> Extras:
    abroad, manual = given.get("presentment"), given.get("manual")
    return Extras(
        tip=money(given, "tip") or Decimal(0),
        gift_card=money(given, "gift_card") or Decimal(0),
        shipping=money(given, "shipping"),
        presentment=(str(abroad["currency"]), money(abroad, "rate") or Decimal(1)) if abroad else None,
        manual=ManualDiscount(str(manual["code"]), money(manual, "percent") or Decimal(10))
        if manual
        else None,
        note_attributes=given.get("note_attributes") or {},
        landing_site=given.get("landing_site", "/"),
        referring_site=given.get("referring_site"),
    )
