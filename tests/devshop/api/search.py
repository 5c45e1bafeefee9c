"""Shopify's search syntax: `title:Mug AND (status:active OR -tag:'old stock') created_at:>='2026-01-01'`.

Terms side by side are joined by AND. A term without field looks into the default text. What a field may be
called comes from the resolver; a field it does not know stops the request, because Shopify would silently
ignore it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from tests.devshop.api.registry import NotBuiltError

Row = TypeVar("Row")
Test = Callable[[Row], bool]
_TOKEN = re.compile(
    r"""\s*(?: (?P<paren>[()]) | (?P<minus>-)?(?:(?P<field>[a-zA-Z_.]+):(?P<cmp>>=|<=|>|<)?)?
        (?P<value>"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | (?:[^\s()"']|\\.)+ ) )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    """One term: `field` is None for plain text; `comparator` is "" for equality."""

    field: str | None
    comparator: str
    value: str
    negated: bool = False


@dataclass
class Search(Generic[Row]):
    """What can be asked of a row. `fields` maps a filter to the value(s) it looks at, `text` is searched by
    plain terms.
    """

    fields: dict[str, Callable[[Row], Any]]
    text: Callable[[Row], str]

    def keep(self, rows: list[Row], query: str | None) -> list[Row]:
        """The rows the query names, all of them where it is empty."""
        if not query or not query.strip():
            return list(rows)
        test = self.test(query)
        return [row for row in rows if test(row)]

    def test(self, query: str) -> Test[Row]:
        """The query as a test of one row. Raises NotBuiltError for a filter that is not in `fields`."""
        tokens = _tokens(query)
        test, rest = self._any(tokens)
        if rest:
            raise NotBuiltError(f"the stand-in cannot read the search query {query!r}")
        return test

    def _any(self, tokens: list[Term | str]) -> tuple[Test[Row], list[Term | str]]:
        tests = []
        one, tokens = self._all(tokens)
        tests.append(one)
        while tokens and tokens[0] == "OR":
            one, tokens = self._all(tokens[1:])
            tests.append(one)
        return (lambda row: any(test(row) for test in tests)), tokens

    def _all(self, tokens: list[Term | str]) -> tuple[Test[Row], list[Term | str]]:
        tests: list[Test[Row]] = []
        while tokens and tokens[0] not in ("OR", ")"):
            if tokens[0] == "AND":
                tokens = tokens[1:]
                continue
            one, tokens = self._one(tokens)
            tests.append(one)
        return (lambda row: all(test(row) for test in tests)), tokens

    def _one(self, tokens: list[Term | str]) -> tuple[Test[Row], list[Term | str]]:
        head, rest = tokens[0], tokens[1:]
        if head == "NOT":
            inner, rest = self._one(rest)
            return (lambda row: not inner(row)), rest
        if head == "(":
            inner, rest = self._any(rest)
            return inner, rest[1:]
        assert isinstance(head, Term)
        test = self._term(head)
        return ((lambda row: not test(row)) if head.negated else test), rest

    def _term(self, term: Term) -> Test[Row]:
        if term.field is None:
            wanted = term.value.casefold()
            return lambda row: wanted in self.text(row).casefold()
        name = term.field.lower()
        if name not in self.fields:
            raise NotBuiltError(
                f"the stand-in does not build the search filter {term.field!r}, only {sorted(self.fields)}"
            )
        return lambda row: _holds(term, self.fields[name](row))


def terms(query: str) -> list[Term]:
    """The terms of a query, without what joins them."""
    return [token for token in _tokens(query) if isinstance(token, Term)]


def _tokens(query: str) -> list[Term | str]:
    found: list[Term | str] = []
    position = 0
    text = query.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            raise NotBuiltError(f"the stand-in cannot read the search query {query!r}")
        position = match.end()
        value = match["value"]
        if match["paren"]:
            found.append(match["paren"])
        elif not match["field"] and not match["minus"] and value in ("AND", "OR", "NOT"):
            found.append(value)
        else:
            found.append(Term(match["field"], match["cmp"] or "", _unquote(value), bool(match["minus"])))
    return found


def _unquote(value: str) -> str:
    inner = value[1:-1] if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1 else value
    return re.sub(r"\\(.)", r"\1", inner)


def _holds(term: Term, found: Any) -> bool:
    if isinstance(found, list | set | tuple):
        return any(_holds(term, one) for one in found)
    if found is None:
        return False
    if isinstance(found, bool):
        return term.value.lower() in (("true", "1") if found else ("false", "0"))
    if isinstance(found, datetime):
        return _compare(term.comparator, found, _time(term.value))
    if isinstance(found, int | Decimal):
        wanted = _number(term.value)
        return wanted is not None and _compare(term.comparator, Decimal(found), wanted)
    return any(_like(str(found), one) for one in term.value.split(","))


def _like(found: str, wanted: str) -> bool:
    wanted, found = wanted.strip().casefold(), found.casefold()
    if wanted.endswith("*"):
        return found.startswith(wanted[:-1]) or any(word.startswith(wanted[:-1]) for word in found.split())
    return found == wanted or wanted in found.split() or (" " in wanted and wanted in found)


def _compare(comparator: str, found: Any, wanted: Any) -> bool:
    return bool(
        {
            "": found == wanted,
            ">": found > wanted,
            ">=": found >= wanted,
            "<": found < wanted,
            "<=": found <= wanted,
        }[comparator]
    )


def _time(value: str) -> datetime:
    if value == "now":
        return datetime.now(UTC)
    filled = re.sub(r"^(\d{4})$", r"\1-01-01", re.sub(r"^(\d{4}-\d\d)$", r"\1-01", value))
    try:
        parsed = datetime.fromisoformat(filled)
    except ValueError:
        raise NotBuiltError(f"the stand-in cannot read the time {value!r} of a search filter") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _number(value: str) -> Decimal | None:
    tail = value.rpartition("/")[2]
    try:
        return Decimal(tail)
    except InvalidOperation:
        return None
