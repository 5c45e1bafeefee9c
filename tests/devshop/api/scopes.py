"""Access scopes: what a field asks for, what the app holds, and Shopify's answer when they do not meet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import GraphQLError, GraphQLNamedType, GraphQLObjectType, get_named_type

if TYPE_CHECKING:
    from tests.devshop.api.schema import AdminSchema

DOCUMENTATION = "https://shopify.dev/api/usage/access-scopes"
_SCOPE = re.compile(r"(?:read|write)_[a-z0-9_]+")
_ALSO_NEEDED = re.compile(
    r"requires? (?:the |access to the )?`?((?:read|write)_[a-z0-9_]+)`?(?: access)? scope"
)


@dataclass(frozen=True)
class Access:
    """What a field or type asks for: one scope of every group. `text` is Shopify's own wording of it."""

    text: str
    groups: tuple[frozenset[str], ...]

    def allows(self, held: frozenset[str]) -> bool:
        """Whether an app that holds `held` (see `effective`) may have it."""
        return all(group & held for group in self.groups)


def read_access(text: str, scopes: list[str]) -> Access | None:
    """Shopify's sentence and the scopes it names, as groups of alternatives; None where no scope is asked
    for.

    Alternatives are joined by "or", "," or "any of"; "as well as", "and" and a "requires ... scope" in the
    part after "Also:" name a further group. What is said about staff permissions does not concern an app's
    offline token.
    """
    if not scopes:
        return None
    main, _, also = text.partition("Also:")
    groups = [frozenset(_SCOPE.findall(part)) for part in re.split(r"as well as|\band\b", main)]
    groups += [frozenset({found.lower()}) for found in _ALSO_NEEDED.findall(also.lower())]
    kept = tuple(group for group in groups if group)
    return Access(text.strip(), kept) if kept else None


def effective(granted: Iterable[str]) -> frozenset[str]:
    """The granted scopes with what they imply: a write scope includes the read scope of the same name."""
    held = set(granted)
    held |= {f"read_{scope.removeprefix('write_')}" for scope in granted if scope.startswith("write_")}
    return frozenset(held)


def check_access(schema: AdminSchema, parent: str, field: str, returns: object, held: frozenset[str]) -> None:
    """Raise Shopify's ACCESS_DENIED unless `held` opens the field and the type it answers with.

    The error names the access required only where the field itself asks for it; where the type behind the
    field asks, Shopify leaves the sentence out.
    """
    access = schema.fields.get((parent, field))
    if access is not None and not access.allows(held):
        raise access_denied(field, access.text)
    behind = schema.types.get(guarded_type(get_named_type(returns)))  # type: ignore[call-overload]
    if behind is not None and not behind.allows(held):
        raise access_denied(field, None)


def access_denied(field: str, required: str | None) -> GraphQLError:
    """The error for one refused field; the field itself becomes null, the rest of the answer stands."""
    extensions = {"code": "ACCESS_DENIED", "documentation": DOCUMENTATION}
    if required is None:
        return GraphQLError(f"Access denied for {field} field.", extensions=extensions)
    message = f"Access denied for {field} field. Required access: {required}"
    return GraphQLError(message, extensions={**extensions, "requiredAccess": required})


def guarded_type(named: GraphQLNamedType) -> str:
    """The type whose access counts: for a connection, that of its nodes."""
    if isinstance(named, GraphQLObjectType) and named.name.endswith("Connection") and "nodes" in named.fields:
        return str(get_named_type(named.fields["nodes"].type).name)
    return named.name
