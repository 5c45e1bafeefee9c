"""What the settings page shows: the attribution basis with the work it set off, and answers to buyers'
requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.attribution.policy import Policy
from plugin.errors import NotFoundError
from plugin.language import M_
from plugin.store.database import ShopSession
from plugin.store.policies import policies, policy_in_force
from plugin.store.privacy import customer_exports
from plugin.store.recomputing import KIND
from plugin.store.runs import Run, latest_run


@dataclass(frozen=True, slots=True)
class Recomputation:
    """Deciding past orders again after a change: `done` of `total` orders; `error` where it could not be
    finished.
    """

    status: str
    done: int
    total: int
    error: str
    updated_at: datetime

    @property
    def under_way(self) -> bool:
        """Whether there is still something to wait for."""
        return self.status in ("waiting", "running")


@dataclass(frozen=True, slots=True)
class AttributionSettings:
    """The policy in force, since when (None: the default, never chosen), and the work its change set off.

    `versions` are all that were ever in force, the newest first: number, since when, the policy.
    """

    policy: Policy
    since: datetime | None
    recomputation: Recomputation | None
    versions: tuple[tuple[int, datetime, Policy], ...]


@dataclass(frozen=True, slots=True)
class CustomerRequest:
    """A buyer's request for their data, answered: Shopify's number of it, when, and on how many orders."""

    run_id: int
    request_id: int
    made_at: datetime
    orders: int


def attribution_settings(session: ShopSession) -> AttributionSettings:
    """How orders are attributed in the shop."""
    policy = policy_in_force(session)
    rows = policies(session)
    versions = tuple((row.version, row.created_at, Policy.from_rules(row.version, row.rules)) for row in rows)
    run = latest_run(session, KIND, policy.version) if versions else None
    since = versions[0][1] if versions else None
    return AttributionSettings(policy, since, _progress(run) if run else None, versions)


def customer_requests(session: ShopSession) -> list[CustomerRequest]:
    """Answered requests the owner can hand on, newest first."""
    return [
        CustomerRequest(row.id, row.subject_id or 0, row.created_at, row.total)
        for row in customer_exports(session)
    ]


def customer_answer(session: ShopSession, run_id: int) -> dict[str, Any]:
    """Everything kept about the buyer of one request; raises `NotFoundError`."""
    for row in customer_exports(session):
        if row.id == run_id:
            return {"request_id": row.subject_id, "made_at": row.created_at.isoformat(), **row.detail}
    raise NotFoundError(M_("There is no such request any more. Answers are kept for 30 days."))


def _progress(run: Run) -> Recomputation:
    return Recomputation(run.status, run.done, run.total, str(run.detail.get("error", "")), run.updated_at)
