"""Taking the visits off an order whose buyer is forgotten, so that what was decided stays as it was.

An order's visits are told by references that stand in the rows of the visits as well. They are replaced by
new ones that stand nowhere else: which link was followed, when, and which signs tell of the same visit stays,
and with it every decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from plugin.attribution.evidence.joining import with_told
from plugin.attribution.evidence.kinds import Evidence, Held
from plugin.attribution.evidence.visits import VisitEvidence
from plugin.attribution.origin import Origin
from plugin.attribution.visit_reference import new_reference, read_reference


class NewReferences:
    """References in place of those on an order: the same one for the same one."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}

    def of(self, text: str | None) -> str | None:
        """The new reference for `text`; a link's key, or nothing, stays as it is."""
        reference = read_reference(text)
        if text is None or reference is None:
            return text
        return self._new.setdefault(text, new_reference(reference.link_key, reference.began_at))

    def within(self, value: Any) -> Any:
        """JSON in which every reference that was replaced is replaced, also within a longer text."""
        if isinstance(value, str):
            for text, new in self._new.items():
                value = value.replace(text, new)
            return value
        if isinstance(value, list):
            return [self.within(row) for row in value]
        if isinstance(value, dict):
            return {name: self.within(row) for name, row in value.items()}
        return value


def detached(row: Evidence, new: NewReferences) -> Evidence:
    """The evidence without the way to its visit."""
    return replace(row, ref=new.of(row.ref)) if isinstance(row, VisitEvidence) else row


def detached_origin(origin: Origin | None, new: NewReferences) -> Origin | None:
    """What an order tells of its visit, without the way to it."""
    if origin is None:
        return None
    return replace(origin, cart=new.of(origin.cart), landing=new.of(origin.landing))


def without_visits(told: Iterable[Evidence]) -> list[Evidence]:
    """Of what an order tells, everything but visits."""
    return [row for row in told if not isinstance(row, VisitEvidence)]


def with_told_of_forgotten(held: Held, told: Iterable[Evidence]) -> Held:
    """The evidence on an order whose buyer is forgotten once a newer version of it tells this: the visits
    stay as they are, because the version names them by the references that were taken off.
    """
    visits = {at: row for at, row in held.items() if isinstance(row, VisitEvidence)}
    return with_told(held, without_visits(told)) | visits
