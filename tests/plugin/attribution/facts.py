"""Facts for tests of deciding, as small as a case needs. Amounts are minor units."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import CodeEvidence, code_key
from plugin.attribution.order import (
    Channel,
    LineFacts,
    LineKind,
    OrderFacts,
    PaidBack,
    RefundFacts,
    RefundLineFacts,
)

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def goods(number: int = 1, price: int = 2000, quantity: int = 1, **more: Any) -> LineFacts:
    """A line; `price` is for all units."""
    values: dict[str, Any] = {
        "kind": LineKind.GOODS,
        "current_quantity": quantity,
        "discount_minor": 0,
        "tax_minor": 0,
    }
    return LineFacts(id=number, quantity=quantity, price_minor=price, **{**values, **more})


def order(*lines: LineFacts, **more: Any) -> OrderFacts:
    """An order of these lines, or of one of 20.00."""
    values: dict[str, Any] = {
        "id": 1,
        "name": "#1",
        "ordered_at": AT,
        "updated_at": AT,
        "currency": "EUR",
        "presentment_currency": "EUR",
        "total_minor": 2000,
        "total_presentment_minor": 2000,
        "taxes_included": False,
        "test": False,
        "cancelled_at": None,
        "voided": False,
        "channel": Channel.ONLINE,
        "source_name": "web",
        "shipping_minor": 0,
        "shipping_tax_minor": 0,
        "discount_minor": 0,
        "codes": (),
    }
    return OrderFacts(lines=lines or (goods(),), **{**values, **more})


def back(line: int = 1, quantity: int = 1, subtotal: int = 0, tax: int = 0, **more: Any) -> RefundLineFacts:
    """Units of a line given back."""
    return RefundLineFacts(line, more.get("kind", LineKind.GOODS), quantity, subtotal, tax)


def refund(*lines: RefundLineFacts, number: int = 5, paid: int | None = None, **more: Any) -> RefundFacts:
    """A refund of these lines; `paid` is the money that moved, in EUR unless `paid_in` says otherwise."""
    currency = more.pop("paid_in", "EUR")
    values: dict[str, Any] = {
        "order_id": 1,
        "created_at": AT,
        "currency": "EUR",
        "adjustment_minor": 0,
        "adjustment_tax_minor": 0,
        "shipping_minor": 0,
        "shipping_tax_minor": 0,
        "other_minor": 0,
        "paid_back": () if paid is None else (PaidBack(paid, currency),),
    }
    return RefundFacts(id=number, lines=lines, **{**values, **more})


def used(text: str, discount: int = 0, position: int = 0, **more: Any) -> CodeEvidence:
    """A code the buyer used."""
    return CodeEvidence(text, code_key(text), discount, position, more.pop("at", AT), **more)


def known(number: int, text: str, creator: int | None, **more: Any) -> KnownCode:
    """A code the shop knows, valid since January."""
    values: dict[str, Any] = {"campaign_id": None, "valid_from": JANUARY, "valid_until": None}
    return KnownCode(id=number, key=code_key(text), creator_id=creator, **{**values, **more})
