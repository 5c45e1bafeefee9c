"""The plan of an import into the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.services.creator_import.plan_import import Plan
from plugin.services.survey.read_later import read_texts_later
from plugin.store.creator_bulk import insert_creators, update_creators

AT_ONCE = 500


def write_plan(session: Session, plan: Plan, now: datetime, report: Callable[[int], None]) -> None:
    """Write every new and updated creator; call `report` with the number of steps done so far, from time to
    time.

    The plan must have been made in this transaction with the creators locked. Raises `IntegrityError` where
    somebody took a handle meanwhile; made anew, the plan then tells it as a problem of its row.
    """
    # Updates go first: a handle they change may be one that a new creator of the same file takes over.
    todo = [step for step in plan.steps if step.kind == "updated"] + [
        step for step in plan.steps if step.kind == "new"
    ]
    done = len(plan.steps) - len(todo)
    report(done)
    for start in range(0, len(todo), AT_ONCE):
        part = todo[start : start + AT_ONCE]
        update_creators(session, [step.after for step in part if step.kind == "updated"], now)
        insert_creators(session, [step.after for step in part if step.kind == "new"], now)
        done += len(part)
        report(done)
    if todo:
        read_texts_later(session)
