"""Bring in a shop's past orders: have Shopify write them into a file, fetch it, and record what is in it.

One call is one stretch; the run keeps where it stands. The position is committed with the orders before it,
so that an import which is killed goes on there: the file is fetched anew where its parts are gone from the
disk, and an operation whose file has run out is asked for again. Recording is idempotent, so that orders read
twice do no harm.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import structlog

from plugin.errors import NotInstalledError, UnreadablePayloadError
from plugin.language import N_
from plugin.services.import_orders.import_later import ALL_ORDERS
from plugin.services.import_orders.record_read import Came, StoppedError, record_read
from plugin.shopify.admin import Admin
from plugin.shopify.bulk import (
    BulkOperation,
    BusyError,
    ask_bulk_operation,
    find_bulk_query,
    run_bulk_query,
)
from plugin.shopify.bulk_file import FileGoneError, file_chunks
from plugin.shopify.bulk_orders import GivenOrder, Spread, found_spread, orders_in, read_given, spread_lines
from plugin.shopify.order_documents import every_order
from plugin.shopify.orders import REFUNDS_AT_ONCE, refunds_of, whole_orders
from plugin.shopify.payloads import ReadOrder
from plugin.store.database import Database, ShopSession
from plugin.store.order_imports import UNDER_WAY, end_import, note_import
from plugin.store.runs import find_run
from plugin.store.shops import shop_by_id

FARTHEST = timedelta(days=60)
BATCH = 250
TRIES = 3
"""How often an operation that Shopify could not finish is run in all."""
LOOK_AGAIN = (timedelta(seconds=2), timedelta(minutes=1))
"""Shopify is asked how far it is at growing pauses, from the first to the last of these."""
ROOM_AGAIN = timedelta(minutes=1)
CLOCKS_APART = timedelta(minutes=5)
"""How far Shopify's clock may be behind ours. What was sold in so short a time came by webhook."""
SIGN_OF_LIFE = timedelta(seconds=20)
FORGOTTEN_AFTER = timedelta(days=8)

FAILED = {
    "ACCESS_DENIED": N_(
        "Shopify does not let Earmark read orders. Open Earmark anew and grant what it asks for, then start "
        "again."
    ),
    "TIMEOUT": N_("It took Shopify too long to put the orders together. Start again."),
    "INTERNAL_SERVER_ERROR": N_("Shopify could not put the orders together. Start again."),
}
EXPIRED = N_("Shopify had the orders ready, but not for long enough. Start again.")
ENDED = {"EXPIRED": EXPIRED, "CANCELED": N_("Shopify stopped putting the orders together. Start again.")}

log = structlog.get_logger()


