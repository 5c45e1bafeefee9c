"""Replaying a capture step by step over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_required_argument

from tests.devshop import artefacts
from tests.devshop.api import blueprint
from tests.devshop.api.registry import MUTATIONS, QUERIES
from tests.devshop.api.schema import load_schema
from tests.devshop.conformance.captures import Capture, Denied, Download, Pair, root_fields
from tests.devshop.conformance.compare import Identities, differences
from tests.devshop.conformance.documents import DOCUMENTS
from tests.devshop.conformance.rebuild import rebuild
from tests.devshop.conformance.stage import stage
from tests.devshop.oauth.grants import issue


@dataclass
class Outcome:
    """What a replay found: `differing` must be empty; `left_out` says what was not replayed and why."""

    replayed: int = 0
    differing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    costs: list[tuple[str, dict[str, int], dict[str, int]]] = field(default_factory=list)


class Replay:
    """One capture against one staged shop."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.world, self.shop, self.clock = stage(capture)
        version = capture.version
        self.version = version if version in artefacts.admin_versions() else artefacts.admin_versions()[0]
        self.schema = load_schema(self.version)
        installation = self.shop.installation
        assert installation is not None
        token = issue(self.world, installation, self.world.client_secret, self.clock()).access_token
        app = Flask("conformance")
        app.testing = True
        app.config["WORLD"] = self.world
        app.register_blueprint(blueprint)
        self.client = app.test_client()
        self.headers = {"Host": self.shop.domain, "X-Shopify-Access-Token": token}
        self.identities = Identities()
        self.bulk_url: str | None = None
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Every step in order."""
        for step in self.capture.steps:
            self.clock.tick()
            if isinstance(step, Pair):
                self._pair(step)
            elif isinstance(step, Download):
                self._download(step)
            else:
                self._denied(step)
        return self.outcome

    def _pair(self, pair: Pair) -> None:
        query = pair.query or DOCUMENTS.get(PurePath(pair.document or "").stem)
        own = query is None and isinstance(pair.answer.get("data"), dict)
        if own:
            query = rebuild(self.schema.graphql, pair.answer["data"], pair.variables)
        if query is None:
            self.outcome.left_out.append(
                f"{pair.name}: the capture carries no document, and its aliases or literals cannot be guessed"
            )
            return
        roots = {row.name.value for row in root_fields(query)} - {"__type", "__schema", "__typename"}
        unknown = sorted(name for name in roots if name not in QUERIES and name not in MUTATIONS)
        if unknown and "errors" not in pair.answer:
            self.outcome.left_out.append(f"{pair.name}: {', '.join(unknown)} is no part of the stand-in")
            return
        body = self._ask(query, self.identities.translate(pair.variables))
        lagging = frozenset(
            row.alias.value if row.alias else row.name.value
            for row in root_fields(query)
            if any(argument.name.value == "query" for argument in row.arguments or [])
        )
        if pair.lookup and _not_built(body):
            self.outcome.left_out.append(f"{pair.name}: a look-up of fields that are no part of the stand-in")
            return
        captured = {key: inner for key, inner in pair.answer.items() if key != "extensions"}
        ours = {key: inner for key, inner in body.items() if key != "extensions"}
        if pair.query is None:
            captured, ours = _without_locations(captured), _without_locations(ours)
        found = differences(captured, ours, self.identities, pair.name.replace(".", "/"), lagging=lagging)
        self.outcome.replayed += 1
        self.outcome.differing += found
        if (
            pair.query is not None
            and "cost" in (pair.answer.get("extensions") or {})
            and "extensions" in body
        ):
            self.outcome.costs.append(
                (pair.name, pair.answer["extensions"]["cost"], body["extensions"]["cost"])
            )
        self.bulk_url = _bulk_url(body) or self.bulk_url

    def _download(self, step: Download) -> None:
        if self.bulk_url is None:
            self.outcome.differing.append(f"{step.name}: the stand-in gave no address for the result")
            return
        parts = urlsplit(self.bulk_url)
        response = self.client.get(parts.path, headers={"Host": parts.netloc})
        records = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
        self.outcome.replayed += 1
        self.outcome.differing += differences(
            step.records, records, Identities(), step.name.replace(".", "/")
        )

    def _denied(self, step: Denied) -> None:
        """A root field in its shortest form, with the arguments it insists on."""
        mutation, query = self.schema.graphql.mutation_type, self.schema.graphql.query_type
        assert mutation is not None
        assert query is not None
        root = mutation if step.root in mutation.fields else query
        body = self._ask(_shortest(root, step.root), {})
        messages = [error["message"] for error in body.get("errors", [])]
        self.outcome.replayed += 1
        if step.message not in messages:
            self.outcome.differing.append(f"{step.name}: {step.message!r} is not among {messages!r}")

    def _ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        path = f"/admin/api/{self.capture.version}/graphql.json"
        response = self.client.post(path, json={"query": query, "variables": variables}, headers=self.headers)
        body: dict[str, Any] = response.get_json()
        return body


def _shortest(root: GraphQLObjectType, name: str) -> str:
    definition = root.fields[name]
    given = []
    for argument, row in definition.args.items():
        if argument == "first":
            given.append("first: 1")
        elif is_required_argument(row):
            kind = get_named_type(row.type).name
            given.append(f"{argument}: {_empty(kind)}")
    arguments = f"({', '.join(given)})" if given else ""
    selection = " { __typename }" if is_composite_type(get_named_type(definition.type)) else ""
    return f"{'mutation' if root.name == 'Mutation' else 'query'} {{ {name}{arguments}{selection} }}"


def _empty(kind: str) -> str:
    texts = {
        "ID": '"gid://shopify/Any/1"',
        "URL": '"https://example.com/file.csv"',
        "String": '"x"',
        "Int": "1",
    }
    return texts.get(kind, "{}")


def _without_locations(body: dict[str, Any]) -> dict[str, Any]:
    errors = [
        {key: inner for key, inner in error.items() if key != "locations"} for error in body.get("errors", [])
    ]
    return {**body, "errors": errors} if "errors" in body else body


def _not_built(body: dict[str, Any]) -> bool:
    codes = [(error.get("extensions") or {}).get("code") for error in body.get("errors", [])]
    return "STAND_IN_NOT_BUILT" in codes


def _bulk_url(value: Any) -> str | None:
    if isinstance(value, dict):
        if isinstance(value.get("url"), str) and "bulk-operation-outputs" in value["url"]:
            return str(value["url"])
        return next((found for found in map(_bulk_url, value.values()) if found), None)
    return None
