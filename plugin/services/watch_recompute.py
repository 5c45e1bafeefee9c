"""How far deciding past orders again has come, whatever set it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.store.code_lookup import codes_with_key
from plugin.store.database import ShopSession
from plugin.store.recomputing import UNDER_WAY, recomputations

FAILURES_SHOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recomputing:
    """Orders being decided again: `done` of `total`. `code` is the code whose owner has changed, `link` says
    that the window of a link has; neither where the policy has. `error` is why it could not be finished.
    """

    done: int
    total: int
    code: str | None
    link: bool
    policy: bool
    under_way: bool
    error: str


def recomputing(session: ShopSession, now: datetime) -> list[Recomputing]:
    """What is under way in the shop, and what failed since yesterday; the newest first."""
    return [
        Recomputing(
            run.done,
            run.total,
            _as_written(session, run.detail.get("code")),
            "link" in run.detail,
            run.subject_id is not None,
            run.status in UNDER_WAY,
            str(run.detail.get("error", "")),
        )
        for run in recomputations(session, now - FAILURES_SHOWN)
    ]


def _as_written(session: ShopSession, key: str | None) -> str | None:
    if key is None:
        return None
    known = codes_with_key(session, key)
    return known[-1].code if known else key
