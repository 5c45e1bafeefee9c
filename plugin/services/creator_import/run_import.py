"""Start the import of a confirmed upload, and carry it out in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import NotFoundError
from plugin.language import M_
from plugin.services.creator_import.match_columns import check_columns
from plugin.services.creator_import.plan_import import plan_import
from plugin.services.creator_import.read_row import Problem
from plugin.services.creator_import.read_table import read_table
from plugin.services.creator_import.review_upload import held_upload
from plugin.services.creator_import.write_plan import write_plan
from plugin.store.creator_bulk import known_creators
from plugin.store.database import shop_of
from plugin.store.queue import enqueue
from plugin.store.runs import Run, find_run, start_run

KIND = "creator import"
TASK = "import_creators"
MOST_PROBLEMS = 5000
"""So many problems are kept with the run; beyond that the columns were wrong, not the rows."""


def start_import(session: Session, upload_id: int, now: datetime) -> int:
    """Ask for the import of this upload and return its run; asking twice gives the same run.

    Raises `NotFoundError`, and `InputError` where the columns cannot be used as they are.
    """
    upload = held_upload(session, upload_id)
    if upload.run_id is not None:
        return upload.run_id
    table = read_table(upload.content, upload.reading["encoding"])
    check_columns(upload.reading["fields"], len(table.columns))
    upload.run_id = start_run(session, KIND, upload_id, len(table.rows), now)
    run = find_import(session, upload.run_id)
    run.detail = {"filename": upload.filename}
    shop_id = shop_of(session)
    # One import at a time in a shop: the second then sees what the first has added.
    enqueue(
        session, TASK, lock=f"{TASK}:{shop_id}", shop_id=shop_id, upload_id=upload_id, run_id=upload.run_id
    )
    return upload.run_id


def run_import(
    session: Session, upload_id: int, run_id: int, now: datetime, report: Callable[[int], None]
) -> None:
    """Import the upload, finish the run and forget the file, all in the session's one transaction.

    A run that was killed half-way has therefore written nothing, and running it again is running it once; one
    that has finished is left alone. `report` is called with the rows done so far and must use another
    transaction (this one is seen by nobody before it ends), and not touch the run after its last row.
    """
    if find_import(session, run_id).status == "finished":
        return
    upload = held_upload(session, upload_id)
    table = read_table(upload.content, upload.reading["encoding"])
    fields = check_columns(upload.reading["fields"], len(table.columns))
    plan = plan_import(table, fields, known_creators(session, lock=True))
    write_plan(session, plan, now, report)
    counts = plan.counts()
    session.delete(upload)
    run = find_import(session, run_id, lock=True)
    run.status = "finished"
    run.done, run.failed = run.total - counts["errors"], counts["errors"]
    run.detail = {
        **run.detail,
        **counts,
        "problems": [problem.as_json() for problem in plan.problems[:MOST_PROBLEMS]],
        "problems_in_all": len(plan.problems),
    }
    run.updated_at = run.finished_at = now


def fail_import(session: Session, run_id: int, reason: str, now: datetime) -> None:
    """Say on the run that it failed and why; the file stays for another attempt until it is forgotten."""
    run = find_import(session, run_id, lock=True)
    if run.status != "finished":
        run.status = "failed"
        run.detail = {**run.detail, "reason": reason}
        run.updated_at = now


def note_progress(session: Session, run_id: int, done: int, now: datetime) -> None:
    """Show `done` rows as done so far."""
    run = find_import(session, run_id)
    run.status, run.done, run.updated_at = "running", done, now


def find_import(session: Session, run_id: int, *, lock: bool = False) -> Run:
    """The run of an import; raises `NotFoundError` for any other number."""
    run = find_run(session, run_id, lock=lock)
    if run is None or run.kind != KIND:
        raise NotFoundError(M_("There is no import %(number)s in this shop.", number=run_id))
    return run


def problems_of(run: Run) -> list[Problem]:
    """What was wrong with rows of a finished import, by line."""
    return [Problem.from_json(kept) for kept in run.detail.get("problems", [])]
