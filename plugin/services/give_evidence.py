"""Take evidence from elsewhere than the order: a visit, an answer. It joins its order and has it decided
again, or waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from plugin.attribution.evidence import Evidence, Held
from plugin.attribution.evidence.joining import with_given
from plugin.errors import NotFoundError
from plugin.services.decide_order import Cause, settle_order
from plugin.store.database import ShopSession
from plugin.store.evidence import change_evidence
from plugin.store.holding import hold_checkout, hold_order
from plugin.store.order_facts import orders_with_token
from plugin.store.orders import Order
from plugin.store.waiting_evidence import keep_waiting


def give_evidence(
    session: ShopSession,
    evidence: Evidence,
    *,
    checkout_token: str,
    now: datetime,
    order_id: int | None = None,
) -> bool:
    """Put evidence on the order that came of this checkout; True where that order is known.

    Where it is not, the evidence waits and joins when the order is recorded. `order_id` is the order's number
    as the sender claims it, None where it names none: an order with that token and another number does not
    take the evidence. Giving the same again changes nothing; of the same visit, or the answer to the same
    question, the later moment counts, and of the same moment what was given last.
    """
    hold_checkout(session, checkout_token, by_rules=True)
    for known in orders_with_token(session, checkout_token):
        if order_id in (None, known) and (order := hold_order(session, known)) is not None:
            _join(session, order, [evidence], now)
            return True
    keep_waiting(session, checkout_token, order_id, evidence, now)
    return False


def give_order_evidence(
    session: ShopSession, order_id: int, evidence: Iterable[Evidence], now: datetime
) -> bool:
    """Put evidence on an order it is known to belong to; True where any of it was news.

    Raises `NotFoundError` where the shop has no such order.
    """
    order = hold_order(session, order_id, by_rules=True)
    if order is None:
        raise NotFoundError(f"There is no order {order_id} in this shop.")
    return _join(session, order, list(evidence), now)


def _join(session: ShopSession, order: Order, given: Sequence[Evidence], now: datetime) -> bool:
    known: Held = {}

    def join(held: Held) -> Held:
        known.update(with_given(held, given))
        return known

    changed = change_evidence(session, order.id, join, now)
    if changed:
        settle_order(session, order, Cause.EVIDENCE, now, evidence=known.values())
    return changed