@dataclass
class OrderImport:
    """One import of one shop. `folder` is where its file is taken apart; `clock` tells the moment of each
    step; `stretch` is how long one call may work before it lets other shops have their turn.
    """

    database: Database
    client: Admin
    http: httpx.Client
    shop_id: int
    run_id: int
    folder: Path
    clock: Callable[[], datetime]
    stretch: timedelta = timedelta(minutes=3)
    batch: int = BATCH

    def run(self) -> timedelta | None:
        """Work on it for a stretch; the pause until the next, None when there is nothing left to do.

        Killed at any point and called again it goes on and counts nothing twice. Raises what the client and
        the storage raise.
        """
        try:
            return self._step(self.clock())
        except StoppedError:
            clear_parts(self.folder)
            return None

    def _step(self, began: datetime) -> timedelta | None:
        detail = self._standing(began)
        if detail is None:
            raise StoppedError
        if not detail:
            return LOOK_AGAIN[0]
        try:
            operation = self._operation(detail)
            if operation.under_way:
                return self._later(operation, began)
            if operation.status == "COMPLETED":
                return self._take_in(operation, began)
            return self._not_finished(detail, operation)
        except BusyError:
            self._note(busy=True)
            return ROOM_AGAIN
        except FileGoneError:
            return self._anew(detail, EXPIRED)

    def _standing(self, now: datetime) -> dict[str, Any] | None:
        """The run's detail, with what is asked for decided; None where it is not under way any more, and
        empty while it is not yet known what the shop has granted.
        """
        with self.database.shop(self.shop_id) as session:
            run = find_run(session, self.run_id)
            if run is None or run.status not in UNDER_WAY:
                return None
            if "until" not in run.detail:
                shop = shop_by_id(session, self.shop_id)
                if shop.currency is None:
                    return {}
                everything = ALL_ORDERS in shop.scopes
                note_import(
                    session,
                    self.run_id,
                    now,
                    reach="all" if everything else "days60",
                    since=None if everything else (now - FARTHEST).isoformat(),
                    until=now.isoformat(),
                )
                session.refresh(run)
            return dict(run.detail)

    def _operation(self, detail: dict[str, Any]) -> BulkOperation:
        """The operation as it stands; it is begun where there is none yet."""
        if known := detail.get("operation"):
            found = ask_bulk_operation(self.client, known)
            if found is None:
                raise FileGoneError("Shopify does not know the operation any more.", code="gone")
            return found
        since = detail["since"]
        query = every_order(None if since is None else datetime.fromisoformat(since))
        # It runs already where the answer was lost, or where this was killed before it noted the operation.
        # All imports of all orders ask the same: what an earlier one has left lacks what was sold since.
        begun = datetime.fromisoformat(detail["until"]) - CLOCKS_APART
        operation = find_bulk_query(self.client, query, since=begun, but=detail.get("spent", ()))
        if operation is None:
            operation = run_bulk_query(self.client, query)
        self._note(operation=operation.id, busy=False)
        return operation

    def _later(self, operation: BulkOperation, now: datetime) -> timedelta:
        self._note(found=operation.roots)
        shortest, longest = LOOK_AGAIN
        return min(longest, max(shortest, (now - operation.created_at) / 5))

    def _not_finished(self, detail: dict[str, Any], operation: BulkOperation) -> timedelta | None:
        """Shopify has given up. What it had by then is not used: an order in it may lack lines that were
        still to come.
        """
        code = operation.error_code or ""
        log.warning("bulk operation not finished", shop_id=self.shop_id, status=operation.status, code=code)
        reason = ENDED.get(operation.status) or FAILED.get(code) or FAILED["INTERNAL_SERVER_ERROR"]
        if operation.status == "FAILED" and code != "ACCESS_DENIED":
            return self._anew(detail, reason)
        self._give_up(reason)
        return None

    def _anew(self, detail: dict[str, Any], reason: str) -> timedelta | None:
        """Have another operation run, and read its file from the beginning: its sequence is another one."""
        clear_parts(self.folder)
        spent = [*detail.get("spent", ()), detail.get("operation")]
        if len(spent) >= TRIES:
            self._give_up(reason)
            return None
        self._note(spent=spent, operation=None, found=0, part=0, place=0, refunded=False, restart=True)
        return LOOK_AGAIN[0]

    def _give_up(self, reason: str) -> None:
        with self.database.shop(self.shop_id) as session:
            end_import(session, self.run_id, "failed", self.clock(), reason=reason)
        clear_parts(self.folder)

    def _take_in(self, operation: BulkOperation, began: datetime) -> timedelta | None:
        if operation.url is None or not operation.file_size:
            self._finish(None)
            return None
        spread = found_spread(self.folder)
        if spread is None:
            clear_parts(self.folder)
            chunks = file_chunks(self.http, operation.url, operation.file_size)
            spread = spread_lines(self._watched(chunks), operation.file_size, self.folder)
            self._note(total=spread.orders, found=spread.orders)
        for refunded in (False, True):
            if not self._take_parts(spread, began, refunded=refunded):
                return timedelta(0)
        self._finish(spread)
        return None

    def _watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The chunks; now and then it is looked whether somebody has stopped the import, and noted that it is
        alive.
        """
        noted = self.clock()
        for chunk in chunks:
            yield chunk
            if self.clock() - noted > SIGN_OF_LIFE:
                noted = self.clock()
                self._note()

    def _take_parts(self, spread: Spread, began: datetime, *, refunded: bool) -> bool:
        """Record the parts of one kind from where the import stands; False when the stretch is over first."""
        with self.database.shop(self.shop_id) as session:
            run = find_run(session, self.run_id)
            at = dict(run.detail) if run is not None else {}
        if at.get("refunded", False) and not refunded:
            return True
        reached = at.get("refunded", False) == refunded
        first, place = (at.get("part", 0), at.get("place", 0)) if reached else (0, 0)
        size = REFUNDS_AT_ONCE if refunded else self.batch
        for part in range(first, spread.parts):
            orders = islice(orders_in(self.folder, part, refunded=refunded), place, None)
            while batch := list(islice(orders, size)):
                place += len(batch)
                self._take_batch(batch, part=part, place=place, refunded=refunded)
                if self.clock() - began > self.stretch:
                    return False
            place = 0
        return True

    def _take_batch(self, batch: Sequence[GivenOrder], **position: Any) -> None:
        read, problems = self._read(batch, refunded=position["refunded"])
        lines = {given.order_id: given.line for given in batch}
        now = self.clock()

        def note(session: ShopSession, came: Came) -> None:
            failed = [(lines[number], reason) for number, reason in came.failed.items()]
            counts = {"imported": came.changed, "unreadable": len(problems) + len(failed)}
            shop = shop_by_id(session, self.shop_id)
            if shop.uninstalled_at is not None:
                raise NotInstalledError(f"{shop.domain} has uninstalled the app.")
            if not note_import(
                session,
                self.run_id,
                now,
                done=len(batch),
                counts=counts,
                problems=[*problems, *failed],
                **position,
            ):
                raise StoppedError

        record_read(self.database, self.shop_id, read, now, note)

    def _read(
        self, batch: Sequence[GivenOrder], *, refunded: bool
    ) -> tuple[list[ReadOrder], list[tuple[int, str]]]:
        """The orders of a batch, and the lines that cannot be read."""
        read: list[ReadOrder] = []
        problems: list[tuple[int, str]] = []
        given_back = refunds_of(self.client, [given.order_id for given in batch]) if refunded else {}
        for given in batch:
            try:
                back = given_back.get(given.order_id)
                order = read_given(given, back.refunds if back is not None else None)
                stale = refunded and (
                    order is None or back is None or back.updated_at != order.facts.updated_at
                )
                if order is not None and not stale:
                    read.append(order)
                    continue
                # One that is gone by now is left out.
                for whole in whole_orders(self.client, [given.order_id]):
                    if isinstance(whole, UnreadablePayloadError):
                        raise whole
                    read.append(whole)
            except UnreadablePayloadError as error:
                problems.append((given.line, str(error)))
        return read, problems

    def _note(self, **changes: Any) -> None:
        with self.database.shop(self.shop_id) as session:
            if not note_import(session, self.run_id, self.clock(), **changes):
                raise StoppedError

    def _finish(self, spread: Spread | None) -> None:
        now = self.clock()
        with self.database.shop(self.shop_id) as session:
            if spread is not None:
                # Lines that name no order belong to none of the batches.
                problems = [(row.line, row.reason) for row in spread.problems]
                note_import(
                    session, self.run_id, now, counts={"unreadable": spread.unreadable}, problems=problems
                )
            end_import(session, self.run_id, "finished", now)
        clear_parts(self.folder)


def clear_parts(folder: Path) -> None:
    """Delete the file's parts from the disk."""
    shutil.rmtree(folder, ignore_errors=True)


def clear_forgotten(folder: Path, now: datetime) -> None:
    """Delete what imports in `folder` have left that went on elsewhere, or never: their files' seven days are
    over.
    """
    for left in folder.glob("*"):
        if now.timestamp() - left.stat().st_mtime > FORGOTTEN_AFTER.total_seconds():
            clear_parts(left)
