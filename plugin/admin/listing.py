"""How a table is sorted, filtered and paged, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import request

from plugin.errors import InputError
from plugin.language import M_

PAGE_SIZE = 50
_LAST_PAGE = 100_000
_NOT_KEPT = frozenset({"id_token", "hmac", "host", "shop", "session", "embedded", "timestamp", "locale"})
"""What Shopify adds to a document's address: not ours to carry into links."""


@dataclass(frozen=True)
class Listing:
    """What the address asks of a table. `sort` is one of `sorts` (key -> whether highest first comes first);
    `page` counts from 1."""

    path: str
    sorts: Mapping[str, bool] = field(repr=False)
    sort: str
    descending: bool
    page: int
    size: int
    query: dict[str, str] = field(repr=False)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.size

    def sorted_by(self, key: str) -> str:
        """The address of the same list sorted by `key` in the column's own way, or turned round where it is
        so already."""
        descending = not self.descending if key == self.sort else self.sorts[key]
        return self._address(sort=f"-{key}" if descending else key, page=None)

    def page_at(self, page: int) -> str:
        """The address of page `page` of the same list."""
        return self._address(page=str(max(page, 1)))

    def changed(self, **filters: str | None) -> str:
        """The address of the same list, its first page, with these filters; None takes one away."""
        return self._address(page=None, **filters)

    def at(self, path: str) -> str:
        """The address `path` with the same filters and order (a CSV of what is shown)."""
        return self._address(path, page=None)

    def _address(self, path: str | None = None, **changes: str | None) -> str:
        query = {key: value for key, value in {**self.query, **changes}.items() if value}
        return (path or self.path) + ("?" + urlencode(query) if query else "")


def row_number(text: str) -> int | None:
    """The number in `text` as addresses and forms name a row by: up to 18 plain digits, which a bigint column
    holds. None for anything else (`str.isdigit` alone also takes ², which `int` does not).
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def read_listing(sorts: Sequence[str], *, size: int = PAGE_SIZE) -> Listing:
    """The current address's `sort` and `page`. `sorts` are the keys there are, `-key` for one that begins
    with the highest (`("-revenue", "name")`); the first is usual. In the address `-key` is highest first,
    `key` lowest first.

    Raises `InputError` naming the parameter for a sort there is not or a page that is no number.
    """
    known = {key.removeprefix("-"): key.startswith("-") for key in sorts}
    wanted = request.args.get("sort") or sorts[0]
    key = wanted.removeprefix("-")
    if key not in known:
        raise InputError(
            M_("This list cannot be sorted by “%(key)s”. Choose a column's heading instead.", key=key[:40]),
            field="sort",
        )
    page = request.args.get("page") or "1"
    if not 1 <= (row_number(page) or 0) <= _LAST_PAGE:
        raise InputError(
            M_("“%(page)s” is not a page of this list. Pages are whole numbers from 1.", page=page[:40]),
            field="page",
        )
    query = {name: value for name, value in request.args.items() if name not in _NOT_KEPT}
    return Listing(request.path, known, key, wanted.startswith("-"), int(page), size, query)
