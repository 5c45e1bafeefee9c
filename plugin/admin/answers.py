"""Answers that are not simply a page: done with a toast, and a table as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask import Response, request

from plugin.admin.session import now, visitor
from plugin.admin.wording import gettext
from plugin.ledger.money import digits

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
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([csv_cell(column) for column in columns])
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    day = now().astimezone(visitor().language.timezone).date().isoformat()
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return answer
