"""Why a shopper's request about the survey is refused."""

from __future__ import annotations

from plugin.errors import InputError

STATUS = {
    "unreadable": 400,
    "foreign_order": 403,
    "unknown_impression": 404,
    "too_late": 409,
    "too_large": 413,
    "unknown_question": 422,
    "unknown_option": 422,
    "text_too_long": 422,
    "text_missing": 422,
    "text_not_wanted": 422,
}
"""Code -> HTTP status. The extension tries none of them again."""


class AnswerRefusedError(InputError):
    """What a shopper's page sent cannot be taken. `code` is one of `STATUS`; the message is for people who
    debug, in English.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.code = code
        self.status = STATUS[code]
