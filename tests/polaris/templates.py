"""Reads a Jinja template as HTML and names what Shopify's components would not understand.

Jinja is set aside first: statements become spaces (so attributes of every branch are seen), expressions
become marks. An expression in a value is followed as far as its outcomes are written in it (`'info' if x else
'critical'`); what only the program knows is taken on trust here, and can be checked by giving the rendered
page to `find_problems`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from jinja2 import Environment, TemplateSyntaxError, nodes

from tests.polaris.manifest import Component, known_components
from tests.polaris.values import fits, is_boolean, is_property_only

JINJA = re.compile(r"\{#.*?#\}|\{%-?.*?-?%\}|\{\{-?(.*?)-?\}\}", flags=re.S)
STATEMENT = "\ue000"
EXPRESSION = re.compile("\ue001(\\d+)\ue002")
EVERYWHERE = re.compile(r"(id|class|style|slot|lang|dir|title|tabindex|hidden|popover|data-.+|hx-.+)")
"""Attributes any element may have: HTML's own, and htmx's."""
MENU = "a navigation menu"


@dataclass(frozen=True)
class Problem:
    """One thing a template says that no component understands; `line` counts from 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


def find_problems(source: str, components: dict[str, Component] | None = None) -> list[Problem]:
    """Every problem of a template or of a rendered page, in the order of its lines."""
    reader = _Reader(components or known_components())
    reader.read(source)
    return sorted(reader.problems, key=lambda problem: problem.line)


def outcomes(expression: str) -> set[str] | None:
    """The strings a Jinja expression can come to, or None where only the program knows."""
    try:
        tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse("{{" + expression + "}}")
    except TemplateSyntaxError:
        return None
    return _outcomes(tree.body[0].nodes[0])  # type: ignore[attr-defined]


def _outcomes(node: nodes.Node) -> set[str] | None:
    match node:
        case nodes.Const():
            return {str(node.value)}
        case nodes.TemplateData():
            return {node.data}
        case nodes.CondExpr():
            return _all_of(
                [node.expr1, *([node.expr2] if node.expr2 else [])], {"" for _ in [0] if not node.expr2}
            )
        case nodes.Or():
            return _all_of([node.left, node.right])
        case nodes.Getitem(node=nodes.Dict() as table):
            return _all_of([pair.value for pair in table.items])
        case nodes.Call(node=nodes.Getattr(node=nodes.Dict() as table, attr="get")):
            return _all_of([*(pair.value for pair in table.items), *node.args[1:2]])
    return None


def _all_of(parts: list[nodes.Expr], also: set[str] | None = None) -> set[str] | None:
    found = [_outcomes(part) for part in parts]
    if any(part is None for part in found):
        return None
    return set().union(also or set(), *(part for part in found if part is not None))


class _Reader(HTMLParser):
    def __init__(self, components: dict[str, Component]) -> None:
        super().__init__(convert_charrefs=True)
        self.components = components
        self.all_slots = {slot for component in components.values() for slot in component.slots}
        self.problems: list[Problem] = []
        self.open: list[str] = []
        self.expressions: list[str] = []

    def read(self, source: str) -> None:
        """Parses the whole template."""
        self.feed(_spaces_in_tags(JINJA.sub(self._mark, source)))
        self.close()

    def _mark(self, found: re.Match[str]) -> str:
        lines = "\n" * found[0].count("\n")
        if found[1] is None:
            return (STATEMENT if found[0].startswith("{%") else "") + lines
        self.expressions.append(found[1])
        return f"\ue001{len(self.expressions) - 1}\ue002{lines}"

    def _say(self, text: str) -> None:
        self.problems.append(Problem(self.getpos()[0], text))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<s-icon />` stays open in HTML and swallows what follows."""
        if "-" in tag:
            self._say(f"<{tag} /> is not closed in HTML: write <{tag}></{tag}>")
        self._element(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Checks the element and remembers it as the parent of what follows."""
        self._element(tag, attrs)
        if tag not in {"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the nearest element of that name."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _element(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        component = self.components.get(tag)
        if component is None and tag.startswith(("s-", "ui-")):
            self._say(f"<{tag}> is not a component of Polaris or App Bridge")
        given = [(name, self._values(value or "")) for name, value in attrs if not name.startswith("\ue001")]
        for name, values in given:
            if name == "slot":
                self._slot(tag, values)
        menu = next((self.components[name] for name in self.open if self._is_menu(name)), None)
        if menu is not None and tag in menu.child_attributes:
            component = Component(f"{tag}> in {MENU} <{menu.tag}", menu.child_attributes[tag])
            self._attributes(component, given, EVERYWHERE_IN_MENU)
        elif component is not None:
            self._attributes(component, given, EVERYWHERE)

    def _is_menu(self, name: str) -> bool:
        return name in self.components and bool(self.components[name].child_attributes)

    def _attributes(
        self, component: Component, given: list[tuple[str, list[str] | None]], free: re.Pattern[str]
    ) -> None:
        for name, values in given:
            kind = component.attributes.get(name)
            if name.startswith("on") and name[2:].split(":")[0] in component.events | {"click"}:
                continue
            if kind is None:
                if not free.fullmatch(name):
                    hint = (
                        " (say it with accessibilityLabel or accessibilityRole)"
                        if name.startswith("aria-")
                        else ""
                    )
                    self._say(f"<{component.tag}> has no attribute {name}{hint}")
            elif is_property_only(kind) or name == "children":
                self._say(f"<{component.tag}> takes {name} from a script only, not as an attribute")
            elif values is None:
                if is_boolean(kind):
                    self._say(f"<{component.tag}> is {name} whatever the expression comes to: use {{% if %}}")
            else:
                for value in values:
                    if not fits(name, kind, value):
                        self._say(f'<{component.tag}> does not take {name}="{value}"')

    def _slot(self, tag: str, values: list[str] | None) -> None:
        parent = self.open[-1] if self.open else None
        for slot in values or []:
            if parent is None:
                # The parent stands in another template, which extends or includes this one.
                if slot not in self.all_slots:
                    self._say(f'no component has a slot "{slot}"')
            elif parent not in self.components:
                self._say(f'slot="{slot}" of <{tag}> does nothing: its parent <{parent}> is no component')
            elif slot not in self.components[parent].slots:
                self._say(f'<{parent}> has no slot "{slot}"')

    def _values(self, written: str) -> list[str] | None:
        """What the attribute can be, as far as it is written there; None where only the program knows."""
        parts = [part.strip() for part in written.split(STATEMENT)]
        texts = [part for part in parts if part] or [""]
        found: list[str] = []
        for text in texts:
            whole = EXPRESSION.fullmatch(text)
            if whole:
                possible = outcomes(self.expressions[int(whole[1])])
                if possible is None:
                    return None
                found += sorted(possible)
            elif EXPRESSION.search(text):
                return None
            else:
                found.append(text)
        return found


EVERYWHERE_IN_MENU = re.compile(r"hx-.+|id")


def _spaces_in_tags(text: str) -> str:
    """Statements inside a tag but outside quotes part attributes; in text they vanish."""
    out: list[str] = []
    in_tag, quote = False, ""
    for place, sign in enumerate(text):
        if not in_tag and sign == "<" and re.match(r"[a-zA-Z/]", text[place + 1 : place + 2]):
            in_tag = True
        elif in_tag and quote:
            quote = "" if sign == quote else quote
        elif in_tag and sign in "\"'":
            quote = sign
        elif in_tag and sign == ">":
            in_tag = False
        if sign == STATEMENT and not quote:
            out.append(" ")
        else:
            out.append(sign)
    return "".join(out)
