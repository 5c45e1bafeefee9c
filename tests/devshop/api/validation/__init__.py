"""Errors before execution, in the words of Shopify's server (graphql-ruby) instead of graphql-core's."""

from __future__ import annotations

from typing import Any

from graphql import DocumentNode, GraphQLSchema, GraphQLSyntaxError, validate

from tests.devshop.api.validation.documents import DocumentCheck
from tests.devshop.api.validation.variables import variable_errors

__all__ = ["document_errors", "syntax_error", "variable_errors"]


def document_errors(schema: GraphQLSchema, document: DocumentNode) -> list[dict[str, Any]]:
    """The errors of a document, none where it may run.

    What graphql-ruby words differently is checked here first; the rest of the GraphQL rules come from
    graphql-core with its own wording.
    """
    found = DocumentCheck(schema, document).errors()
    if found:
        return found
    return [
        {
            "message": error.message,
            "locations": [{"line": spot.line, "column": spot.column} for spot in error.locations or []],
        }
        for error in validate(schema, document)
    ]


def syntax_error(error: GraphQLSyntaxError) -> dict[str, Any]:
    """A document that cannot be parsed."""
    message = error.message.removeprefix("Syntax Error: ")
    return {
        "message": f"syntax error, {message[:1].lower()}{message[1:]}",
        "locations": [{"line": spot.line, "column": spot.column} for spot in error.locations or []],
    }
