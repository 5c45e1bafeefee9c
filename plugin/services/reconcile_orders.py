"""Compare a shop's orders with Shopify's, so that an order whose webhooks were all lost still reaches the
books.

The list of what has changed is cheap, so all of it is read; whole orders are asked for only where the newest
version is not known. They are recorded by the same `record_order` as a webhook's body, one transaction each:
a version that is known changes nothing, and a webhook that comes after all finds its order known.

Same `updated_at` counts as the same version, save that it was cancelled or voided. What Shopify changes twice
within one second and tells only the first time is therefore not seen before the order's next change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from plugin.errors import UnreadablePayloadError
from plugin.services.import_orders.bring_in_past import covered_until
from plugin.services.reconcile_later import Reach
from plugin.services.record_order import record_order
from plugin.shopify.admin import Admin
from plugin.shopify.orders import Change, changed_orders, count_changed, whole_orders
from plugin.shopify.payloads import ReadOrder
from plugin.shopify.payloads.reading import rounded_by_javascript
from plugin.store.database import Database
from plugin.store.reconciliations import (
    UNDER_WAY,
    buyer_known,
    end_reconciliation,
    forget_reconciliations,
    known_versions,
    note_reconciliation,
)
from plugin.store.runs import find_run

FARTHEST = timedelta(days=60)
"""Without `read_all_orders` Shopify shows orders of the last 60 days."""
OVERLAP = timedelta(minutes=30)
"""What the check before has seen is seen again by so much: Shopify's search lags behind its orders."""
STILL_COMING = timedelta(minutes=10)
"""Webhooks younger than this are not missed by a check that nobody waits for."""
DEEP = timedelta(days=7)
DEEPEST_PAGE = 10_000
"""Shopify pages no deeper than 25,000 orders; long before that the list is asked for anew from where it
stands.
"""
KEPT = timedelta(days=30)

log = structlog.get_logger()


@dataclass
class Reconciliation:
    """One check of one shop. `clock` tells the moment of each step; `stretch` is how long one call may work
    before it lets other shops have their turn.
    """

    database: Database
    client: Admin
    shop_id: int
    run_id: int
    clock: Callable[[], datetime]
    stretch: timedelta = timedelta(minutes=3)

    def run(self) -> bool:
        """Compare from where the check stands; True when it is finished, False when its stretch is over.

        Killed at any point and called again it goes on and counts nothing twice. Raises what the client
        raises.
        """
        began = self.clock()
        if (window := self._window(began)) is None:
            return True
        since, until = window
        after, seen = None, 0
        while True:
            page = changed_orders(self.client, since, until, after)
            self._compare(page.orders)
            seen += len(page.orders)
            position = page.orders[-1].updated_at if page.orders else since
            self._note(done=len(page.orders), position=position.isoformat())
            if page.after is None:
                self._finish()
                return True
            if self.clock() - began > self.stretch:
                return False
            # Orders changed in the same second come twice; cursors alone would end at Shopify's depth.
            anew = seen >= DEEPEST_PAGE and position > since
            since, after, seen = (position, None, 0) if anew else (since, page.after, seen)

    def _window(self, now: datetime) -> tuple[datetime, datetime] | None:
        """What to compare: from where this check stands, or else from where the last one ended. None where it
        has ended already.
        """
        with self.database.shop(self.shop_id) as session:
            run = find_run(session, self.run_id)
            if run is None or run.status not in UNDER_WAY:
                return None
            detail = dict(run.detail)
            covered = covered_until(session)
        if "until" in detail:
            return datetime.fromisoformat(detail["position"]), datetime.fromisoformat(detail["until"])
        reach = Reach(detail["reach"])
        until = now - STILL_COMING if reach is Reach.HOUR else now
        since = now - FARTHEST if covered is None else max(now - FARTHEST, covered - OVERLAP)
        if reach is Reach.WEEK:
            since = min(since, now - DEEP)
        until = max(since, until)
        moments = {"since": since.isoformat(), "until": until.isoformat(), "position": since.isoformat()}
        self._note(total=count_changed(self.client, since, until), **moments)
        return since, until

    def _compare(self, changes: Sequence[Change]) -> None:
        with self.database.shop(self.shop_id) as session:
            known = known_versions(session, [change.id for change in changes])
        behind = [change.id for change in changes if _behind(change, known.get(change.id))]
        for read in whole_orders(self.client, behind):
            if isinstance(read, UnreadablePayloadError):
                log.warning("order not readable", shop_id=self.shop_id, reason=str(read))
                self._note(counted="unreadable", note=str(read))
            else:
                self._record(read, missing=read.facts.id not in known)

    def _record(self, read: ReadOrder, *, missing: bool) -> None:
        now = self.clock()
        with self.database.shop(self.shop_id) as session:
            recorded = record_order(
                session,
                read.facts,
                read.refunds,
                # Shopify shows the app no buyer here; the one that a webhook has told stays.
                buyer=buyer_known(session, read.facts.id),
                checkout_token=read.checkout_token,
                cart_token=read.cart_token,
                now=now,
                rounded_id=rounded_by_javascript(read.facts.id),
            )
            if recorded.changed:
                note_reconciliation(session, self.run_id, now, counted="missing" if missing else "older")
        log.info("order reconciled", shop_id=self.shop_id, changed=recorded.changed, missing=missing)

    def _note(self, **changes: object) -> None:
        with self.database.shop(self.shop_id) as session:
            note_reconciliation(session, self.run_id, self.clock(), **changes)  # type: ignore[arg-type]

    def _finish(self) -> None:
        now = self.clock()
        with self.database.shop(self.shop_id) as session:
            end_reconciliation(session, self.run_id, "finished", now)
            forget_reconciliations(session, now - KEPT, self.run_id)


def _behind(change: Change, known: tuple[datetime, bool, bool] | None) -> bool:
    """Whether Shopify's version is newer than the one known."""
    if known is None:
        return True
    updated_at, cancelled, voided = known
    return change.updated_at > updated_at or (
        change.updated_at == updated_at and (change.cancelled, change.voided) != (cancelled, voided)
    )
