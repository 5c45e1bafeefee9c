"""What recording something came to."""

from __future__ import annotations

from msgspec import Struct


class Recorded(Struct, frozen=True, gc=False):
    """The outcome in a sentence, as the deliveries page shows it. `changed` is False where nothing was
    new.
    """

    text: str
    changed: bool


def entries_posted(count: int) -> str:
    """How many entries were posted, as part of an outcome."""
    return {0: "no entry", 1: "1 entry"}.get(count, f"{count} entries") + " posted"
