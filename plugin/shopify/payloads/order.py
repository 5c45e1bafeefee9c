"""Orders: from Shopify's body to `OrderFacts`."""

from __future__ import annotations

from itertools import chain

from msgspec import Struct

from plugin.attribution.evidence import code_key
from plugin.attribution.order import Channel, CodeUse, LineFacts, LineKind, OrderFacts, RefundFacts
from plugin.ledger.money import split
from plugin.shopify.payloads.origin import read_origin
from plugin.shopify.payloads.reading import (
    amount,
    count,
    currency_of,
    decode,
    identity,
    known_currency,
    moment,
    shop_amount,
    unreadable,
)
from plugin.shopify.payloads.refund import kind_of, refund_facts
from plugin.shopify.payloads.shapes import Allocation, LineItem, Order, ShippingLine, TaxLine

CHANNELS = {
    "web": Channel.ONLINE,
    "580111": Channel.ONLINE,  # the Online Store's own app id, as older orders write it
    "pos": Channel.POS,
    "iphone": Channel.POS,
    "android": Channel.POS,
    "shopify_draft_order": Channel.DRAFT,
}
"""`source_name` to channel; every other name is another app or sales channel."""


class ReadOrder(Struct, frozen=True, gc=False):
    """An order as read. `customer_id` is for hashing at once and is stored nowhere. Tokens join an order to
    what happened before it (visits, cart attributes).
    """

    facts: OrderFacts
    refunds: tuple[RefundFacts, ...]
    customer_id: int | None
    checkout_token: str | None
    cart_token: str | None


def read_orders(body: bytes) -> list[ReadOrder]:
    """The orders in the body of orders/create, orders/updated or orders/cancelled: one, except in a REST
    list.
    """
    return [read_order(where, order) for where, order in decode(body, Order, one="order", many="orders")]


def read_order(where: str, order: Order) -> ReadOrder:
    """One order from its decoded body; `where` is the prefix of field names in errors."""
    if order.line_items is None:
        raise unreadable(f"{where}line_items", "is missing, so this is no order")
    order_id = identity(where, "Order", order.id, order.admin_graphql_api_id)
    currency = known_currency(f"{where}currency", order.currency or currency_of(order.total_price_set))
    customer = order.customer
    return ReadOrder(
        facts=_facts(where, order, order_id, currency),
        refunds=tuple(
            refund_facts(f"{where}refunds[{index}].", row, currency, order_id)
            for index, row in enumerate(order.refunds or [])
        ),
        customer_id=None
        if customer is None or (customer.id is None and customer.admin_graphql_api_id is None)
        else identity(f"{where}customer.", "Customer", customer.id, customer.admin_graphql_api_id),
        checkout_token=order.checkout_token,
        cart_token=order.cart_token,
    )


def _facts(where: str, order: Order, order_id: int, currency: str) -> OrderFacts:
    total, seen, seen_currency = _totals(where, order, currency)
    lines = _with_order_tax(where, order, _lines(where, order, currency), currency)
    shipping_value = shipping_tax = 0
    for index, row in enumerate(order.shipping_lines or ()):
        if not row.is_removed:
            at = f"{where}shipping_lines[{index}]."
            shipping_value += _shipping(at, row, currency)
            shipping_tax += _tax(at, row.tax_lines, currency)
    discount = shop_amount(
        where, "total_discounts", order.total_discounts_set, order.total_discounts, currency
    )
    included = bool(order.taxes_included)
    return OrderFacts(
        id=order_id,
        name=order.name or f"#{order_id}",
        ordered_at=moment(f"{where}processed_at", (order.processed_at, order.created_at)),
        updated_at=moment(f"{where}updated_at", (order.updated_at, order.processed_at, order.created_at)),
        currency=currency,
        presentment_currency=seen_currency,
        total_minor=total,
        total_presentment_minor=seen,
        taxes_included=included,
        test=bool(order.test),
        cancelled_at=moment(f"{where}cancelled_at", (order.cancelled_at,)) if order.cancelled_at else None,
        voided=order.financial_status == "voided",
        channel=CHANNELS.get(str(order.source_name), Channel.OTHER),
        source_name=None if order.source_name is None else str(order.source_name),
        lines=tuple(lines),
        shipping_minor=max(0, shipping_value - (shipping_tax if included else 0)),
        shipping_tax_minor=shipping_tax,
        discount_minor=sum(line.discount_minor for line in lines) if discount is None else discount,
        codes=tuple(_codes(where, order, currency)),
        origin=read_origin(order),
    )


def _totals(where: str, order: Order, currency: str) -> tuple[int, int, str | None]:
    """The total in the shop's currency, in the buyer's, and the buyer's currency."""
    total = shop_amount(where, "total_price", order.total_price_set, order.total_price, currency) or 0
    seen_currency = order.presentment_currency
    both = order.total_price_set
    if both is None or both.presentment_money is None or both.presentment_money.amount is None:
        return total, total, seen_currency
    seen_currency = known_currency(
        f"{where}total_price_set.presentment_money.currency_code",
        both.presentment_money.currency_code or both.presentment_money.currency or seen_currency,
    )
    seen = both.presentment_money.amount
    return (
        total,
        amount(where, "total_price_set.presentment_money.amount", seen, seen_currency),
        seen_currency,
    )


