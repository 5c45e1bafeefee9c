"""How the last check with Shopify went, and how far one has come that is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.store.database import ShopSession
from plugin.store.reconciliations import UNDER_WAY, newest_reconciliations


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `done` of `total` orders are compared; `found` were missing here or older than Shopify's,
    and are in the books now; `unreadable` could not be read. `reason` says why it failed.
    """

    status: str
    done: int
    total: int
    found: int
    unreadable: int
    reason: str
    ended_at: datetime | None

    @property
    def under_way(self) -> bool:
        """Whether it is still to end."""
        return self.status in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Checks:
    """`running` is the check under way, `last` the newest that has ended; None where there is none."""

    running: Check | None
    last: Check | None


def show_checks(session: ShopSession) -> Checks:
    """The shop's newest checks."""
    checks = [
        Check(
            status=run.status,
            done=run.done,
            total=run.total,
            found=run.detail.get("missing", 0) + run.detail.get("older", 0),
            unreadable=run.detail.get("unreadable", 0),
            reason=run.detail.get("reason", ""),
            ended_at=run.finished_at,
        )
        for run in newest_reconciliations(session)
    ]
    running = checks[0] if checks and checks[0].under_way else None
    return Checks(running, next((check for check in checks if not check.under_way), None))
