"""A CSV file as people have it: any of Excel's encodings and separators, quoted line ends, a stray quotation
mark.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from dataclasses import dataclass, field

from plugin.errors import InputError
from plugin.language import M_, Message
from plugin.services.creator_import.decode_text import decode_text

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
DELIMITERS = ",;\t"
_SEP_LINE = re.compile(r'"?sep=([^\s"])"?\r?\n|sep=(\t)\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file. `line` is the line it begins on, counted from 1; `problem` is why it cannot be
    read.
    """

    line: int
    cells: tuple[str, ...]
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The file's columns and rows; `encoding` is what it was read as, `delimiter` what parts its cells."""

    columns: tuple[str, ...]
    rows: list[Row] = field(repr=False)
    encoding: str
    delimiter: str


def read_table(content: bytes, encoding: str | None = None) -> Table:
    """The table in `content`, in `encoding` or the one found. Blank rows are left out; raises `InputError`
    (file).
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            M_(
                "The file is larger than %(most)s MB. Split it and import the parts.",
                most=MOST_BYTES // 1024**2,
            ),
            field="file",
        )
    text, encoding = decode_text(content, encoding)
    first_line = 1
    told = _SEP_LINE.match(text)  # Excel's own "sep=;" line
    if told:
        text, first_line = text[told.end() :], 2
    # The limit of a cell is the file itself: what is too long for a field is told by line and column later.
    csv.field_size_limit(MOST_BYTES * 2)
    lines = _lines(text)
    delimiter = (told[1] or told[2]) if told else _delimiter(lines)
    rows = _rows(lines, delimiter, first_line)
    if not rows:
        raise InputError(M_("The file is empty. Its first line must name the columns."), field="file")
    header, *rows = rows
    if len(rows) > MOST_ROWS:
        raise InputError(
            M_("The file has more than %(most)s rows. Split it and import the parts.", most=MOST_ROWS),
            field="file",
        )
    if not rows:
        raise InputError(M_("The file has column names but no rows below them."), field="file")
    columns = tuple(cell.strip() for cell in header.cells)
    return Table(columns, [_checked(row, len(columns)) for row in rows], encoding, delimiter)


def _lines(text: str) -> list[str]:
    # \r\n, \n and \r all end a line, and stay on it for the csv module.
    return io.StringIO(text, newline="").readlines()


def _delimiter(lines: list[str]) -> str:
    """The separator that cuts most of the first rows as it cuts the column names; else the comma."""

    def fit(mark: str) -> tuple[float, int]:
        rows = (row for row in csv.reader(lines, delimiter=mark) if any(cell.strip() for cell in row))
        widths = [len(row) for row in itertools.islice(rows, 20)]
        if not widths or widths[0] == 1:
            return 0.0, 1
        return widths.count(widths[0]) / len(widths), widths[0]

    return max(DELIMITERS, key=fit)


def _rows(lines: list[str], delimiter: str, first_line: int) -> list[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    rows = []
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append(Row(first_line + before, tuple(cells)))
        begins, before = before, reader.line_num
        if len(rows) > MOST_ROWS + 1:  # the column names and one row too many
            break
    if rows and rows[-1].line == first_line + begins and _is_open("".join(lines[begins:before]), delimiter):
        rows[-1] = Row(
            rows[-1].line,
            rows[-1].cells,
            M_(
                "A quotation mark opens here and is never closed, so the rest of the file was read "
                "as one cell. Remove it, or write it twice."
            ),
        )
    return rows


def _is_open(record: str, delimiter: str) -> bool:
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _checked(row: Row, width: int) -> Row:
    surplus = [cell for cell in row.cells[width:] if cell.strip()]
    cells = (row.cells + ("",) * width)[:width]
    if row.problem is None and surplus:
        return Row(
            row.line,
            cells,
            M_(
                "This row has more cells than there are columns. "
                "Put a cell that contains the separator into quotation marks."
            ),
        )
    return Row(row.line, cells, row.problem)
