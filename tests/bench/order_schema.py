"""An order's body as a marshmallow schema: the fields that the app reads, checked one by one."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields


class _Body(Schema):
    class Meta:
        unknown = EXCLUDE


class MoneySchema(_Body):
    """An amount."""

    amount = fields.String(required=True)
    currency_code = fields.String(required=True)


class MoneySetSchema(_Body):
    """The same amount in two currencies."""

    shop_money = fields.Nested(MoneySchema, required=True)
    presentment_money = fields.Nested(MoneySchema, required=True)


def money_set() -> Any:
    """A field of two currencies."""
    return fields.Nested(MoneySetSchema, allow_none=True)


def text() -> Any:
    """A field of text."""
    return fields.String(allow_none=True)


class TaxLineSchema(_Body):
    """One tax on a line."""

    price = text()
    price_set = money_set()


class AllocationSchema(_Body):
    """What a discount takes off a line."""

    amount = text()
    amount_set = money_set()
    discount_application_index = fields.Integer()


class LineItemSchema(_Body):
    """A line."""

    id = fields.Integer(required=True)
    quantity = fields.Integer(required=True)
    current_quantity = fields.Integer(allow_none=True)
    price = text()
    price_set = money_set()
    total_discount = text()
    total_discount_set = money_set()
    gift_card = fields.Boolean(allow_none=True)
    product_id = fields.Integer(allow_none=True)
    variant_id = fields.Integer(allow_none=True)
    taxable = fields.Boolean(allow_none=True)
    requires_shipping = fields.Boolean(allow_none=True)
    tax_lines = fields.List(fields.Nested(TaxLineSchema))
    discount_allocations = fields.List(fields.Nested(AllocationSchema))


class ShippingLineSchema(_Body):
    """Shipping."""

    price = text()
    price_set = money_set()
    discounted_price = text()
    discounted_price_set = money_set()
    is_removed = fields.Boolean(allow_none=True)
    tax_lines = fields.List(fields.Nested(TaxLineSchema))
    discount_allocations = fields.List(fields.Nested(AllocationSchema))


class DiscountCodeSchema(_Body):
    """A code used."""

    code = text()
    amount = text()


class ApplicationSchema(_Body):
    """A discount on the order."""

    type = text()
    code = text()


class CustomerSchema(_Body):
    """The buyer's number."""

    id = fields.Integer(required=True)


class AttributeSchema(_Body):
    """A cart attribute."""

    name = text()
    value = text()


class OrderSchema(_Body):
    """An order without refunds."""

    id = fields.Integer(required=True)
    admin_graphql_api_id = text()
    name = text()
    created_at = text()
    processed_at = text()
    updated_at = text()
    cancelled_at = text()
    currency = fields.String(required=True)
    presentment_currency = text()
    taxes_included = fields.Boolean()
    test = fields.Boolean()
    financial_status = text()
    source_name = text()
    checkout_token = text()
    cart_token = text()
    note_attributes = fields.List(fields.Nested(AttributeSchema))
    landing_site = text()
    referring_site = text()
    total_price = text()
    total_price_set = money_set()
    total_discounts = text()
    total_discounts_set = money_set()
    total_tax = text()
    total_tax_set = money_set()
    total_tip_received = text()
    line_items = fields.List(fields.Nested(LineItemSchema), required=True)
    shipping_lines = fields.List(fields.Nested(ShippingLineSchema))
    discount_codes = fields.List(fields.Nested(DiscountCodeSchema))
    discount_applications = fields.List(fields.Nested(ApplicationSchema))
    customer = fields.Nested(CustomerSchema, required=True)
