"""Answers that are not simply a page: done with a toast, and a table as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Response, request, stream_with_context

from plugin.admin.session import now, report_session, visitor
from plugin.admin.wording import gettext
from plugin.ledger.money import digits

LINES_AT_ONCE = 200
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def done(address: str, toast: str | None = None, *, undo: str | None = None) -> Response:
    """After a form: say `toast` (already in the reader's language) and go to `address`, a path of ours.

    `undo` is where a POST takes it back; the toast then has a button for it. Without htmx (a plain form post)
    it is a redirect, and the toast is not said.
    """
    answer = Response()
    if "HX-Request" not in request.headers:
        answer.status_code = 303
        answer.headers["Location"] = address
        return answer
    place = {"path": address, "target": "#page", "select": "#page", "swap": "outerHTML show:top"}
    answer.headers["HX-Location"] = json.dumps(place)
    if toast:
        # Escaped to ASCII by json: header values hold nothing else.
        way_back = {"action": gettext("Undo"), "undo": undo} if undo else {}
        answer.headers["HX-Trigger"] = json.dumps({"toast": {"message": toast, **way_back}})
    return answer


def amount(minor: int | None, currency: str) -> Decimal | None:
    """Minor units as a decimal number for a CSV cell; None stays None."""
    return None if minor is None else Decimal(minor).scaleb(-digits(currency))


def csv_cell(value: object) -> str:
    """One value as CSV text that no spreadsheet takes for a formula.

    A text that begins like one (= + - @, tab, line break, or their wide forms) gets an apostrophe in front,
    as OWASP's "CSV injection" page advises; numbers stay numbers. Moments are ISO 8601 in the shop's time
    zone.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(visitor().language.timezone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV file called `<name>-<day>.csv`: UTF-8 with a BOM (so that Excel reads it), a header line,
    CRLF."""
    return _file(name, "".join(_lines(columns, rows)))


def csv_stream(
    name: str, columns: Sequence[str], rows: Callable[[Any], Iterable[Sequence[object]]]
) -> Response:
    """The same, written while it is read: `rows` gets a session for the visitor's shop that stays open until
    the last line is sent. For what may hold more rows than memory should.
    """

    def lines() -> Iterator[str]:
        with report_session() as session:
            yield from _lines(columns, rows(session))

    return _file(name, stream_with_context(lines()))


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file's text, some hundred lines at a time."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([csv_cell(column) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([csv_cell(value) for value in row])
        if number % LINES_AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _file(name: str, text: str | Iterator[str]) -> Response:
    answer = Response(text, mimetype="text/csv")
    day = now().astimezone(visitor().language.timezone).date().isoformat()
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return answer
