"""Global ids: `gid://shopify/<Type>/<number>`."""

from __future__ import annotations

import re

_GID = re.compile(r"gid://shopify/([A-Za-z]+)/(\d+)(?:\?.*)?")


def gid(kind: str, number: int) -> str:
    """The global id of record `number` of type `kind`."""
    return f"gid://shopify/{kind}/{number}"


def number_of(identifier: str, *kinds: str) -> int | None:
    """The number in a global id of one of `kinds` (a bare number counts as any kind); None where it is
    another's.
    """
    if identifier.isdigit():
        return int(identifier)
    found = _GID.fullmatch(identifier)
    if found is None or (kinds and found[1] not in kinds):
        return None
    return int(found[2])


def kind_of(identifier: str) -> str | None:
    """The type a global id names, or None where it is none."""
    found = _GID.fullmatch(identifier)
    return found[1] if found else None


def is_global_id(value: object) -> bool:
    """Whether Shopify would read `value` as an ID: a global id or a bare number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return True
    return isinstance(value, str) and re.fullmatch(r"gid://[a-z-]+/\w+/\S+|\d+", value) is not None
