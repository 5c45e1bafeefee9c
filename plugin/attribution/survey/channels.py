"""The questions and the channels buyers choose from. The extension has the words for them."""

from __future__ import annotations

from typing import Final

FIRST_HEARD: Final = "first_heard"
"""How did you first hear about us?"""
WHY_TODAY: Final = "why_today"
"""What made you buy today? Asked of a part of the buyers."""
QUESTIONS: Final = (FIRST_HEARD, WHY_TODAY)
NAMES: Final = "which_creator"
"""The list of creators' names behind the channel `creator`. It completes an answer."""

CREATOR: Final = "creator"
OTHER_CREATOR: Final = "other_creator"
"""What `creator` is called where names of creators stand beside it. Stored as `creator`."""
SOMEONE_ELSE: Final = "someone_else"
"""A creator who is in no list: with the name typed."""
OTHER: Final = "other"
FORGOT: Final = "forgot"

SHUFFLED: Final = {
    FIRST_HEARD: (CREATOR, "ad", "friend", "search", "podcast", "press", "coupon_site"),
    WHY_TODAY: (CREATOR, "offer", "recommended", "needed", "gift", "reviews"),
}
"""Question -> the channels that are shuffled for each buyer."""
PINNED: Final = (OTHER, FORGOT)
"""They stand last in every list."""


def channels_of(question: str) -> tuple[str, ...]:
    """Every channel an answer to `question` can mean."""
    return SHUFFLED[question] + PINNED


EVERY_CHANNEL: Final = tuple(dict.fromkeys(name for q in QUESTIONS for name in channels_of(q)))
