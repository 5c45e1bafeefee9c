"""Shopify's Admin schema as the stand-in executes it, with the access each type and field asks for."""

from __future__ import annotations

import functools
import gzip
import json
from dataclasses import dataclass

from graphql import GraphQLSchema, build_client_schema

from tests.devshop import artefacts
from tests.devshop.api.scalars import equip_scalars
from tests.devshop.api.scopes import Access, read_access


@dataclass(frozen=True)
class AdminSchema:
    """One version of the Admin API. `fields` is keyed (type, field); types and fields open to all apps are
    left out.
    """

    version: str
    graphql: GraphQLSchema
    fields: dict[tuple[str, str], Access]
    types: dict[str, Access]


@functools.cache
def load_schema(version: str = artefacts.LATEST) -> AdminSchema:
    """The schema of `version` (half a second the first time).

    The file breaks a rule that graphql-core checks (a deprecated field that implements one that is not), and
    Shopify serves it so: `assume_valid` takes it as it is. Raises ArtefactMissingError when the file was not
    fetched.
    """
    with gzip.open(artefacts.admin_schema(version), "rt", encoding="utf-8") as file:
        content = json.load(file)
    schema = build_client_schema(content["data"], assume_valid=True)
    equip_scalars(schema)
    fields: dict[tuple[str, str], Access] = {}
    types: dict[str, Access] = {}
    for row in content["offline_scopes"]["items"]:
        access = read_access(row["requiredAccess"], row["offlineScopes"])
        if access is None:
            continue
        if row["type"] == "field":
            fields[row["typeName"], row["fieldName"]] = access
        else:
            types[row["typeName"]] = access
    return AdminSchema(version, schema, fields, types)
