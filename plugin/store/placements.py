"""Which of the app's blocks a merchant has placed, as Shopify's admin listed them last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from plugin.store.runs import Run, latest_run

KIND = "placements"
"""The `kind` of the run that holds them; there is one for each shop."""


def put_placements(session: Session, placed: Iterable[str], now: datetime) -> None:
    """Put these in the place of what was known before."""
    session.execute(delete(Run).where(Run.kind == KIND))
    session.add(
        Run(
            kind=KIND,
            status="finished",
            detail={"placed": sorted(placed)},
            created_at=now,
            updated_at=now,
            finished_at=now,
        )
    )


def placements_known(session: Session) -> frozenset[str]:
    """What was listed last; nothing where nobody has looked."""
    found = latest_run(session, KIND, None)
    return frozenset(found.detail["placed"]) if found is not None else frozenset()
