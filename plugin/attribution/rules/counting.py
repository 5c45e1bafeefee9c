"""Whether an order counts at all."""

from __future__ import annotations

from plugin.attribution.order import OrderFacts
from plugin.attribution.rules.reason import Reason, Rule
from plugin.language import N_

TEST_ORDER = Rule("test_order", N_("This is a test order, so it counts for nobody."))
CANCELLED = Rule("cancelled", N_("The order was cancelled, so it counts for nobody any more."))
VOIDED = Rule("voided", N_("The payment was voided, so the order counts for nobody."))
NO_CODE = Rule("no_code", N_("The buyer used no discount code, and no visit through a creator is known."))


def does_not_count(order: OrderFacts) -> Reason | None:
    """Why the order is no sale, or None where it is one. A test order is named as such even when
    cancelled.
    """
    if order.test:
        return TEST_ORDER.because()
    if order.cancelled_at is not None:
        return CANCELLED.because()
    if order.voided:
        return VOIDED.because()
    return None
