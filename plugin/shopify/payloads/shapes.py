"""The fields we read of Shopify's REST-shaped bodies, as msgspec structs. Whatever is not here is dropped
unread.

Amounts and numbers may come as text or as numbers, and anything may be null or missing: Shopify's own
examples do all of that. What a value must be is checked where it is read (`reading`), because an error must
name its field.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct

Number: TypeAlias = str | int | float | None
"""An amount or a whole number, as text or as a number."""


class Money(Struct, gc=False):
    """An amount; transactions' sets name the currency `currency`, all others `currency_code`."""

    amount: Number = None
    currency_code: str | None = None
    currency: str | None = None


class MoneySet(Struct, gc=False):
    """The same amount in the shop's currency and in the buyer's."""

    shop_money: Money | None = None
    presentment_money: Money | None = None


class TaxLine(Struct, gc=False):
    """One tax on a line."""

    price: Number = None
    price_set: MoneySet | None = None


class Allocation(Struct, gc=False):
    """What one discount application takes off a line."""

    amount: Number = None
    amount_set: MoneySet | None = None
    discount_application_index: Number = None


class LineItem(Struct, gc=False):
    """A line. The `tip_*` fields are present only on tips (shopify.dev, REST Order, `line_items`)."""

    id: Number = None
    admin_graphql_api_id: str | None = None
    quantity: Number = None
    current_quantity: Number = None
    price: Number = None
    price_set: MoneySet | None = None
    total_discount: Number = None
    total_discount_set: MoneySet | None = None
    gift_card: bool | None = None
    tip_payment_gateway: str | None = None
    tip_payment_method: str | None = None
    product_id: Number = None
    variant_id: Number = None
    taxable: bool | None = None
    requires_shipping: bool | None = None
    tax_lines: list[TaxLine] | None = None
    discount_allocations: list[Allocation] | None = None


class ShippingLine(Struct, gc=False):
    """Shipping as chosen at the checkout."""

    price: Number = None
    price_set: MoneySet | None = None
    discounted_price: Number = None
    discounted_price_set: MoneySet | None = None
    is_removed: bool | None = None
    tax_lines: list[TaxLine] | None = None
    discount_allocations: list[Allocation] | None = None


class DiscountCode(Struct, gc=False):
    """A code the buyer used, with the amount it took off."""

    code: str | None = None
    amount: Number = None


class Application(Struct, gc=False):
    """A discount on the order. `type` is discount_code, automatic, manual or script."""

    type: str | None = None
    code: str | None = None
    title: str | None = None


class RefundLine(Struct, gc=False):
    """Units given back."""

    line_item_id: Number = None
    quantity: Number = None
    subtotal: Number = None
    subtotal_set: MoneySet | None = None
    total_tax: Number = None
    total_tax_set: MoneySet | None = None
    line_item: LineItem | None = None


class Adjustment(Struct, gc=False):
    """What a refund moved beside its lines. `kind` is shipping_refund or refund_discrepancy."""

    kind: str | None = None
    reason: str | None = None
    amount: Number = None
    amount_set: MoneySet | None = None
    tax_amount: Number = None
    tax_amount_set: MoneySet | None = None


class RefundShippingLine(Struct, gc=False):
    """Shipping given back, as bodies since 2024-10 list it apart. The tax is stated by the Admin API only."""

    subtotal_amount_set: MoneySet | None = None
    tax_amount_set: MoneySet | None = None


class Transaction(Struct, gc=False):
    """Money that moved."""

    kind: str | None = None
    status: str | None = None
    amount: Number = None
    currency: str | None = None


class Refund(Struct, gc=False):
    """A refund, alone in `refunds/create` or within an order."""

    id: Number = None
    admin_graphql_api_id: str | None = None
    order_id: Number = None
    created_at: str | None = None
    processed_at: str | None = None
    refund_line_items: list[RefundLine] | None = None
    order_adjustments: list[Adjustment] | None = None
    refund_shipping_lines: list[RefundShippingLine] | None = None
    transactions: list[Transaction] | None = None
    total_duties_set: MoneySet | None = None
    total_additional_fees_set: MoneySet | None = None


class Customer(Struct, gc=False):
    """Only who it is, and only to be hashed at once."""

    id: Number = None
    admin_graphql_api_id: str | None = None


class NoteAttribute(Struct, gc=False):
    """A cart attribute: free text of a theme, an app or the buyer. Only our own is read."""

    name: Any = None
    value: Any = None


class Order(Struct, gc=False):
    """An order."""

    id: Number = None
    admin_graphql_api_id: str | None = None
    name: str | None = None
    created_at: str | None = None
    processed_at: str | None = None
    updated_at: str | None = None
    cancelled_at: str | None = None
    currency: str | None = None
    presentment_currency: str | None = None
    taxes_included: bool | None = None
    test: bool | None = None
    financial_status: str | None = None
    source_name: Number = None
    checkout_token: str | None = None
    cart_token: str | None = None
    note_attributes: list[NoteAttribute] | None = None
    landing_site: str | None = None
    referring_site: str | None = None
    total_price: Number = None
    total_price_set: MoneySet | None = None
    total_discounts: Number = None
    total_discounts_set: MoneySet | None = None
    total_tax: Number = None
    total_tax_set: MoneySet | None = None
    total_tip_received: Number = None
    line_items: list[LineItem] | None = None
    shipping_lines: list[ShippingLine] | None = None
    discount_codes: list[DiscountCode] | None = None
    discount_applications: list[Application] | None = None
    refunds: list[Refund] | None = None
    customer: Customer | None = None


class Change(Struct, gc=False):
    """A line touched by an edit."""

    id: Number = None
    delta: Number = None


class Changes(Struct, gc=False):
    """Lines added to and taken from."""

    additions: list[Change] | None = None
    removals: list[Change] | None = None


class OrderEdit(Struct, gc=False):
    """An edit: what changed, without the order."""

    id: Number = None
    order_id: Number = None
    created_at: str | None = None
    committed_at: str | None = None
    line_items: Changes | None = None


class OrderEdited(Struct, gc=False):
    """The body of orders/edited."""

    order_edit: OrderEdit | None = None
