"""The drain: claims what the receiver has kept and handles it. `python -m webhooks.drain`; run as many as
needed.

It sleeps until the bell rings or a second has passed, then works until nothing is due. SIGTERM lets it finish
the delivery in hand and give the rest of its batch back.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import structlog

from plugin.errors import DatabaseAwayError
from plugin.metrics import count_settled
from plugin.metrics_port import DRAIN, serve_metrics
from plugin.sentry import set_up_sentry
from plugin.settings import Settings
from plugin.store.bell import Bell
from plugin.store.database import ClashError, Database, clash_named
from plugin.store.inbox import Claim, claim_deliveries, give_back
from webhooks.batch import groups, handle_batch
from webhooks.handle import handle_claim
from webhooks.topics import HANDLERS
from webhooks.topics.heard import Handler

BATCH = 400
"""How many deliveries are claimed at once. Each order in a batch takes three of PostgreSQL's shared locks,
of which a server with its defaults has about 6,400.
"""
LEASE = timedelta(minutes=2)
"""How long a batch may take before another drain may have it; the work in hand is kept from doubling by its
row lock.
"""
LANES = 2
"""How many batches a process has in hand while more wait than one: one computes while PostgreSQL writes the
other. Two lanes are to each other as two drains.
"""
SWITCH_SECONDS = 0.0005
SWEEP_SECONDS = 1.0

log = structlog.get_logger()


class Drain:
    """Handles deliveries until `stop()`."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        handlers: Mapping[str, Handler] = HANDLERS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database = database
        self.settings = settings
        self.handlers = handlers
        self.clock = clock
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Finish the delivery in hand, then end."""
        self._stopping.set()

    def drain_once(self) -> int:
        """Handle one batch; how many deliveries were settled."""
        with self.database.everywhere() as session:
            claims = claim_deliveries(session, limit=BATCH, lease=LEASE)
        settled = 0
        waiting = {(claim.shop_id, claim.delivery_id): claim for claim in claims}
        for group in groups(claims, self.handlers):
            if len(group) > 1 and not self._stopping.is_set():
                done = handle_batch(self.database, self.settings, group, self.clock())
                taken = [waiting.pop((group[0].shop_id, delivery_id)) for delivery_id in done]
                count_settled((claim.topic for claim in taken), "handled")
                settled += len(taken)
            for claim in group:
                if self._stopping.is_set():
                    break
                if waiting.pop((claim.shop_id, claim.delivery_id), None) is not None:
                    settled += self._settle(claim)
        if waiting:
            with self.database.everywhere() as session:
                give_back(session, list(waiting.values()))
        return settled

    def _settle(self, claim: Claim) -> bool:
        try:
            state = handle_claim(self.database, self.settings, self.handlers, claim, self.clock())
        except DatabaseAwayError:
            raise
        except Exception as error:
            # One delivery that cannot even be settled must not stop the rest. It is claimed again when its
            # lease is over, and parked when that has happened too often.
            log.error("delivery not settled", topic=claim.topic, id=claim.delivery_id, exc_info=error)
            return False
        if state is not None and state != "waiting":
            count_settled([claim.topic], state)
        return state is not None

    def drain_all(self) -> int:
        """Handle batches until nothing is due; how many deliveries were settled."""
        total = 0
        while not self._stopping.is_set():
            settled = self.drain_once()
            if settled == 0:
                break
            total += settled
            if settled >= BATCH:
                with _quick_switching(), ThreadPoolExecutor(LANES, "drain") as lanes:
                    total += sum(lanes.map(lambda _: self._drain_lane(), range(LANES)))
        return total

    def _drain_lane(self) -> int:
        """Handle batches as long as they are full; how many deliveries were settled."""
        total = 0
        while not self._stopping.is_set():
            settled = self.drain_once()
            total += settled
            if settled < BATCH:
                break
        return total

    def run(self) -> None:
        """Work until `stop()`; a database that is away is waited for."""
        log.info("drain started", topics=len(self.handlers))
        while not self._stopping.is_set():
            try:
                with clash_named():
                    self._listen()
            except DatabaseAwayError as error:
                log.warning("drain waits", reason=str(error))
                self._stopping.wait(2.0)
            except ClashError as error:
                # The upkeep moved to today what was just being claimed. What was claimed and not given back
                # is free when its lease is over.
                log.warning("drain begins again", exc_info=error)
        log.info("drain stopped")

    def _listen(self) -> None:
        bell = Bell(self.database)
        try:
            while not self._stopping.is_set():
                self.drain_all()
                bell.wait(SWEEP_SECONDS)
        finally:
            bell.close()


@contextmanager
def _quick_switching() -> Iterator[None]:
    """A lane whose statement has been answered waits for the other to let go of the interpreter, by Python's
    default up to 5 ms after each of its twenty statements.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def main() -> None:
    """Run one drain until SIGTERM or Ctrl-C."""
    from plugin.log import set_up_logging

    settings = Settings.from_env()
    set_up_logging(settings)
    set_up_sentry(settings, "inbox")
    serve_metrics(settings, Database.from_settings(settings, pool_size=1), DRAIN)
    drain = Drain(Database.from_settings(settings, pool_size=LANES + 1), settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: drain.stop())
    drain.run()


if __name__ == "__main__":
    main()
