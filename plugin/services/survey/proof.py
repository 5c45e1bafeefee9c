"""Whose order a shopper's page speaks for.

The page's token proves the shop, and says nothing of the order. The order's number is printed on every
confirmation and can be guessed; the checkout's token cannot, and only its own pages know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from plugin.services.survey.refusals import AnswerRefusedError
from plugin.store.database import ShopSession
from plugin.store.survey.orders import AskedOrder, order_of_checkout, order_with_id


@dataclass(frozen=True, slots=True)
class Proven:
    """A checkout that may answer. `order` is None while it has not come; `subject` is as in `Impression`."""

    subject: str
    checkout_token: str | None
    order: AskedOrder | None


def whose_order(
    session: ShopSession, *, order_id: int | None, checkout_token: str | None, buyer: bytes | None
) -> Proven | None:
    """The checkout a page may speak for; None where nothing proves that it may.

    An order is proven by its checkout's token, or by the buyer whom the page's verified token names (`buyer`,
    the keyed hash). Raises `AnswerRefusedError` where the order claimed is another checkout's.
    """
    order = order_with_id(session, order_id) if order_id is not None else None
    if order is None:
        return _not_come_yet(session, order_id, checkout_token)
    known = order.checkout_token
    own_token = known is not None and checkout_token is not None and _same(known, checkout_token)
    own_buyer = order.buyer is not None and buyer is not None and compare_digest(order.buyer, buyer)
    if not own_token and not own_buyer:
        if checkout_token is not None and known is not None:
            raise _foreign()
        return None
    return Proven(f"checkout:{known}" if known else f"order:{order.order_id}", known, order)


def _not_come_yet(session: ShopSession, order_id: int | None, checkout_token: str | None) -> Proven | None:
    if checkout_token is None:
        return None
    order = order_of_checkout(session, checkout_token)
    if order is not None and order_id is not None:
        # The checkout's order is here, and is not the one named.
        raise _foreign()
    return Proven(f"checkout:{checkout_token}", checkout_token, order)


def _same(known: str, given: str) -> bool:
    return compare_digest(known.encode(), given.encode())


def _foreign() -> AnswerRefusedError:
    return AnswerRefusedError("foreign_order", "The order named belongs to another checkout.", field="order")
