"""The list of orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from plugin.ledger.entries import WHOLE_PPM
from plugin.store.database import ShopSession
from plugin.store.orders import Order
from plugin.store.reports.creators import creator_names
from plugin.store.reports.orders import (
    MOST,
    SORTS,
    OrderFilter,
    codes_on,
    count_orders,
    every_order,
    orders_listed,
    parts_of,
)

__all__ = [
    "MOST",
    "SORTS",
    "CreatorPart",
    "OrderFilter",
    "OrderPage",
    "OrderRow",
    "orders_by_time",
    "orders_table",
]


@dataclass(frozen=True, slots=True)
class CreatorPart:
    """A creator's part of an order. `share` is a fraction of the order."""

    creator_id: int
    name: str
    amount_minor: int
    share: float


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list.

    outcome      credited, no_code, unknown_code, sitewide, refused or not_counted
    channel      online, pos, draft or other
    net_minor    after discounts and refunds, by the shop's basis, in minor units of `currency`
    first_order  whether it was the buyer's first; None where that cannot be known
    """

    id: int
    name: str
    ordered_at: datetime
    channel: str
    outcome: str
    test: bool
    cancelled: bool
    currency: str
    net_minor: int
    refunded_minor: int
    discount_minor: int
    first_order: bool | None
    codes: tuple[str, ...]
    parts: tuple[CreatorPart, ...]


class OrderPage(NamedTuple):
    """One page of orders. `total` fit, of those that were looked through; `whole` says whether these were
    all: where not, there may be more (`plugin.store.reports.orders.MOST`).
    """

    rows: list[OrderRow]
    total: int
    whole: bool


def orders_table(
    session: ShopSession,
    wanted: OrderFilter,
    *,
    sort: str = "time",
    descending: bool = True,
    limit: int = 50,
    offset: int = 0,
) -> OrderPage:
    """One page of orders, and how many there are. `sort` is one of SORTS; by anything but time, the newest
    `MOST` are sorted.
    """
    orders = orders_listed(session, wanted, sort=sort, descending=descending, limit=limit, offset=offset)
    return OrderPage(_told(session, orders), *count_orders(session, wanted))


def orders_by_time(session: ShopSession, wanted: OrderFilter, *, newest: bool = True) -> Iterator[OrderRow]:
    """Every order that fits, for a file: read some at a time, so that millions need no more memory than a
    page.
    """
    for orders in every_order(session, wanted, newest=newest):
        yield from _told(session, orders)


def _told(session: ShopSession, orders: list[Order]) -> list[OrderRow]:
    ids = [order.id for order in orders]
    parts, codes = parts_of(session, ids), codes_on(session, ids)
    names = creator_names(session, {part.creator_id for rows in parts.values() for part in rows})
    return [
        _row(
            order,
            tuple(codes.get(order.id, ())),
            tuple(
                CreatorPart(
                    part.creator_id, names[part.creator_id], part.amount_minor, part.share_ppm / WHOLE_PPM
                )
                for part in parts.get(order.id, ())
            ),
        )
        for order in orders
    ]


def _row(order: Order, codes: tuple[str, ...], parts: tuple[CreatorPart, ...]) -> OrderRow:
    return OrderRow(
        id=order.id,
        name=order.name,
        ordered_at=order.ordered_at,
        channel=order.channel,
        outcome=order.outcome,
        test=order.test,
        cancelled=order.cancelled_at is not None,
        currency=order.currency,
        net_minor=order.net_minor,
        refunded_minor=order.refunded_minor,
        discount_minor=order.discount_minor,
        first_order=order.first_order,
        codes=codes,
        parts=parts,
    )
