"""Message ids kept in code, and sentences that carry their values until somebody translates them."""

from __future__ import annotations

from typing import Any


def N_(message: str) -> str:  # noqa: N802  the name gettext's tools look for
    """Mark `message` for the catalogues and return it as it is."""
    return message


class Message(str):
    """A sentence as a string in English that still knows its message id and values, so that a page can
    translate it.

    `id` is the message id with `%(name)s` places; `values` fill them. A literal percent sign is written `%%`.
    """

    __slots__ = ("id", "values")

    id: str
    values: dict[str, Any]

    def __new__(cls, message_id: str, values: dict[str, Any]) -> Message:
        made = super().__new__(cls, message_id % values)
        made.id = message_id
        made.values = values
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[str, dict[str, Any]]]:
        return Message, (self.id, self.values)


def M_(message: str, **values: Any) -> Message:  # noqa: N802  read by the catalogues' extraction as N_ is
    """A sentence with values, in English now and in the reader's language once `Language.text` has had it."""
    return Message(message, values)
