"""Fields, arguments, fragments and variables of a document against the schema."""

from __future__ import annotations

from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_input_type,
    is_required_argument,
    print_ast,
    type_from_ast,
    visit,
)
from graphql.language import Visitor

from tests.devshop.api.validation.literals import Place, literal_errors
from tests.devshop.api.validation.mismatch import mismatch

Path = list[Any]


class DocumentCheck:
    """One pass over a document; `errors` gives what graphql-ruby would answer."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.document = document
        self.fragments = {
            row.name.value: row for row in document.definitions if isinstance(row, FragmentDefinitionNode)
        }
        self.found: list[dict[str, Any]] = []
        self.variables: dict[str, Any] | None = None

    def errors(self) -> list[dict[str, Any]]:
        """Every error, in document order."""
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self._operation(definition)
            elif isinstance(definition, FragmentDefinitionNode):
                self._fragment(definition)
        spread = {name for row in self.document.definitions for name in _spreads(row)}
        for name, row in self.fragments.items():
            if name not in spread:
                extensions = {"code": "useAndDefineFragment", "fragmentName": name}
                self._report(
                    f"Fragment {name} was defined, but not used", row, [f"fragment {name}"], extensions
                )
        return self.found

    def _operation(self, operation: OperationDefinitionNode) -> None:
        kind = operation.operation.value
        name = operation.name.value if operation.name else None
        path: Path = [f"{kind} {name}" if name else kind]
        declared: dict[str, Any] = {}
        for row in operation.variable_definitions or []:
            variable, given = row.variable.name.value, type_from_ast(self.schema, row.type)
            if given is None or not is_input_type(given):
                named = print_ast(row.type).strip("[]!")
                extensions = {
                    "code": "variableRequiresValidType",
                    "typeName": named,
                    "variableName": variable,
                }
                self._report(f"{named} isn't a defined input type (on ${variable})", row, path, extensions)
            declared[variable] = given
        root = self.schema.get_root_type(operation.operation)
        if root is None:
            self._report(
                f"Schema is not configured for {kind}s", operation, path, {"code": "missingOperation"}
            )
            return
        self.variables = declared
        self._selections(operation.selection_set, root, path)
        self.variables = None
        self._variable_use(operation, declared, name, path)

    def _variable_use(
        self, operation: OperationDefinitionNode, declared: dict[str, Any], name: str | None, path: Path
    ) -> None:
        used = self._used_variables(operation, set())
        owner = name or f"anonymous {operation.operation.value}"
        for variable in declared:
            if variable not in used:
                extensions = {"code": "variableNotUsed", "variableName": variable}
                self._report(
                    f"Variable ${variable} is declared by {owner} but not used", operation, path, extensions
                )
        for variable, where in used.items():
            if variable not in declared:
                extensions = {"code": "variableNotDefined", "variableName": variable}
                self._report(
                    f"Variable ${variable} is used by {owner} but not declared", where, path, extensions
                )

    def _fragment(self, fragment: FragmentDefinitionNode) -> None:
        path: Path = [f"fragment {fragment.name.value}"]
        named = self._condition(fragment.type_condition.name.value, fragment, path)
        if named is not None:
            self._selections(fragment.selection_set, named, path)

    def _selections(self, selections: SelectionSetNode, parent: GraphQLNamedType, path: Path) -> None:
        for row in selections.selections:
            if isinstance(row, FieldNode):
                self._field(row, parent, [*path, row.alias.value if row.alias else row.name.value])
            elif isinstance(row, InlineFragmentNode):
                named: GraphQLNamedType | None = parent
                inside = [*path, "..."]
                if row.type_condition is not None:
                    inside = [*path, f"... on {row.type_condition.name.value}"]
                    named = self._condition(row.type_condition.name.value, row, inside)
                if named is not None:
                    self._selections(row.selection_set, named, inside)
            elif isinstance(row, FragmentSpreadNode) and row.name.value not in self.fragments:
                name = row.name.value
                extensions = {"code": "useAndDefineFragment", "fragmentName": name}
                self._report(
                    f"Fragment {name} was used, but not defined", row, [*path, f"... {name}"], extensions
                )

    def _condition(self, name: str, where: Node, path: Path) -> GraphQLNamedType | None:
        named = self.schema.get_type(name)
        if named is None:
            extensions = {"code": "undefinedType", "typeName": name}
            self._report(f"No such type {name}, so it can't be a fragment condition", where, path, extensions)
        return named

    def _field(self, field: FieldNode, parent: GraphQLNamedType, path: Path) -> None:
        name = field.name.value
        definition = self.schema.get_field(parent, name)  # type: ignore[arg-type]
        if definition is None:
            extensions = {"code": "undefinedField", "typeName": parent.name, "fieldName": name}
            self._report(f"Field '{name}' doesn't exist on type '{parent.name}'", field, path, extensions)
            return
        self._arguments(field, definition.args, path)
        behind = get_named_type(definition.type)
        extensions = {"code": "selectionMismatch", "nodeName": f"field '{name}'", "typeName": behind.name}
        if is_composite_type(behind) and field.selection_set is None:
            said = f"(field '{name}' returns {behind.name} but has no selections."
            hint = f"Did you mean '{name} {{ ... }}'?)"
            self._report(f"Field must have selections {said} {hint}", field, path, extensions)
        elif not is_composite_type(behind) and field.selection_set is not None:
            chosen = ", ".join(f'"{print_ast(row)}"' for row in field.selection_set.selections)
            said = f"(field '{name}' returns {behind.name} but has selections [{chosen}])"
            self._report(f"Selections can't be made on scalars {said}", field, path, extensions)
        elif field.selection_set is not None:
            self._selections(field.selection_set, behind, path)

    def _arguments(self, field: FieldNode, defined: dict[str, GraphQLArgument], path: Path) -> None:
        name = field.name.value
        given = {row.name.value: row for row in field.arguments or []}
        for argument, row in given.items():
            if argument not in defined:
                message = f"Field '{name}' doesn't accept argument '{argument}'"
                extensions = {
                    "code": "argumentNotAccepted",
                    "name": name,
                    "typeName": "Field",
                    "argumentName": argument,
                }
                self._report(message, row, [*path, argument], extensions)
                continue
            self._argument(field, row, defined[argument], [*path, argument])
        missing = [key for key, row in defined.items() if is_required_argument(row) and key not in given]
        if missing:
            listed = ", ".join(missing)
            extensions = {
                "code": "missingRequiredArguments",
                "className": "Field",
                "name": name,
                "arguments": listed,
            }
            self._report(f"Field '{name}' is missing required arguments: {listed}", field, path, extensions)

    def _argument(self, field: FieldNode, row: ArgumentNode, defined: GraphQLArgument, path: Path) -> None:
        if isinstance(row.value, VariableNode):
            declared = (self.variables or {}).get(row.value.name.value)
            wrong = mismatch(declared, defined) if declared is not None else None
            if wrong is not None:
                variable = row.value.name.value
                types = f"({declared} / {defined.type})"
                said = f"{wrong} on variable ${variable} and argument {row.name.value} {types}"
                extensions = {
                    "code": "variableMismatch",
                    "variableName": variable,
                    "typeName": str(declared),
                    "argumentName": row.name.value,
                    "errorMessage": wrong,
                }
                self._report(said, row, path, extensions)
            return
        place = Place("Field", field.name.value, row.name.value, field, path)
        self.found += literal_errors(row.value, defined.type, place)

    def _used_variables(self, root: Node, seen: set[str]) -> dict[str, Node]:
        used: dict[str, Node] = {}

        class Uses(Visitor):
            def enter_variable(self, node: VariableNode, _key: Any, parent: Any, *_: Any) -> None:
                if parent is None or parent.__class__.__name__ != "VariableDefinitionNode":
                    used.setdefault(node.name.value, node)

        visit(root, Uses())
        for name in _spreads(root):
            if name in self.fragments and name not in seen:
                used = {**self._used_variables(self.fragments[name], {*seen, name}), **used}
        return used

    def _report(self, message: str, where: Node, path: Path, extensions: dict[str, Any]) -> None:
        self.found.append(
            {"message": message, "locations": [spot(where)], "path": path, "extensions": extensions}
        )


def spot(node: Node) -> dict[str, int]:
    """Where a node begins, as line and column from 1."""
    assert node.loc is not None
    return {"line": node.loc.start_token.line, "column": node.loc.start_token.column}


def _spreads(root: Node) -> set[str]:
    names: set[str] = set()

    class Spreads(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
            names.add(node.name.value)

    visit(root, Spreads())
    return names
