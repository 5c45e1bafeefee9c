"""How far the import of past orders has come, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.services.import_orders.import_later import ALL_ORDERS
from plugin.store.database import ShopSession, shop_of
from plugin.store.order_imports import UNDER_WAY, newest_import
from plugin.store.shops import shop_by_id


@dataclass(frozen=True, slots=True)
class PastOrders:
    """The newest import.

    status      waiting, running, finished, cancelled or failed; None where there was none yet
    everything  whether all orders are asked for, or those of the last 60 days
    done        orders read, of `total`; both 0 while Shopify is still putting them together
    found       orders that Shopify has put together so far
    busy        Shopify works for other apps or exports of the shop, and this waits for its turn
    imported    orders that were new here or newer than in the books
    unreadable  lines and orders that could not be used, the first of them in `problems` (line, what is wrong)
    reason      why it failed
    allowed     whether the shop lets Earmark see orders older than 60 days
    """

    status: str | None = None
    everything: bool = False
    done: int = 0
    total: int = 0
    found: int = 0
    busy: bool = False
    imported: int = 0
    unreadable: int = 0
    problems: tuple[tuple[int, str], ...] = ()
    reason: str = ""
    ended_at: datetime | None = None
    allowed: bool = False

    @property
    def under_way(self) -> bool:
        """Whether it is still to end."""
        return self.status in UNDER_WAY

    @property
    def reading(self) -> bool:
        """Whether Shopify has put the orders together, and they are being read."""
        return self.total > 0


def past_orders(session: ShopSession) -> PastOrders:
    """The shop's newest import as it stands."""
    allowed = ALL_ORDERS in shop_by_id(session, shop_of(session)).scopes
    run = newest_import(session)
    if run is None:
        return PastOrders(allowed=allowed)
    kept = run.detail
    return PastOrders(
        status=run.status,
        everything=kept.get("reach", "all" if allowed else "days60") == "all",
        done=run.done,
        total=run.total,
        found=kept.get("found", 0),
        busy=kept.get("busy", False),
        imported=kept.get("imported", 0),
        unreadable=kept.get("unreadable", 0),
        problems=tuple((line, reason) for line, reason in kept.get("problems", ())),
        reason=kept.get("reason", ""),
        ended_at=run.finished_at,
        allowed=allowed,
    )
