"""What happens to an order afterwards: edits, refunds, cancellation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from tests.devshop.sales.events import announce, next_moment, touch
from tests.devshop.sales.lines import catalogue_line
from tests.devshop.sales.money import rounded
from tests.devshop.sales.records import Adjustment, Line, Order, Refund, RefundLine, Transaction
from tests.devshop.sales.sums import refund_due, shipping_left, tax_of

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World

ZERO = Decimal(0)


def edit_order(
    world: World,
    shop: Shop,
    order: Order,
    *,
    quantities: Mapping[int, int] | None = None,
    add: Sequence[tuple[int, int]] = (),
    shown_as_refund: bool = True,
    now: datetime | None = None,
) -> Order:
    """Set lines to new quantities and add variants; sends orders/edited and orders/updated.

    quantities: line id to the number of units that shall remain. Units taken off are a refund without
    money in the payload's `refunds`, or with `shown_as_refund=False` only a lower `current_quantity`.
    Added units have no discount. Raises ValueError when nothing changes or the order is cancelled.
    """
    with world.lock:
        if order.cancelled_at is not None:
            raise ValueError(f"Order {order.id} is cancelled and cannot be edited.")
        at = next_moment(order, now or world.now())
        up = {line: count for line, count in _deltas(order, quantities or {}) if count > 0}
        down = {line: -count for line, count in _deltas(order, quantities or {}) if count < 0}
        new = [catalogue_line(world, shop, variant_id, quantity) for variant_id, quantity in add]
        if not up and not down and not new:
            raise ValueError("There must be at least one change to be made.")
        for line_id, count in up.items():
            line = order.line(line_id)
            line.quantity += count
            if not line.gift_card:
                line.tax += tax_of(order, line.price * count)
        for line in new:
            line.tax = ZERO if line.gift_card else tax_of(order, line.amount)
            order.lines.append(line)
        if down:
            rows = [
                _give_back(world, order, line, count, "no_restock") for line, count in _lines(order, down)
            ]
            order.refunds.append(Refund(world.next_id(), at, lines=rows, by_edit=True, shown=shown_as_refund))
        touch(order, at, "edited")
        edit = {"additions": up | {line.id: line.quantity for line in new}, "removals": down}
        announce(world, shop, order, ["orders/edited", "orders/updated"], edit=edit)
        return order


def refund(
    world: World,
    shop: Shop,
    order: Order,
    *,
    lines: Mapping[int, int] | None = None,
    amount: Decimal | None = None,
    shipping: Decimal = ZERO,
    restock: bool = True,
    note: str | None = None,
    now: datetime | None = None,
) -> Refund:
    """Give money back and send refunds/create and orders/updated.

    lines: line id to units. shipping: what of the shipping, tax included where prices include it. amount:
    the money to pay out; where it differs from what lines and shipping come to, the difference is a
    `refund_discrepancy` as at Shopify. Raises ValueError for more units, shipping or money than are left.
    """
    with world.lock:
        at = next_moment(order, now or world.now())
        record = Refund(world.next_id(), at, note)
        kind = "return" if restock else "no_restock"
        _refund_into(world, order, record, lines or {}, shipping=shipping, restock=kind)
        due = refund_due(order, record)
        paid = due if amount is None else rounded(amount, order.currency)
        if paid != due:
            gap = Adjustment(world.next_id(), "refund_discrepancy", "Refund discrepancy", due - paid)
            record.adjustments.append(gap)
        if not record.lines and not paid:
            raise ValueError("A refund needs lines, shipping or an amount.")
        left = order.received() - order.refunded()
        if paid < 0 or paid > left:
            raise ValueError(
                f"{paid} {order.currency} is not between 0 and the {left} paid and not yet refunded."
            )
        _pay_out(world, order, record, paid)
        order.refunds.append(record)
        touch(order, at, "refunded")
        announce(world, shop, order, ["refunds/create", "orders/updated"], refund=record)
        return record


def cancel_order(
    world: World,
    shop: Shop,
    order: Order,
    *,
    refunded: bool = True,
    reason: Literal["customer", "inventory", "fraud", "declined", "staff", "other"] = "customer",
    now: datetime | None = None,
) -> Order:
    """Cancel, giving everything back unless `refunded` is False; sends orders/cancelled and orders/updated
    (and refunds/create). Raises ValueError when it is cancelled already.
    """
    with world.lock:
        if order.cancelled_at is not None:
            raise ValueError(f"Order {order.id} is cancelled already.")
        at = next_moment(order, now or world.now())
        record = None
        left = order.received() - order.refunded()
        if refunded and left > 0:
            record = Refund(world.next_id(), at)
            rest = {
                line.id: order.current_quantity(line) for line in order.lines if order.current_quantity(line)
            }
            _refund_into(world, order, record, rest, shipping=shipping_left(order), restock="cancel")
            gap = refund_due(order, record) - left
            if gap:
                record.adjustments.append(
                    Adjustment(world.next_id(), "refund_discrepancy", "Refund discrepancy", gap)
                )
            _pay_out(world, order, record, left)
            order.refunds.append(record)
        order.cancel_reason, order.cancelled_at = reason, at
        touch(order, at, "cancelled")
        topics = ["orders/cancelled", "orders/updated"] + (["refunds/create"] if record is not None else [])
        announce(world, shop, order, topics, refund=record)
        return order


def _refund_into(
    world: World, order: Order, record: Refund, lines: Mapping[int, int], *, shipping: Decimal, restock: str
) -> None:
    record.lines = [_give_back(world, order, line, count, restock) for line, count in _lines(order, lines)]
    if shipping:
        if shipping < 0 or shipping > shipping_left(order):
            raise ValueError(
                f"{shipping} {order.currency} is more than the shipping left on order {order.id}."
            )
        tax = tax_of(order, shipping)
        net = shipping - tax if order.taxes_included else shipping
        record.adjustments.append(
            Adjustment(world.next_id(), "shipping_refund", "Shipping refund", -net, -tax)
        )


def _give_back(world: World, order: Order, line: Line, count: int, restock: str) -> RefundLine:
    left = order.current_quantity(line)
    if not 1 <= count <= left:
        raise ValueError(f"Line {line.id} has {left} units left; {count} cannot be given back.")
    before = order.given_back(line)
    amount = line.amount - sum((row.subtotal for row in before), ZERO)
    tax = line.tax - sum((row.tax for row in before), ZERO)
    return RefundLine(
        id=world.next_id(),
        line_id=line.id,
        quantity=count,
        restock_type=restock,  # type: ignore[arg-type]
        subtotal=rounded(amount * count / left, order.currency),
        tax=rounded(tax * count / left, order.currency),
    )


def _pay_out(world: World, order: Order, record: Refund, amount: Decimal) -> None:
    """Back the way it came: the card first, the gift card last."""
    for sale in reversed(order.transactions):
        back = sum(
            (
                row.amount
                for one in [*order.refunds, record]
                for row in one.transactions
                if row.parent_id == sale.id
            ),
            ZERO,
        )
        part = min(amount, sale.amount - back)
        if part > 0:
            record.transactions.append(
                Transaction(world.next_id(), "refund", sale.gateway, part, record.created_at, sale.id)
            )
            amount -= part


def _deltas(order: Order, quantities: Mapping[int, int]) -> list[tuple[int, int]]:
    return [
        (line_id, wanted - order.current_quantity(order.line(line_id)))
        for line_id, wanted in quantities.items()
    ]


def _lines(order: Order, counts: Mapping[int, int]) -> list[tuple[Line, int]]:
    return [(order.line(line_id), count) for line_id, count in counts.items()]
