"""Holding an order, or a buyer, until the transaction ends, so that two workers do not decide the same thing
at once.

Advisory locks are used because what is held may not be there yet: a refund can come before its order, and
then neither transaction would see the other's row. Whoever holds several takes the rules first, then the
buyer, then the checkout, then the order; any other sequence would be a deadlock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.orders import Order


def lock_number(name: str) -> int:
    """The advisory lock that stands for `name`."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def order_lock(shop_id: int, order_id: int) -> int:
    """The lock of an order."""
    return lock_number(f"order:{shop_id}:{order_id}")


def buyer_lock(shop_id: int, buyer: bytes) -> int:
    """The lock of a buyer."""
    return lock_number(f"buyer:{shop_id}:{buyer.hex()}")


def checkout_lock(shop_id: int, checkout_token: str) -> int:
    """The lock of a checkout."""
    return lock_number(f"checkout:{shop_id}:{checkout_token}")


def hold_order(session: Session, order_id: int, *, by_rules: bool = False) -> Order | None:
    """The order, held, as it stands after waiting for others; None (and still held) where it has not come
    yet. `by_rules` holds the rules first (`hold_rules`), in the same round trip.
    """
    lock = order_lock(shop_of(session), order_id)
    if by_rules:
        _hold_by_rules(session, lock)
    else:
        _hold(session, lock)
    query = select(Order).where(Order.id == order_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def hold_buyer(session: Session, buyer: bytes) -> None:
    """Hold a buyer: which of their orders was the first is decided by one transaction at a time."""
    _hold(session, buyer_lock(shop_of(session), buyer))


def hold_checkout(session: Session, checkout_token: str, *, by_rules: bool = False) -> None:
    """Hold a checkout: evidence that came for it either finds its order or is found by it. `by_rules` is as
    in `hold_order`.
    """
    lock = checkout_lock(shop_of(session), checkout_token)
    if by_rules:
        _hold_by_rules(session, lock)
    else:
        _hold(session, lock)


def hold_named(session: Session, name: str) -> None:
    """Hold something of the session's shop that is neither order nor buyer, before either of them."""
    _hold(session, lock_number(f"{name}:{shop_of(session)}"))


def _hold_by_rules(session: Session, number: int) -> None:
    # PostgreSQL takes them from left to right.
    locks = select(
        func.pg_advisory_xact_lock_shared(lock_number(f"rules:{shop_of(session)}")),
        func.pg_advisory_xact_lock(number),
    )
    session.execute(locks.execution_options(scoped_by_hand=True))


def _hold(session: Session, number: int, *, shared: bool = False) -> None:
    lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    session.execute(select(lock(number)).execution_options(scoped_by_hand=True))


def hold_rounded_order(session: Session, rounded: int, rounding: Callable[[int], int]) -> Order | None:
    """The order whose id `rounding` makes `rounded`, held; None where there is none.

    For ids beyond 2**53 that went through JavaScript. Neighbours of such an id are at most 512 away below
    2**63.
    """
    near = select(Order.id).where(Order.id.between(rounded - 1024, rounded + 1024)).order_by(Order.id)
    found = next((number for number in session.scalars(near) if rounding(number) == rounded), None)
    return None if found is None else hold_order(session, found)


def hold_rules(session: Session, *, alone: bool = False) -> None:
    """Hold the shop's rules (policy, codes) as they stand while an order is decided by them.

    Deciders share this. `alone` waits until everybody who began with earlier rules is through: whoever then
    decides all orders again misses none that was being decided by the old rules meanwhile.
    """
    _hold(session, lock_number(f"rules:{shop_of(session)}"), shared=not alone)