def _lines(where: str, order: Order, currency: str) -> list[LineFacts]:
    rows = order.line_items or []
    lines = [_line(f"{where}line_items[{index}].", row, currency) for index, row in enumerate(rows)]
    tip = amount(where, "total_tip_received", order.total_tip_received or 0, currency)
    if tip <= 0 or any(line.kind is LineKind.TIP for line in lines):
        return lines
    # A tip left at the checkout comes as a line with no product, no tax and no shipping; without the tip_*
    # fields only its amount tells it apart from a custom line.
    for index, row in enumerate(rows):
        if lines[index].price_minor == tip and _bare(row):
            lines[index] = _retold(lines[index], kind=LineKind.TIP)
            break
    return lines


def _bare(row: LineItem) -> bool:
    return row.product_id is None and row.variant_id is None and not row.taxable and not row.requires_shipping


def _line(where: str, row: LineItem, currency: str) -> LineFacts:
    price = shop_amount(where, "price", row.price_set, row.price, currency)
    quantity = count(f"{where}quantity", row.quantity)
    if price is None or quantity is None:
        raise unreadable(f"{where}{'price' if price is None else 'quantity'}", "is missing")
    return LineFacts(
        id=identity(where, "LineItem", row.id, row.admin_graphql_api_id),
        kind=kind_of(row),
        quantity=quantity,
        current_quantity=count(f"{where}current_quantity", row.current_quantity),
        price_minor=price * quantity,
        discount_minor=_discount(where, row, currency),
        tax_minor=_tax(where, row.tax_lines, currency),
    )


def _discount(where: str, row: LineItem, currency: str) -> int:
    """What was taken off: the allocations, as Shopify recommends; `total_discount` where a body lists none of
    them.
    """
    if row.discount_allocations:
        return _allocated(where, row.discount_allocations, currency)
    return shop_amount(where, "total_discount", row.total_discount_set, row.total_discount, currency) or 0


def _allocated(where: str, rows: list[Allocation], currency: str) -> int:
    total = 0
    for row in rows:
        total += shop_amount(where, "discount_allocations.amount", row.amount_set, row.amount, currency) or 0
    return total


def _tax(where: str, rows: list[TaxLine] | None, currency: str) -> int:
    total = 0
    for row in rows or ():
        total += shop_amount(where, "tax_lines.price", row.price_set, row.price, currency) or 0
    return total


def _shipping(where: str, row: ShippingLine, currency: str) -> int:
    """After discounts. `discounted_price` leaves order-level discounts out, so allocations win where there
    are any.
    """
    price = shop_amount(where, "price", row.price_set, row.price, currency) or 0
    if row.discount_allocations:
        return max(0, price - _allocated(where, row.discount_allocations, currency))
    discounted = shop_amount(
        where, "discounted_price", row.discounted_price_set, row.discounted_price, currency
    )
    return price if discounted is None else discounted


def _with_order_tax(where: str, order: Order, lines: list[LineFacts], currency: str) -> list[LineFacts]:
    """The lines with the order's tax shared out by value where the order states tax and none of its lines
    does.

    Orders made through the API may carry tax on the order alone; without this, tax inside the prices would
    count as revenue.
    """
    if any(line.tax_minor for line in lines):
        return lines
    total = shop_amount(where, "total_tax", order.total_tax_set, order.total_tax, currency) or 0
    total -= sum(
        _tax(f"{where}shipping_lines.", row.tax_lines, currency) for row in order.shipping_lines or []
    )
    weights = [line.value_minor if line.kind is LineKind.GOODS else 0 for line in lines]
    if total <= 0 or not any(weights):
        return lines
    shares = split(total, weights)
    return [_retold(line, tax_minor=tax) for line, tax in zip(lines, shares, strict=True)]


def _retold(line: LineFacts, *, kind: LineKind | None = None, tax_minor: int | None = None) -> LineFacts:
    return LineFacts(
        id=line.id,
        kind=kind or line.kind,
        quantity=line.quantity,
        current_quantity=line.current_quantity,
        price_minor=line.price_minor,
        discount_minor=line.discount_minor,
        tax_minor=line.tax_minor if tax_minor is None else tax_minor,
    )


def _codes(where: str, order: Order, currency: str) -> list[CodeUse]:
    """The codes the buyer used, each once, in Shopify's order.

    `discount_codes` is the list of codes used. An application of type discount_code is one as well; a manual,
    automatic or script discount whose title looks like a code is none.
    """
    if not order.discount_codes and not order.discount_applications:
        return []
    by_code = [
        code_key(row.code) if row.type == "discount_code" and row.code is not None else None
        for row in order.discount_applications or ()
    ]
    stated = {code_key(row.code): row for row in order.discount_codes or () if row.code}
    applied = (row.code for row in order.discount_applications or () if row.type == "discount_code")
    written = chain((row.code for row in order.discount_codes or ()), applied)
    uses: dict[str, CodeUse] = {}
    for code in written:
        key = "" if code is None else code_key(code)
        if code is None or not key or key in uses:
            continue
        places = [index for index, other in enumerate(by_code) if other == key]
        taken = _allocated_to(where, order, places, currency) if places else 0
        if not taken and key in stated and stated[key].amount is not None:
            taken = amount(where, "discount_codes.amount", stated[key].amount or 0, currency)
        uses[key] = CodeUse(code.strip(), key, max(0, taken), len(uses))
    return list(uses.values())


def _allocated_to(where: str, order: Order, places: list[int], currency: str) -> int:
    goods = (row.discount_allocations or () for row in order.line_items or ())
    shipping = (row.discount_allocations or () for row in order.shipping_lines or ())
    found = [
        allocation
        for allocation in chain.from_iterable(chain(goods, shipping))
        if count(f"{where}discount_application_index", allocation.discount_application_index) in places
    ]
    return _allocated(where, found, currency)
