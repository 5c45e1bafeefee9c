"""Many claimed deliveries of one shop about orders and refunds, handled in one transaction.

`webhooks.handle` defines what handling is; this does the same for many at once, and leaves to it whatever is
not plain: a delivery that was tried before, a body that cannot be read, a shop that has left, an error of any
kind.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import structlog

from plugin.errors import DatabaseAwayError, UnreadablePayloadError
from plugin.services.buyers import buyer_hash, buyer_key
from plugin.services.order_book import OrderTold
from plugin.services.record_orders import LeftOutError, Told, left_out, order_of, record_orders
from plugin.settings import Settings
from plugin.shopify.payloads import read_orders, read_refunds
from plugin.shopify.reduced import reduced_body
from plugin.store.batch.inbox import HeldDelivery, Verdict, held_deliveries, settle_deliveries
from plugin.store.database import Database, ShopSession
from plugin.store.inbox import Claim
from plugin.store.shops import Shop, shop_by_id
from webhooks.batch_visits import handle_visits
from webhooks.topics import OWN, orders_edited, refunds_create, whole_order
from webhooks.topics.heard import Handler
from webhooks.topics.outcome import Ignored, said

BATCHED = (whole_order.handle, refunds_create.handle)
"""The handlers in whose place a batch can stand."""
ANY_TIME = (orders_edited.handle,)
"""What may be handled before deliveries that happened earlier: it touches nothing that a batch does."""
TRIED_ONCE = 20
"""How many that were tried once before go together. One of them may be what killed the drain, and then costs
the others of its group an attempt; from the third on each is alone. Were all alone at once, what a killed
drain held would take seconds where it takes moments.
"""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Read:
    """A delivery with what it tells, and its body reduced: both done before anything is held."""

    delivery: HeldDelivery
    told: list[Told]
    body: bytes


def groups(claims: Iterable[Claim], handlers: Mapping[str, Handler]) -> Iterator[list[Claim]]:
    """`claims` in groups to be handled one after the other, so that in each shop what matters happens in the
    order of the claims. A group of several is for `handle_batch`.
    """
    gathered: dict[int, list[Claim]] = defaultdict(list)
    again: dict[int, list[Claim]] = defaultdict(list)
    visits: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        handler = handlers.get(claim.topic)
        if claim.topic in OWN and claim.attempts == 1:
            # Evidence counts the same before its order and after.
            visits[claim.shop_id].append(claim)
            continue
        if handler in BATCHED and claim.attempts == 1:
            gathered[claim.shop_id].append(claim)
            continue
        if handler in BATCHED and claim.attempts == 2:
            again[claim.shop_id].append(claim)
            if len(again[claim.shop_id]) == TRIED_ONCE:
                yield again.pop(claim.shop_id)
            continue
        if handler not in ANY_TIME:
            for waiting in (again, gathered):
                if waiting[claim.shop_id]:
                    yield waiting.pop(claim.shop_id)
        yield [claim]
    for waiting in (again, gathered, visits):
        yield from (group for group in waiting.values() if group)


def handle_batch(database: Database, settings: Settings, claims: Sequence[Claim], now: datetime) -> list[int]:
    """Handle claims of one shop whose handlers are `BATCHED`, or whose topics are `OWN`; returns the ids of
    the deliveries that were settled. The others are as they were, for `webhooks.handle.handle_claim`.
    """
    if claims[0].topic in OWN:
        return handle_visits(database, settings, claims, now)
    apart: frozenset[int] = frozenset()
    while True:
        try:
            with _without_collecting(), database.shop(claims[0].shop_id) as session:
                verdicts = _handle(session, settings, claims, apart, now)
        except LeftOutError as error:
            apart |= error.orders
            continue
        except DatabaseAwayError:
            raise
        except Exception as error:
            log.warning(
                "batch not handled", shop_id=claims[0].shop_id, deliveries=len(claims), exc_info=error
            )
            return []
        log.info("batch handled", shop_id=claims[0].shop_id, deliveries=len(verdicts), of=len(claims))
        return [verdict.delivery_id for verdict in verdicts]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python's search for reference cycles would walk all facts of the batch over and over, and they are all
    in use until its end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _handle(
    session: ShopSession, settings: Settings, claims: Sequence[Claim], apart: frozenset[int], now: datetime
) -> list[Verdict]:
    deliveries = held_deliveries(session, claims)
    # Held in a name, so that the session does not ask for it again.
    shop = shop_by_id(session, claims[0].shop_id)
    if shop.uninstalled_at is not None:
        return []
    batch = _without(_read(session, settings, shop, deliveries), apart)
    recorded = iter(
        record_orders(session, [told for row in batch for told in row.told], now) if batch else []
    )
    verdicts = []
    for row in batch:
        refunds = row.delivery.topic == refunds_create.TOPIC
        outcome = said(
            list(islice(recorded, len(row.told))), refunds_create.NOTHING if refunds else whole_order.NOTHING
        )
        verdicts.append(
            Verdict(
                row.delivery.delivery_id,
                "ignored" if isinstance(outcome, Ignored) else "handled",
                str(outcome),
                row.body,
                row.delivery.kept_on,
            )
        )
    settle_deliveries(session, verdicts, now)
    return verdicts


def _read(
    session: ShopSession, settings: Settings, shop: Shop, deliveries: Iterable[HeldDelivery]
) -> list[_Read]:
    """The deliveries that can be read, each with what it tells."""
    key: bytes | None = None
    read: list[_Read] = []
    for delivery in deliveries:
        told: list[Told] = []
        try:
            if delivery.topic == refunds_create.TOPIC:
                told.extend(read_refunds(delivery.body, shop.currency))
            else:
                for order in read_orders(delivery.body):
                    if order.customer_id is not None and key is None:
                        key = buyer_key(session, settings)
                    buyer = (
                        None
                        if key is None or order.customer_id is None
                        else buyer_hash(key, order.customer_id)
                    )
                    told.append(
                        OrderTold(order.facts, order.refunds, buyer, order.checkout_token, order.cart_token)
                    )
        except UnreadablePayloadError:
            continue
        read.append(_Read(delivery, told, reduced_body(delivery.topic, delivery.body, keep_buyer=False)))
    return read


def _without(read: Sequence[_Read], apart: frozenset[int]) -> list[_Read]:
    """The deliveries of which no order is left out. One left out takes along all others about its orders, so
    that these stay in sequence.
    """
    out = apart | left_out(told for row in read for told in row.told)
    while True:
        kept = [row for row in read if out.isdisjoint(map(order_of, row.told))]
        if len(kept) == len(read):
            return kept
        out = out | {
            order_of(told) for row in read for told in row.told if not out.isdisjoint(map(order_of, row.told))
        }
        read = kept
