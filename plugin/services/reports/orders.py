"""The list of orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.ledger.entries import WHOLE_PPM
from plugin.store.database import ShopSession
from plugin.store.orders import Order
from plugin.store.reports.creators import creator_names
from plugin.store.reports.orders import SORTS, OrderFilter, codes_on, count_orders, orders_listed, parts_of

__all__ = ["SORTS", "CreatorPart", "OrderFilter", "OrderRow", "orders_table"]


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


def orders_table(
    session: ShopSession,
    wanted: OrderFilter,
    *,
    sort: str = "time",
    descending: bool = True,
    limit: int | None = 50,
    offset: int = 0,
) -> tuple[list[OrderRow], int]:
    """One page of orders, and how many there are in all. `sort` is one of SORTS; `limit` None takes all (for
    a CSV).
    """
    orders = orders_listed(session, wanted, sort=sort, descending=descending, limit=limit, offset=offset)
    ids = [order.id for order in orders]
    parts, codes = parts_of(session, ids), codes_on(session, ids)
    names = creator_names(session, {part.creator_id for rows in parts.values() for part in rows})
    rows = [
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
    return rows, count_orders(session, wanted)


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
