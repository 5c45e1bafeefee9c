"""Sales as Shopify books them: orders and what happens to them, as data, as webhooks, and as the stand-in's
own truth.
"""

from tests.devshop.sales.changes import cancel_order, edit_order, refund
from tests.devshop.sales.discounts import Applied, Outcome, Refused, apply_codes
from tests.devshop.sales.orders import CustomItem, Extras, ManualDiscount, place_order
from tests.devshop.sales.people import new_customer, personal_values
from tests.devshop.sales.records import Customer, Order
from tests.devshop.sales.truth import shop_truth, truth_of

__all__ = [
    "Applied",
    "CustomItem",
    "Customer",
    "Extras",
    "ManualDiscount",
    "Order",
    "Outcome",
    "Refused",
    "apply_codes",
    "cancel_order",
    "edit_order",
    "new_customer",
    "personal_values",
    "place_order",
    "refund",
    "shop_truth",
    "truth_of",
]
