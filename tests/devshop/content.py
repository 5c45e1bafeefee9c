"""What the online store shows beside products: pages, URL redirects; and the app's web pixel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Metafield:
    """One metafield as it was written."""

    id: int
    namespace: str
    key: str
    type: str
    value: str


@dataclass
class Page:
    """An online store page at `/pages/<handle>`; `body` is HTML. `published_at` None means hidden."""

    id: int
    title: str
    handle: str
    body: str
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    template_suffix: str | None = None
    metafields: list[Metafield] = field(default_factory=list)

    def is_published(self, now: datetime) -> bool:
        """Whether shoppers see it at `now`."""
        return self.published_at is not None and self.published_at <= now

    def hidden_from_search(self) -> bool:
        """Whether the metafield `seo.hidden` keeps it from search engines and the sitemap."""
        return any((row.namespace, row.key, row.value) == ("seo", "hidden", "1") for row in self.metafields)


@dataclass
class UrlRedirect:
    """A permanent redirect of the storefront; it applies only where `path` would be 404."""

    id: int
    path: str
    target: str


@dataclass
class WebPixel:
    """The app's web pixel on one shop, with its settings (a JSON object)."""

    id: int
    settings: dict[str, Any]
