"""How the web pixel stands on a shop, as the last look at it found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from plugin.store.runs import Run, latest_run

KIND = "web_pixel"
"""The `kind` of the run that holds it; there is one for each shop."""


def note_pixel(session: Session, *, active: bool, problem: str | None, now: datetime) -> None:
    """Put this in the place of what was known before."""
    session.execute(delete(Run).where(Run.kind == KIND))
    detail: dict[str, Any] = {} if problem is None else {"problem": problem}
    session.add(
        Run(
            kind=KIND,
            status="finished" if active else "failed",
            detail=detail,
            created_at=now,
            updated_at=now,
            finished_at=now,
        )
    )


def pixel_known(session: Session) -> Run | None:
    """What was found last; None where nobody has looked."""
    return latest_run(session, KIND, None)
