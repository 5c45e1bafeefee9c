"""What our own shopify.app.toml asks Shopify for: scopes and webhook subscriptions."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin


@dataclass(frozen=True)
class Subscription:
    """One topic sent to one address; `include_fields` empty means the whole body."""

    topic: str
    uri: str
    include_fields: tuple[str, ...]
    compliance: bool
    name: str | None

    def url(self, app_url: str) -> str:
        """The full address: a relative uri is joined to the app's."""
        return (
            urljoin(app_url.rstrip("/") + "/", self.uri.lstrip("/")) if self.uri.startswith("/") else self.uri
        )


@dataclass(frozen=True)
class Manifest:
    """The parts of the app configuration the stand-in acts on."""

    scopes: tuple[str, ...]
    api_version: str
    subscriptions: tuple[Subscription, ...]
    proxy: dict[str, str] | None

    def for_topic(self, topic: str) -> list[Subscription]:
        """Every subscription to `topic`."""
        return [row for row in self.subscriptions if row.topic == topic]


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`, read again whenever the file has changed."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Manifest:
    data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    webhooks = data.get("webhooks", {})
    rows = [
        Subscription(
            topic, table["uri"], tuple(table.get("include_fields", ())), compliance, table.get("name")
        )
        for table in webhooks.get("subscriptions", ())
        for key, compliance in (("topics", False), ("compliance_topics", True))
        for topic in table.get(key, ())
    ]
    scopes = data.get("access_scopes", {}).get("scopes", "")
    return Manifest(
        scopes=tuple(scope.strip() for scope in scopes.split(",") if scope.strip()),
        api_version=webhooks["api_version"],
        subscriptions=tuple(rows),
        proxy=data.get("app_proxy"),
    )


def keep_fields(body: Any, fields: tuple[str, ...]) -> Any:
    """`body` cut down to `fields`; a dot goes into an object or into every object of a list."""
    if not fields:
        return body
    if isinstance(body, list):
        return [keep_fields(row, fields) for row in body]
    if not isinstance(body, dict):
        return body
    wanted: dict[str, list[str]] = {}
    for name in fields:
        head, _, rest = name.partition(".")
        wanted.setdefault(head, []).append(rest)
    return {
        key: value if "" in wanted[key] else keep_fields(value, tuple(wanted[key]))
        for key, value in body.items()
        if key in wanted
    }
