"""python -m tests.faults.drain: the drain with a shorter lease, a wrong clock, or deaf to the bell."""

from __future__ import annotations

import argparse
import signal
from datetime import UTC, datetime, timedelta

from plugin.log import set_up_logging
from plugin.settings import Settings
from plugin.store import bell
from plugin.store.database import Database
from webhooks import drain, handle


def main() -> None:
    """Run one drain until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.drain")
    parser.add_argument("--lease-seconds", type=float, default=drain.LEASE.total_seconds())
    parser.add_argument("--clock-minutes", type=float, default=0.0, help="by how much its clock is wrong")
    parser.add_argument("--deaf", action="store_true", help="listen where nobody rings")
    given = parser.parse_args()
    usual, drain.LEASE = drain.LEASE, timedelta(seconds=given.lease_seconds)
    # A claim counts as an attempt. On a busy machine a short lease runs out more often than a long one, which
    # is not the deliveries' fault: they may be claimed over as long a time as usual.
    handle.LAST_ATTEMPT = round(handle.LAST_ATTEMPT * usual / drain.LEASE)
    if given.deaf:
        bell.CHANNEL = "earmark_nobody_rings_here"
    settings = Settings.from_env()
    set_up_logging(settings)
    wrong_by = timedelta(minutes=given.clock_minutes)
    database = Database.from_settings(settings, pool_size=drain.LANES + 1)
    running = drain.Drain(database, settings, clock=lambda: datetime.now(UTC) + wrong_by)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stop())
    running.run()


if __name__ == "__main__":
    main()
