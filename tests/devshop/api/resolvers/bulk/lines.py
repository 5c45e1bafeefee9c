"""From a query's answer to JSONL: one line per node, children behind with `__parentId`."""

from __future__ import annotations

import json
from typing import Any

Line = dict[str, Any]
Tree = list[tuple[Line, Any]]
"""Lines, each with the tree of its children."""
ESCAPES = str.maketrans({"/": "\\/"} | {sign: f"\\u{ord(sign):04x}" for sign in "&<>\u2028\u2029"})


def jsonl(data: dict[str, Any], *, grouped: bool) -> tuple[list[str], int]:
    """The lines of an answer and how many of them are roots.

    `grouped` puts children right behind their parent; otherwise all roots come first, as Shopify does not
    promise where a child stands.
    """
    lines: Tree = []
    for value in data.values():
        _collect(value, None, lines)
    ordered = _grouped(lines) if grouped else _by_depth(lines)
    return [_text(line) for line in ordered], len(lines)


def _text(line: Line) -> str:
    """One line as Shopify writes it: slashes escaped, and what could end a script as `\\u` sequences."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return text.translate(ESCAPES)


def _collect(value: Any, parent: str | None, into: Tree) -> Any:
    """Move the nodes of every connection in `value` to `into`; what is left of `value` is returned."""
    if isinstance(value, list):
        return [_collect(one, parent, into) for one in value]
    if not isinstance(value, dict):
        return value
    if "edges" in value and isinstance(value["edges"], list):
        for edge in value["edges"]:
            children: Tree = []
            node = edge["node"]
            line = {key: _collect(inner, node.get("id"), children) for key, inner in node.items()}
            line = {key: inner for key, inner in line.items() if inner is not _MOVED}
            if parent is not None:
                line["__parentId"] = parent
            into.append((line, children))
        return _MOVED
    kept = {key: _collect(inner, parent, into) for key, inner in value.items()}
    return {key: inner for key, inner in kept.items() if inner is not _MOVED}


_MOVED = object()


def _grouped(lines: Tree) -> list[Line]:
    found: list[Line] = []
    for line, children in lines:
        found.append(line)
        found += _grouped(children)
    return found


def _by_depth(lines: Tree) -> list[Line]:
    if not lines:
        return []
    below = [child for _, children in lines for child in children]
    return [line for line, _ in lines] + _by_depth(below)
