"""`userErrors`: what was wrong with a mutation's input."""

from __future__ import annotations

from tests.devshop.api.registry import Record

MAX_TEXT = 255


def user_error(field: list[str] | None, message: str, code: str | None = None) -> Record:
    """One user error. `extraInfo` is there for the types that have it; Shopify leaves it null."""
    return {"field": field, "message": message, "code": code, "extraInfo": None}


def length_errors(
    field: list[str], label: str, value: str | None, *, needed: bool, maximum: int = MAX_TEXT
) -> list[Record]:
    """BLANK for a text that is missing where it is needed or is only spaces, TOO_LONG over `maximum`
    characters.
    """
    if value is None and not needed:
        return []
    if not (value or "").strip():
        return [user_error(field, f"{label} can't be blank", "BLANK")]
    if len(value or "") > maximum:
        return [user_error(field, f"{label} is too long (maximum is {maximum} characters)", "TOO_LONG")]
    return []
