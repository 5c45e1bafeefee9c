"""One row of the file: its cells to a creator's fields, or what is wrong with each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugin.errors import InputError
from plugin.language import M_, Message
from plugin.services.creator_fields import clean_name, clean_note, clean_words, split_words
from plugin.services.creator_import.read_table import Row
from plugin.services.handles import normal_handle
from plugin.store.creators import PLATFORMS
from plugin.store.folding import folded

_STATUS_WORDS = {
    "active": "active aktiv attivo attiva yes ja sì si 1 true live on 活跃 启用 有效 在合作 是",
    "archived": "archived archive arkiverad arkiv archiviato archiviata inactive inaktiv inattivo inattiva "
    "no nej 0 false off 归档 已归档 停用 无效 否",
}
_GUARD = re.compile(r"^'(?=[\s]*[=+\-@＝＋－＠])")
"""The apostrophe that an export puts before what a spreadsheet would take for a formula; our own does too."""

STATUSES = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and what to do: line (from 1), the column's name ("" for the row), what
    stands there.
    """

    line: int
    column: str
    value: str
    message: Message

    def as_json(self) -> dict[str, Any]:
        """For `from_json`, to be kept with the run."""
        return {"line": self.line, "column": self.column, "value": self.value, **_kept(self.message)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Problem:
        """The problem that `as_json` kept."""
        return cls(kept["line"], kept["column"], kept["value"], _told(kept))


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says of a creator. An empty part says nothing: it leaves what is known as it is."""

    line: int
    name: str
    handles: dict[str, str]
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    note: str
    status: str | None
    columns: dict[str, str]
    """Field -> the name of its column, for problems found later."""

    def problem(self, field: str, value: str, message: Message) -> Problem:
        """A problem in the column of `field`."""
        return Problem(self.line, self.columns.get(field, ""), value[:80], message)


def read_row(row: Row, columns: Sequence[str], fields: Sequence[str | None]) -> Draft | list[Problem]:
    """What `row` says, where `fields` tells what each of `columns` holds; or everything that is wrong with
    it.
    """
    if row.problem is not None:
        return [Problem(row.line, "", "", row.problem)]
    cells: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for field, column, cell in zip(fields, columns, row.cells, strict=True):
        if field is not None:
            names.setdefault(field, column)
            if cell.strip():
                cells.setdefault(field, []).append(_GUARD.sub("", cell))
    problems: list[Problem] = []
    clean: dict[str, Any] = {}
    for field, typed in cells.items():
        try:
            clean[field] = _clean(field, typed)
        except InputError as error:
            value = " ".join(typed).strip()[:80]
            problems.append(Problem(row.line, names[field], value, error.args[0]))
    if problems:
        return problems
    return Draft(
        line=row.line,
        name=clean.get("name", ""),
        handles={platform: clean[platform] for platform in PLATFORMS if clean.get(platform)},
        aliases=clean.get("aliases", ()),
        tags=clean.get("tags", ()),
        note=clean.get("note", ""),
        status=clean.get("status"),
        columns=names,
    )


def _clean(field: str, cells: list[str]) -> str | tuple[str, ...]:
    """The value of one field from the cells that feed it; raises `InputError` saying what to do."""
    if field == "name":
        return clean_name(" ".join(cells))
    if field in ("aliases", "tags"):
        return clean_words([word for cell in cells for word in split_words(cell)], field)
    if field == "note":
        return clean_note("\n".join(cells))
    if field == "status":
        status = STATUSES.get(folded(cells[0]))
        if status is None:
            raise InputError(M_("Write “active” or “archived”."), field="status")
        return status
    return normal_handle(field, cells[0])


def _kept(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "values": {
            key: _kept(value) if isinstance(value, Message) else value
            for key, value in message.values.items()
        },
    }


def _told(kept: dict[str, Any]) -> Message:
    values = {
        key: _told(value) if isinstance(value, dict) else value for key, value in kept["values"].items()
    }
    return Message(kept["id"], values)
