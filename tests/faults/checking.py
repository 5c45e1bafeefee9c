"""What must hold when all is quiet: nothing that was acknowledged is lost or doubled, and the books are
right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from tests.faults.history import SHOPS, History
from tests.journeys.agreement import (
    Difference,
    app_orders,
    books,
    differences,
    opened,
    sums_that_differ,
)

SETTLED = ("handled", "ignored")
INBOX = """
    select s.domain, d.webhook_id, d.state, d.attempts, coalesce(d.last_error, d.outcome) as said
    from deliveries d join shops s on s.id = d.shop_id
"""
OVER_CREDITED = """
    select s.domain, e.order_id, sum(e.share_ppm)::bigint as ppm
    from entries e join shops s on s.id = e.shop_id
    group by 1, 2 having sum(e.share_ppm) > 1000000
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the inbox."""

    domain: str
    webhook_id: str
    state: str
    attempts: int = 1
    said: str | None = None


@dataclass
class Findings:
    """What is wrong, a sentence each: lost, doubled, or wrong in another way."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: Findings) -> Findings:
        return Findings(self.lost + other.lost, self.doubled + other.doubled, self.wrong + other.wrong)

    @property
    def none(self) -> bool:
        """Whether all is well."""
        return not (self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        rows = [
            f"{what}: {row}"
            for what, found in (("lost", self.lost), ("doubled", self.doubled), ("wrong", self.wrong))
            for row in [*found[:8], *([f"... {len(found) - 8} more"] if len(found) > 8 else [])]
        ]
        return "\n".join(rows) or "nothing"


def check_inbox(
    acknowledged: Collection[str], sent: Mapping[str, str], unreadable: Collection[str], rows: Iterable[Kept]
) -> Findings:
    """Acknowledged deliveries are kept once and handled, or parked where they are `unreadable`; nothing else
    is kept. `sent` is webhook id -> shop of all that was ever sent.
    """
    found, seen = Findings(), Counter[str]()
    for row in rows:
        seen[row.webhook_id] += 1
        if sent.get(row.webhook_id) != row.domain:
            found.wrong.append(f"{row.webhook_id} is in the inbox of {row.domain}, where nobody sent it")
        elif row.state == "waiting":
            if row.webhook_id in acknowledged:
                found.lost.append(f"{row.webhook_id} still waits, tried {row.attempts} times: {row.said}")
        elif row.state not in (("parked",) if row.webhook_id in unreadable else SETTLED):
            found.wrong.append(f"{row.webhook_id} is {row.state}, tried {row.attempts} times: {row.said}")
    found.lost += [f"{row} was acknowledged and is not there" for row in gone(acknowledged, seen)]
    found.doubled += [f"{row} is there {count} times" for row, count in seen.items() if count > 1]
    return found


def gone(acknowledged: Collection[str], kept: Collection[str]) -> list[str]:
    """The webhook ids that were acknowledged and are not kept."""
    return [row for row in acknowledged if row not in kept]


def check_orders(app: dict[int, dict[str, Any]], truth: dict[str, Any]) -> Findings:
    """Every order of one shop is as the stand-in has it; both as `tests.journeys.agreement` has them."""
    found = Findings()
    for row in differences(dict(app), truth):
        _kind(row, found).append(f"{row.order}: {row.what}: {row.app} for {row.truth}")
    return found


def _kind(row: Difference, found: Findings) -> list[str]:
    if row.what == "missing":
        return found.lost
    if isinstance(row.app, dict) and isinstance(row.truth, dict):
        more = sum(row.app.values()) - sum(row.truth.values())
        return found.doubled if more > 0 else found.wrong
    return found.wrong


def inbox(url: str) -> list[Kept]:
    """Every row of the inbox at `url`."""
    with opened(url) as database, database.engine.connect() as connection:
        return [Kept(*row) for row in connection.execute(text(INBOX))]


def check_all(url: str, history: History, acknowledged: Collection[str]) -> Findings:
    """Inbox, orders, credits and ledgers of both shops in the database at `url`."""
    sent = {message.webhook_id: message.domain for message in history.messages}
    with opened(url) as database, database.engine.connect() as connection:
        over = connection.execute(text(OVER_CREDITED)).all()
    found = check_inbox(acknowledged, sent, history.unreadable, inbox(url))
    found.doubled += [f"{row.domain}: order {row.order_id} is credited {row.ppm} millionths" for row in over]
    for person in SHOPS:
        found += check_orders(app_orders(url, person.domain), history.truth(person.domain))
        found += check_books_of(url, person.domain)
    return found


def check_books_of(url: str, domain: str) -> Findings:
    """One shop's ledger is as deciding everything again gives, and its sums by day are as its ledger."""
    checked, found = books(url, domain), Findings()
    found.wrong += [
        f"{domain}: order {order} is not as deciding it again gives" for order in checked.differing
    ]
    if checked.ledger_minor != checked.recomputed_minor:
        found.wrong.append(
            f"{domain}: the ledger holds {checked.ledger_minor}, recomputed it is {checked.recomputed_minor}"
        )
    found.wrong += [f"{domain}: sums: {row}" for row in sums_that_differ(url, domain)]
    return found
