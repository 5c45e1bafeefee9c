"""The reference of a visit: `<link key>.<16 random characters>.<moment>`.

It is made where the visit is first seen (our own address, or the theme's script), stands in the address as
`em`, lies in the cart as the attribute `_earmark`, and comes with the web pixel's events. It says nothing
about the visitor.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

PARAMETER = "em"
"""The query parameter; its value is a link's key or a visit's reference."""
CART_ATTRIBUTE = "_earmark"
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
LATEST = 4_102_444_800
"""2100-01-01 in Unix seconds: a later moment is a forgery, and would not fit a column in the end."""

_LINK_KEY = re.compile(r"[a-z0-9]{10}")
_SESSION = re.compile(r"[a-z0-9]{16}\.[a-z0-9]{1,8}")
_REFERENCE = re.compile(r"([a-z0-9]{10})\.([a-z0-9]{16}\.([a-z0-9]{1,8}))")


@dataclass(frozen=True, slots=True)
class VisitReference:
    """A reference taken apart: the link followed, and when the visit began (UTC)."""

    text: str
    link_key: str
    began_at: datetime


def new_reference(link_key: str, now: datetime) -> str:
    """The reference of a visit by that link that begins at `now`."""
    return f"{link_key}.{new_session(now)}"


def new_session(now: datetime) -> str:
    """A reference without its link: the part that is the visit's own."""
    chosen = "".join(secrets.choice(LETTERS) for _ in range(16))
    return f"{chosen}.{_base36(int(now.timestamp()))}"


def read_reference(text: str | None) -> VisitReference | None:
    """The reference in `text`; None where it is none. It may be forged: look its link up."""
    found = _REFERENCE.fullmatch(text) if text is not None and len(text) <= 40 else None
    if found is None:
        return None
    seconds = int(found[3], 36)
    if seconds > LATEST:
        return None
    return VisitReference(found[0], found[1], datetime.fromtimestamp(seconds, UTC))


def read_link_key(text: str | None) -> str | None:
    """The link's key in `text`, which is a key alone or a whole reference; None where it is neither."""
    if text is None:
        return None
    if _LINK_KEY.fullmatch(text):
        return text
    reference = read_reference(text)
    return reference.link_key if reference else None


def is_session(text: str) -> bool:
    """Whether `text` is what `new_session` makes."""
    return _SESSION.fullmatch(text) is not None


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = LETTERS[rest] + digits
        if number == 0:
            return digits
