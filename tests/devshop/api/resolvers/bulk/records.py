"""A bulk operation, its progress, and how it is shown."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record
from tests.devshop.world import Shop

TAKES = timedelta(seconds=1.5)
KEPT = timedelta(days=7)
ACTIVE = ("CREATED", "RUNNING", "CANCELING")


@dataclass
class BulkOperation:
    """One bulk query: worked off when it is taken in, shown as done soon after or when asked twice.

    With `takes` given it is done after so long and not before. `partial` are the lines there were when it
    failed.
    """

    id: int
    query: str
    created_at: datetime
    lines: list[str]
    root_count: int
    error_code: str | None = None
    takes: timedelta | None = None
    partial: list[str] = field(default_factory=list)
    cancelled_at: datetime | None = None
    asked: int = 0
    token: str = field(default_factory=lambda: secrets.token_hex(24))

    @property
    def text(self) -> str:
        """The JSONL file."""
        return "".join(f"{line}\n" for line in self.lines or self.partial)

    @property
    def ends_at(self) -> datetime:
        """When it is done at the latest."""
        return self.created_at + (self.takes or TAKES)

    def written(self, now: datetime) -> float:
        """Which part of the file is written, from 0 to 1."""
        if self.status(now) not in ACTIVE:
            return 1.0
        return max(0.0, (now - self.created_at) / self.takes) if self.takes else 0.0

    def status(self, now: datetime) -> str:
        """Where the operation stands at `now`."""
        done = (self.asked > 1 and self.takes is None) or now >= self.ends_at
        if self.cancelled_at is not None:
            return "CANCELED" if done else "CANCELING"
        if not done:
            return "RUNNING" if self.takes and now > self.created_at else "CREATED"
        return "FAILED" if self.error_code else "COMPLETED"


def operations(shop: Shop) -> dict[int, BulkOperation]:
    """The app's bulk operations on the shop, by id."""
    found: dict[int, BulkOperation] = shop.extra.setdefault("bulk_operations", {})
    return found


def output(shop: Shop, token: str, now: datetime) -> str | None:
    """The file behind a result address, for seven days."""
    found = next((row for row in operations(shop).values() if secrets.compare_digest(row.token, token)), None)
    return found.text if found is not None and now < found.created_at + KEPT else None


def show(call: Call, row: BulkOperation, *, asked: bool = True) -> Record:
    """One bulk operation; the address of its file is there once it is completed and not empty."""
    row.asked += asked
    status = row.status(call.now)
    done = status == "COMPLETED"
    written = row.written(call.now)
    ended = None if status in ACTIVE else min(row.ends_at, call.now.replace(microsecond=0))
    url = f"https://{call.shop.domain}/bulk-operation-outputs/{row.token}"
    return {
        "__typename": "BulkOperation",
        "id": gid("BulkOperation", row.id),
        "status": status,
        "type": "QUERY",
        "query": row.query,
        "errorCode": row.error_code if status == "FAILED" else None,
        "createdAt": row.created_at,
        "completedAt": ended,
        "objectCount": int(len(row.lines) * written),
        "rootObjectCount": int(row.root_count * written),
        "fileSize": len(row.text.encode()) if done and row.lines else None,
        "url": url if done and row.lines else None,
        "partialDataUrl": url if status == "FAILED" and row.partial else None,
    }
