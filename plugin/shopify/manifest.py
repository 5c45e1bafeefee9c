"""What `storefront/shopify.app.toml` asks Shopify for: scopes, topics, and the fields of each topic."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).resolve().parents[2] / "storefront" / "shopify.app.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`fields` holds the include_fields of each topic, None for a topic that is sent whole."""

    scopes: tuple[str, ...]
    api_version: str
    fields: Mapping[str, tuple[str, ...] | None]

    @property
    def topics(self) -> frozenset[str]:
        """Every topic subscribed to, the compliance topics included."""
        return frozenset(self.fields)


@cache
def manifest(path: Path = PATH) -> Manifest:
    """The manifest, read once. It lies beside the code: a deployment without it cannot start."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    webhooks = read["webhooks"]
    fields: dict[str, tuple[str, ...] | None] = {}
    for row in webhooks["subscriptions"]:
        for topic in [*row.get("topics", ()), *row.get("compliance_topics", ())]:
            fields[topic] = tuple(row["include_fields"]) if "include_fields" in row else None
    scopes = tuple(scope.strip() for scope in read["access_scopes"]["scopes"].split(",") if scope.strip())
    return Manifest(scopes, webhooks["api_version"], fields)
