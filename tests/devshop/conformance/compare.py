"""Whether two answers are alike: ids, times, cursors and addresses aside, everything else equal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

GID = re.compile(r"gid://shopify/(\w+)/(\d+)")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
CURSORS = {"cursor", "startCursor", "endCursor"}
ADDRESSES = {"url", "partialDataUrl"}
UNORDERED = {"accessScopes", "enumValues", "fields", "inputFields", "possibleTypes"}
"""Lists whose order says nothing."""


UNDER_WAY = ("CREATED", "RUNNING")
"""How far a bulk operation was when it was asked is a matter of moments: only its end is compared."""


@dataclass
class Identities:
    """Which of our ids stands for which captured one; each for one only."""

    ours: dict[str, str] = field(default_factory=dict)

    def same(self, captured: str, ours: str) -> bool:
        """Whether two global ids name the same record, as far as is known; a new one is remembered."""
        if captured in self.ours:
            return self.ours[captured] == ours
        if ours in self.ours.values() or GID.fullmatch(captured)[1] != GID.fullmatch(ours)[1]:  # type: ignore[index]
            return False
        self.ours[captured] = ours
        return True

    def translate(self, value: Any) -> Any:
        """`value` with every captured id replaced by ours."""
        if isinstance(value, dict):
            return {key: self.translate(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.translate(inner) for inner in value]
        return self.ours.get(value, value) if isinstance(value, str) else value


def differences(
    captured: Any, ours: Any, identities: Identities, path: str = "", *, lagging: frozenset[str] = frozenset()
) -> list[str]:
    """Where the answers differ, as sentences.

    `lagging` are root fields that search: Shopify's index runs behind, so a captured search may miss what was
    written a moment before.
    """
    name = path.rpartition(".")[2]
    if name in CURSORS | ADDRESSES:
        alike = (captured is None) == (ours is None)
        return [] if alike else [_said(path, captured, ours)]
    if isinstance(captured, dict) and isinstance(ours, dict):
        if _under_way(captured) and ours.get("status") in (*UNDER_WAY, "COMPLETED"):
            return (
                differences(captured["id"], ours["id"], identities, f"{path}.id") if "id" in captured else []
            )
        if set(captured) != set(ours):
            return [f"{path}: keys {sorted(captured)} against {sorted(ours)}"]
        return [
            found
            for key, inner in captured.items()
            for found in differences(inner, ours[key], identities, f"{path}.{key}", lagging=lagging)
        ]
    if isinstance(captured, list) and isinstance(ours, list):
        return _lists(captured, ours, identities, path, lagging)
    return [] if _alike(captured, ours, name, identities) else [_said(path, captured, ours)]


def _under_way(captured: dict[str, Any]) -> bool:
    return "objectCount" in captured and captured.get("status") in UNDER_WAY


def _lists(
    captured: list[Any], ours: list[Any], identities: Identities, path: str, lagging: frozenset[str]
) -> list[str]:
    if not captured and ours and lagging & set(path.split(".")[2:3]):
        return []
    if path.rpartition(".")[2] in UNORDERED:
        captured, ours = (sorted(rows, key=lambda row: str(sorted(row.items()))) for rows in (captured, ours))
    if len(captured) != len(ours):
        return [f"{path}: {len(captured)} entries against {len(ours)}: {captured!r} against {ours!r}"[:600]]
    return [
        found
        for index, pair in enumerate(zip(captured, ours, strict=True))
        for found in differences(*pair, identities, f"{path}[{index}]", lagging=lagging)
    ]


def _alike(captured: Any, ours: Any, name: str, identities: Identities) -> bool:
    if isinstance(captured, str) and isinstance(ours, str):
        if GID.fullmatch(captured) and GID.fullmatch(ours):
            return identities.same(captured, ours)
        if TIME.fullmatch(captured) and TIME.fullmatch(ours):
            return True
        if name == "legacyResourceId":
            return captured.isdigit() and ours.isdigit()
    return type(captured) is type(ours) and captured == ours


def _said(path: str, captured: Any, ours: Any) -> str:
    return f"{path}: {captured!r} against {ours!r}"[:600]
