"""Errors before execution in the words of Shopify's server (graphql-ruby), not of graphql-core."""

from __future__ import annotations

from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, OperationDefinitionNode, validate


def shopify_errors(schema: GraphQLSchema, document: DocumentNode) -> list[dict[str, Any]]:
    return [{"message": error.message, "locations": [{"line": s.line, "column": s.column} for s in error.locations or []]} for error in validate(schema, document)]


def syntax_error(error: GraphQLSyntaxError) -> dict[str, Any]:
    return {"message": error.message, "locations": [{"line": s.line, "column": s.column} for s in error.locations or []]}


def variable_errors(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any], errors: list[GraphQLError]) -> list[dict[str, Any]]:
    return [{"message": error.message, "extensions": {"code": "INVALID_VARIABLE"}} for error in errors]
