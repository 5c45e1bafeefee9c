"""Reading captures: what was asked and what the real store answered, in the order it happened.

The files differ in shape. A pair is any object with an answer (`response` or `payload`, with `data` or
`errors`, sometimes under `payload` or `body`); its request stands beside it, or in the file's `requests`,
where it is found by name or by the fields it asks for. `result` beside polls is the file of a bulk operation.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import FieldNode, GraphQLSyntaxError, OperationDefinitionNode, parse

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "fixtures" / "shopify_admin"
ASIDE = {"upstreamCalls", "scopeProbe", "requests", "evidence", "notes", "terminalOperation"}
"""Parts that are no steps: the recorder's own look-ups (see `_lookups`), its notes, what other parts refer
to.
"""


@dataclass
class Pair:
    """One request and its answer. `query` is None where the capture names a document without carrying it;
    `lookup` marks what the recorder asked for itself.
    """

    name: str
    query: str | None
    variables: dict[str, Any]
    answer: dict[str, Any]
    document: str | None = None
    lookup: bool = False


@dataclass
class Download:
    """The JSONL file of the bulk operation polled last."""

    name: str
    records: list[dict[str, Any]]


@dataclass
class Denied:
    """A root field and the sentence with which a store refused it to an app without the scope."""

    name: str
    root: str
    message: str


@dataclass
class Capture:
    """One file. `content` is all of it: the shop it was taken on is read from there."""

    path: Path
    content: dict[str, Any]
    steps: list[Pair | Download | Denied] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The Admin API version it was recorded at."""
        return self.content.get("apiVersion") or "2026-04"

    def text(self) -> str:
        """The file as text, to look for traits of the shop."""
        return json.dumps(self.content, ensure_ascii=False)


def read(path: Path) -> Capture:
    """One capture with its steps."""
    capture = Capture(path, json.loads(path.read_text(encoding="utf-8")))
    capture.steps += _lookups(capture.content)
    _walk(capture, capture.content, "")
    return capture


def _lookups(content: dict[str, Any]) -> list[Pair | Download | Denied]:
    """What the recorder asked before it began; a look-up that shows a record of its own was asked later."""
    own = {key: inner for key, inner in content.items() if key != "upstreamCalls"}
    known = set(re.findall(r"gid://shopify/\w+/\d+", json.dumps(own)))
    found: list[Pair | Download | Denied] = []
    for index, one in enumerate(content.get("upstreamCalls") or []):
        answer = _answer(one)
        shown = set(re.findall(r"gid://shopify/\w+/\d+", json.dumps(answer)))
        if answer is not None and isinstance(one.get("query"), str) and not shown & known:
            found.append(
                Pair(f"upstreamCalls[{index}]", one["query"], one.get("variables") or {}, answer, lookup=True)
            )
    return found


def _walk(capture: Capture, value: Any, name: str) -> None:
    if isinstance(value, list):
        for index, one in enumerate(value):
            _walk(capture, one, f"{name}[{index}]")
        return
    if not isinstance(value, dict):
        return
    if {"root", "message"} <= set(value):
        capture.steps.append(Denied(name, value["root"], value["message"]))
        return
    if {"records", "byteLength"} <= set(value):
        capture.steps.append(Download(name, value["records"]))
        return
    answer = _answer(value)
    if answer is not None:
        capture.steps.append(_pair(capture, name, value, answer))
        return
    for key, inner in value.items():
        if key not in ASIDE:
            _walk(capture, inner, f"{name}.{key}" if name else key)


def _answer(value: dict[str, Any]) -> dict[str, Any] | None:
    for key in ("response", "payload", "body"):
        inner = value.get(key)
        if isinstance(inner, dict):
            if "data" in inner or "errors" in inner:
                return inner
            return _answer(inner)
    return None


def _pair(capture: Capture, name: str, value: dict[str, Any], answer: dict[str, Any]) -> Pair:
    stated_request = value.get("request")
    request = stated_request if isinstance(stated_request, dict) else value
    query, variables = request.get("query", request.get("document")), request.get("variables")
    if not isinstance(query, str):
        stated = _stated(capture, name, answer)
        query = stated.get("query")
        variables = variables if variables is not None else stated.get("variables")
    if variables is None and query is not None:
        variables = guess_variables(query, capture.content.get("variables") or {})
    return Pair(
        name, query, variables or {}, answer, value.get("documentPath") or request.get("documentPath")
    )


def _stated(capture: Capture, name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The entry of `requests` that asks for the answer's fields, the one of the same name first."""
    requests = capture.content.get("requests")
    if not isinstance(requests, dict) or not isinstance(answer.get("data"), dict):
        return {}
    ordered = sorted(requests.items(), key=lambda pair: pair[0] != name.rpartition(".")[2])
    for _, request in ordered:
        if isinstance(request, dict) and _root_keys(request.get("query")) == set(answer["data"]):
            return request
    return {}


def _root_keys(query: Any) -> set[str]:
    if not isinstance(query, str):
        return set()
    return {row.alias.value if row.alias else row.name.value for row in root_fields(query)}


def root_fields(query: str) -> list[FieldNode]:
    """The root fields of a document's first operation."""
    try:
        document = parse(query)
    except GraphQLSyntaxError:
        return []
    operation = next(row for row in document.definitions if isinstance(row, OperationDefinitionNode))
    return [row for row in operation.selection_set.selections if isinstance(row, FieldNode)]


def guess_variables(query: str, known: dict[str, Any]) -> dict[str, Any]:
    """Values for a document's variables from the file's own list of values, by name.

    Equal names first, then names that end alike (`exactAddedCode` takes `addedCode`; of several ids the one
    whose type the field names, of several others the newest), then what is left over of the same kind
    (`removedCode` takes `seedCode`).
    """
    operation = next(row for row in parse(query).definitions if isinstance(row, OperationDefinitionNode))
    wanted = [row.variable.name.value for row in operation.variable_definitions or []]
    found = {name: known[name] for name in wanted if name in known}
    used = set(found)
    for name in wanted:
        if name not in found:
            alike = [
                key
                for key in known
                if name.lower().endswith(key.lower()) or key.lower().endswith(name.lower())
            ]
            if alike:
                chosen = max(alike, key=lambda key: (_named_in(str(known[key]), query), alike.index(key)))
                found[name] = known[chosen]
                used.add(chosen)
    for name in wanted:
        if name not in found:
            kind = re.findall(r"[A-Z]?[a-z]+$", name)[-1].lower()
            rest = [key for key in known if key not in used and key.lower().endswith(kind)]
            if rest:
                found[name] = known[rest[0]]
                used.add(rest[0])
    return found


def _named_in(value: str, query: str) -> int:
    """How many words of a global id's type the document's first root field names."""
    kind = re.match(r"gid://shopify/(\w+)/", value)
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", kind[1])} if kind else set()
    root = root_fields(query)[0].name.value
    return len(words & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", root)})
