"""What a handler says happened."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.services.recorded import Recorded


class Ignored(str):
    """An outcome: the delivery was read and there was nothing to do; the text says why."""

    __slots__ = ()


class Awaited(str):
    """An outcome: what it takes to handle the delivery has been asked for; the text says what. The delivery
    rests meanwhile, and comes due again should the answer never come.
    """

    __slots__ = ()


def said(outcomes: Sequence[Recorded], nothing: str) -> str:
    """What came of everything in one body, as the delivery's outcome; `nothing` where it held none."""
    text = " ".join(outcome.text for outcome in outcomes) or nothing
    return text if any(outcome.changed for outcome in outcomes) else Ignored(text)
