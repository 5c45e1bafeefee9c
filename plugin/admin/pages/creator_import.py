"""Importing creators: the file, its columns, what would happen, progress, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from plugin.admin.answers import csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext, language
from plugin.errors import InputError
from plugin.language import M_
from plugin.services.creator_import.decode_text import ENCODINGS
from plugin.services.creator_import.match_columns import FIELD_NAMES
from plugin.services.creator_import.plan_import import changes
from plugin.services.creator_import.read_row import Problem
from plugin.services.creator_import.read_table import MOST_BYTES, MOST_ROWS
from plugin.services.creator_import.review_upload import keep_upload, review_upload, set_reading
from plugin.services.creator_import.run_import import find_import, problems_of, start_import

MOST_SHOWN = 100
FIRST_ROWS = 10


@blueprint.get("/creators/import")
def import_creators() -> str:
    """Where the file goes."""
    return _upload_page()


@blueprint.post("/creators/import")
def upload_creators() -> ResponseReturnValue:
    """Keep the file and show what it would do; or say what is wrong with it."""
    # The form around the file is small; what is larger than both is not read at all.
    request.max_content_length = MOST_BYTES + 64 * 1024
    try:
        file = request.files.get("file")
        if file is None or not file.filename:
            return _upload_page(gettext("Choose a CSV file first.")), 422
        with shop_session() as session:
            upload_id = keep_upload(session, file.filename, file.read(), now())
    except RequestEntityTooLarge:
        megabytes = MOST_BYTES // 1024**2
        too_large = M_("The file is larger than %(most)s MB. Split it and import the parts.", most=megabytes)
        return _upload_page(language().text(too_large)), 413
    except InputError as error:
        return _upload_page(language().text(error.args[0])), 422
    return done(f"/creators/import/{upload_id}")


@blueprint.get("/creators/import/<int:upload_id>")
def review_creators(upload_id: int) -> ResponseReturnValue:
    """The columns and what the import would do; the run instead, once it has begun."""
    with shop_session() as session:
        review = review_upload(session, upload_id)
    if review.upload.run_id is not None:
        return done(f"/creators/imports/{review.upload.run_id}")
    plan = review.plan
    return render_template(
        "admin/creator_review.html",
        changes=changes,
        counts=plan.counts() if plan else None,
        encodings=ENCODINGS,
        field_names=FIELD_NAMES,
        problems=plan.problems[:MOST_SHOWN] if plan else [],
        problem_count=len(plan.problems) if plan else 0,
        review=review,
        samples=[
            [row.cells[index] for row in review.table.rows if row.cells[index].strip()][:3]
            for index in range(len(review.table.columns))
        ],
        steps=plan.steps[:FIRST_ROWS] if plan else [],
    )


@blueprint.post("/creators/import/<int:upload_id>")
def read_creators_as(upload_id: int) -> Response:
    """Read the file as the person says, and show anew what it would do."""
    with shop_session() as session:
        count = len(review_upload(session, upload_id).table.columns)
        fields = [request.form.get(f"column-{index}") for index in range(count)]
        set_reading(session, upload_id, fields, request.form.get("encoding"))
    return done(f"/creators/import/{upload_id}")


@blueprint.post("/creators/import/<int:upload_id>/start")
def start_creator_import(upload_id: int) -> Response:
    """Begin."""
    with shop_session() as session:
        run_id = start_import(session, upload_id, now())
    return done(f"/creators/imports/{run_id}")


@blueprint.get("/creators/import/<int:upload_id>/problems.csv")
def review_problems_csv(upload_id: int) -> Response:
    """What is wrong with rows of a file that has not been imported yet."""
    with shop_session() as session:
        plan = review_upload(session, upload_id).plan
    return _problems_csv(plan.problems if plan else [])


@blueprint.get("/creators/imports/<int:run_id>")
def creator_import_run(run_id: int) -> str:
    """How far the import is, and what came of it."""
    with shop_session() as session:
        run = find_import(session, run_id)
    return render_template("admin/creator_run.html", run=run, problems=problems_of(run)[:MOST_SHOWN])


@blueprint.get("/creators/imports/<int:run_id>/problems.csv")
def run_problems_csv(run_id: int) -> Response:
    """What was wrong with rows of an import."""
    with shop_session() as session:
        run = find_import(session, run_id)
    return _problems_csv(problems_of(run))


def _upload_page(error: str = "") -> str:
    return render_template(
        "admin/creator_upload.html",
        error=error,
        megabytes=MOST_BYTES // 1024**2,
        most_rows=MOST_ROWS,
    )


def _problems_csv(problems: Iterable[Problem]) -> Response:
    columns = [gettext("Line"), gettext("Column"), gettext("What it says"), gettext("What to do")]
    return csv_response(
        "creators-not-imported",
        columns,
        [(p.line, p.column, p.value, language().text(p.message)) for p in problems],
    )
