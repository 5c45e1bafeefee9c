"""The file of `order_documents.every_order`: its lines brought together by order, and read by the same rules
as a webhook's body.

Each line is a node; a child names its order in `__parentId` and comes after it, but anywhere after it:
Shopify does not group them unless asked, and grouping is slow and fails more often with many orders. So the
lines are first spread over parts on disk by the number of their order; all of an order is in one part, and a
part fits in memory. Orders with refunds get parts of their own, because the file does not tell what was given
back (see `order_documents.every_order`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from plugin.errors import ShopifyError, UnreadablePayloadError
from plugin.language import N_
from plugin.shopify.order_nodes import read_node
from plugin.shopify.payloads import ReadOrder
from plugin.shopify.payloads.reading import GID

PART_BYTES = 16 << 20
MOST_PARTS = 101
"""Twice as many files are open at once while the lines are spread."""
LONGEST_LINE = 64 << 20
MOST_PROBLEMS = 50
"""Lines listed by number; more are counted."""
INDEX = "index.json"


class Problem(msgspec.Struct, frozen=True, array_like=True):
    """A line, counted from 1, and what is wrong with it."""

    line: int
    reason: str


class Spread(msgspec.Struct, frozen=True):
    """What was found while the lines were spread. `problems` are the first of the `unreadable` lines."""

    parts: int
    lines: int
    orders: int
    refunded: int
    unreadable: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """An order as the file gives it: its number, its first line, and all its lines."""

    order_id: int
    line: int
    rows: Sequence[bytes]


class _Refunded(msgspec.Struct):
    id: str


class _Line(msgspec.Struct):
    """What says where a line belongs."""

    id: str | None = None
    parent: str | None = msgspec.field(default=None, name="__parentId")
    refunds: list[_Refunded] | None = None


_LINE = msgspec.json.Decoder(_Line)
_NAMED = re.compile(rb"gid:\\?/\\?/shopify\\?/Order\\?/(\d{1,18})")
_NODE = msgspec.json.Decoder(dict[str, Any])


def spread_lines(chunks: Iterable[bytes], size: int, folder: Path) -> Spread:
    """Spread a file of `size` bytes over parts in `folder`, which is made; returns what was found.

    The index is written last, so that `found_spread` never finds half of it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Odd, because Shopify's numbers have large powers of two between them.
    parts = min(MOST_PARTS, max(1, -(-size // PART_BYTES))) | 1
    spreader = _Spreader(folder, parts)
    try:
        for line in _lines(chunks):
            spreader.add(line)
    finally:
        spreader.close()
    spread = Spread(
        parts,
        spreader.lines,
        spreader.orders,
        len(spreader.refunded),
        spreader.unreadable,
        tuple(spreader.problems),
    )
    written = folder / f"{INDEX}.part"
    written.write_bytes(msgspec.json.encode(spread))
    os.replace(written, folder / INDEX)
    return spread


def found_spread(folder: Path) -> Spread | None:
    """What `spread_lines` left in the folder, None where it did not come to its end there."""
    try:
        return msgspec.json.decode((folder / INDEX).read_bytes(), type=Spread)
    except FileNotFoundError:
        return None


def orders_in(folder: Path, part: int, *, refunded: bool) -> Iterator[GivenOrder]:
    """The orders of one part, in the sequence of the file. The same file gives the same orders again."""
    found: dict[bytes, list[tuple[int, bytes]]] = {}
    try:
        with (folder / _name(part, refunded=refunded)).open("rb") as file:
            for row in file:
                order, number, line = row.split(b" ", 2)
                found.setdefault(order, []).append((int(number), line))
    except FileNotFoundError:
        return
    for order, rows in found.items():
        yield GivenOrder(int(order), rows[0][0], [line for _, line in rows])


def read_given(given: GivenOrder, refunds: list[dict[str, Any]] | None = None) -> ReadOrder | None:
    """The order; `refunds` are as `orders.refunds_of` brings them. None where only asking for it whole tells
    what is right: the file has the order or a line of it twice, because it changed while Shopify was writing,
    or a part of it is missing or cannot be read.

    Raises `UnreadablePayloadError` naming what is wrong.
    """
    roots: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    shipping: list[dict[str, Any]] = []
    applications: list[dict[str, Any]] = []
    try:
        for row in given.rows:
            node = _NODE.decode(row)
            kind = node["__typename"]
            if "__parentId" not in node:
                roots.append(node)
            elif kind == "LineItem":
                lines.append(node)
            elif kind == "ShippingLine":
                shipping.append(node)
            elif kind.endswith("Application"):
                applications.append(node)
            else:
                raise UnreadablePayloadError("An order has a part that was not asked for.")
        whole = not _incomplete(lines, shipping, applications)
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, AttributeError, TypeError):
        return None
    if not roots:
        raise UnreadablePayloadError("Parts of an order are there, but not the order itself.")
    if len(roots) > 1 or not whole:
        return None
    return read_node(
        {
            **roots[0],
            "discount_applications": _whole(applications),
            "line_items": _whole(lines),
            "shipping_lines": _whole(shipping),
            "refunds": refunds or [],
        }
    )


def _incomplete(
    lines: list[dict[str, Any]], shipping: list[dict[str, Any]], applications: list[dict[str, Any]]
) -> bool:
    """Whether a line is there twice, or none is, or a discount that something was taken off by is missing."""
    known = {row["index"] for row in applications}
    taken = {
        off["discountApplication"]["index"]
        for row in (*lines, *shipping)
        for off in row["discount_allocations"]
    }
    return not lines or len({line["id"] for line in lines}) < len(lines) or not taken <= known


_LAST_PAGE = {"hasNextPage": False}


def _whole(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"nodes": rows, "pageInfo": _LAST_PAGE}


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest: list[bytes] = []
    waiting = 0
    for chunk in chunks:
        *whole, last = chunk.split(b"\n")
        if whole:
            rest.append(whole[0])
            yield b"".join(rest)
            yield from whole[1:]
            rest, waiting = [], 0
        rest.append(last)
        waiting += len(last)
        if waiting > LONGEST_LINE:
            raise ShopifyError("The result of Shopify's bulk operation is no list of lines.", code="no_lines")
    if waiting:
        yield b"".join(rest)


class _Spreader:
    """Writes each line into the part of its order."""

    def __init__(self, folder: Path, parts: int) -> None:
        self.folder = folder
        self.parts = parts
        self.files: dict[str, BinaryIO] = {}
        self.refunded: set[int] = set()
        self.problems: list[Problem] = []
        self.lines = self.orders = self.unreadable = 0

    def add(self, line: bytes) -> None:
        self.lines += 1
        try:
            where = _LINE.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._bad(N_("It is not the JSON of a part of an order."))
            # What it was a part of must not pass for whole: `read_given` has that order asked for.
            if named := _NAMED.findall(line):
                self._put(int(named[-1]), line)
            return
        match = GID.match(where.parent or where.id or "")
        if match is None or match["what"] != "Order":
            self._bad(N_("It does not say which order it belongs to."))
            return
        number = int(match["number"])
        if where.parent is None:
            self.orders += 1
            if where.refunds:
                self.refunded.add(number)
        self._put(number, line)

    def _put(self, number: int, line: bytes) -> None:
        # A child comes after its order, so that by now it is known which kind of part it is for.
        file = self._file(_name(number % self.parts, refunded=number in self.refunded))
        file.write(b"%d %d %b\n" % (number, self.lines, line))

    def _bad(self, reason: str) -> None:
        self.unreadable += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.lines, reason))

    def _file(self, name: str) -> BinaryIO:
        file = self.files.get(name)
        if file is None:
            file = self.files[name] = (self.folder / name).open("wb")
        return file

    def close(self) -> None:
        for file in self.files.values():
            file.close()


def _name(part: int, *, refunded: bool) -> str:
    return f"{'refunded' if refunded else 'plain'}-{part:03}.lines"
