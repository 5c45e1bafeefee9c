"""Keep an uploaded file, and show what its import would do, until its columns are confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError, NotFoundError
from plugin.language import M_
from plugin.services.creator_import.match_columns import check_columns, match_columns
from plugin.services.creator_import.plan_import import Plan, plan_import
from plugin.services.creator_import.read_table import Table, read_table
from plugin.store.creator_bulk import known_creators
from plugin.store.creator_uploads import CreatorUpload, find_upload, forget_uploads

KEPT = timedelta(days=1)
"""How long a file waits for its columns to be confirmed."""


@dataclass(frozen=True, slots=True)
class Review:
    """An upload as it stands: the table, what each column holds, and the plan.

    `plan` is None, and `trouble` says why, where the columns cannot be used as they are.
    """

    upload: CreatorUpload
    table: Table
    fields: list[str | None]
    plan: Plan | None
    trouble: InputError | None


def keep_upload(session: Session, filename: str, content: bytes, now: datetime) -> int:
    """Keep a file for review; return the upload's number. Raises `InputError` (file) for what is no CSV."""
    table = read_table(content)
    forget_uploads(session, before=now - KEPT)
    upload = CreatorUpload(
        filename=filename.replace("\x00", "")[-200:],
        content=content,
        reading={"encoding": table.encoding, "fields": match_columns(table.columns)},
        created_at=now,
    )
    session.add(upload)
    session.flush()
    return upload.id


def review_upload(session: Session, upload_id: int) -> Review:
    """The upload and what its import would do now. Raises `NotFoundError`."""
    upload = held_upload(session, upload_id)
    table = read_table(upload.content, upload.reading["encoding"])
    fields: list[str | None] = upload.reading["fields"]
    try:
        fields = check_columns(fields, len(table.columns))
    except InputError as error:
        return Review(upload, table, fields, None, error)
    return Review(upload, table, fields, plan_import(table, fields, known_creators(session)), None)


def set_reading(
    session: Session, upload_id: int, fields: Sequence[str | None], encoding: str | None = None
) -> None:
    """Read the upload as a person says: what each column holds, and in another encoding if one is given.

    Another encoding may change the columns' names, so they are matched anew then. Raises `NotFoundError`,
    `ConflictError` where the import has begun, and `InputError` for an encoding the file is not in.
    """
    upload = held_upload(session, upload_id)
    if upload.run_id is not None:
        raise ConflictError(M_("This file is being imported already."))
    chosen: list[str | None] = [name or None for name in fields]
    if encoding and encoding != upload.reading["encoding"]:
        chosen = match_columns(read_table(upload.content, encoding).columns)
    upload.reading = {"encoding": encoding or upload.reading["encoding"], "fields": chosen}


def held_upload(session: Session, upload_id: int) -> CreatorUpload:
    """The upload, held until the transaction ends; raises `NotFoundError`."""
    upload = find_upload(session, upload_id)
    if upload is None:
        raise NotFoundError(M_("This file is not kept any more. Upload it again to import it."))
    return upload
