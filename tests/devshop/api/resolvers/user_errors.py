"""`userErrors`: what was wrong with a mutation's input."""

from __future__ import annotations

from tests.devshop.api.registry import Record


def user_error(field: list[str] | None, message: str, code: str | None = None) -> Record:
    """One user error. `extraInfo` is there for the types that have it; Shopify leaves it null."""
    return {"field": field, "message": message, "code": code, "extraInfo": None}
