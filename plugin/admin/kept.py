"""Reports that a page may have to wait for: found, asked for, and the time of which they speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from plugin.admin.session import now, report_session, shop_session
from plugin.errors import ConflictError
from plugin.language import M_
from plugin.services.reports.keeping import Kept, Kind, ask_for_report, find_report

T = TypeVar("T")


def kept(kind: Kind[T], about: Mapping[str, Any]) -> Kept[T]:
    """The report for the visitor's shop. Where it is not there, or of some time ago, it is worked out in the
    background from now on.
    """
    with report_session() as session:
        found = find_report(session, kind, about, now())
    if found.asks_anew:
        # Another transaction: the first may be on a replica, and only reads.
        with shop_session() as session:
            ask_for_report(session, kind, about, now())
    return found


def oldest(*found: Kept[Any]) -> Kept[Any] | None:
    """That which speaks of the earliest moment; None where all speak of this one, or are not there."""
    return min((row for row in found if row.made_at), key=_made_at, default=None)


def _made_at(found: Kept[Any]) -> datetime:
    return found.made_at or now()


def kept_for_file(kind: Kind[T], about: Mapping[str, Any]) -> T | None:
    """The same for a file, which cannot ask again by itself: raises `ConflictError` while it is not there."""
    found = kept(kind, about)
    if not found.is_there:
        raise ConflictError(M_("These numbers are still being worked out. Try again in a minute."))
    return found.value
