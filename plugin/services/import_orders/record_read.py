"""Orders that were read, recorded many at once by the same rules as a webhook's body.

What a batch leaves out is recorded by itself before it, in a transaction of its own; so is every order of a
batch that failed, and the one that failed it is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from plugin.errors import DatabaseAwayError, EarmarkError, NotInstalledError
from plugin.language import N_
from plugin.services.order_book import OrderTold
from plugin.services.record_order import record_order
from plugin.services.record_orders import LeftOutError, left_out, record_orders
from plugin.shopify.payloads import ReadOrder
from plugin.shopify.payloads.reading import rounded_by_javascript
from plugin.store.database import Database, ShopSession, away_named, unstorable_named
from plugin.store.reconciliations import buyer_known, buyers_known

OUR_FAULT = N_("Something went wrong on our side; the order is not counted.")

log = structlog.get_logger()


@dataclass
class Came:
    """What recording came to: how many orders were new or newer, how many known, and the errors by order."""

    changed: int = 0
    known: int = 0
    failed: dict[int, str] = field(default_factory=dict)

    def count(self, *, changed: bool) -> None:
        """One more order was recorded."""
        if changed:
            self.changed += 1
        else:
            self.known += 1


def record_read(
    database: Database,
    shop_id: int,
    orders: Sequence[ReadOrder],
    now: datetime,
    note: Callable[[ShopSession, Came], None],
) -> Came:
    """Record `orders`, each as if a webhook had brought it, and call `note` with what came of it in the
    transaction of the batch; what `note` raises undoes the batch. Doing it twice changes nothing.
    """
    came = Came()
    apart = left_out(map(_told, orders))
    while True:
        # Recorded before the batch, so that the position which commits with it has all of them behind it.
        for read in orders:
            if read.facts.id in apart:
                _record_alone(database, shop_id, read, now, came)
        orders = [read for read in orders if read.facts.id not in apart]
        try:
            with database.shop(shop_id) as session, away_named(), unstorable_named():
                batch = Came(came.changed, came.known, came.failed)
                if orders:
                    buyers = buyers_known(session, [read.facts.id for read in orders])
                    told = [_told(read, buyers.get(read.facts.id)) for read in orders]
                    for recorded in record_orders(session, told, now):
                        batch.count(changed=recorded.changed)
                note(session, batch)
            return batch
        except LeftOutError as error:
            apart = set(error.orders)
        except (DatabaseAwayError, NotInstalledError, StoppedError):
            raise
        except Exception as error:
            if not orders:
                raise
            log.warning("orders not recorded together", shop_id=shop_id, orders=len(orders), exc_info=error)
            apart = {read.facts.id for read in orders}


class StoppedError(Exception):
    """The work was stopped from outside: what is under way is undone, and nothing more is begun."""


def _record_alone(database: Database, shop_id: int, read: ReadOrder, now: datetime, came: Came) -> None:
    number = read.facts.id
    try:
        with database.shop(shop_id) as session, away_named(), unstorable_named():
            recorded = record_order(
                session,
                read.facts,
                read.refunds,
                # Shopify shows the app no buyer here; the one that a webhook has told stays.
                buyer=buyer_known(session, number),
                checkout_token=read.checkout_token,
                cart_token=read.cart_token,
                now=now,
                rounded_id=rounded_by_javascript(number),
            )
    except DatabaseAwayError:
        raise
    except Exception as error:
        # One order that cannot be recorded must not stop the others.
        log.warning("order not recorded", shop_id=shop_id, order=number, exc_info=error)
        came.failed[number] = str(error) if isinstance(error, EarmarkError) else OUR_FAULT
    else:
        came.count(changed=recorded.changed)


def _told(read: ReadOrder, buyer: bytes | None = None) -> OrderTold:
    return OrderTold(read.facts, read.refunds, buyer, read.checkout_token, read.cart_token)
