"""The shop's links as deciding needs them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from plugin.attribution.evidence import Evidence, link_keys
from plugin.attribution.links import KnownLink
from plugin.store.links import known_links


def links_for(session: Session, evidence: Iterable[Evidence]) -> list[KnownLink]:
    """The links that this evidence names."""
    keys = link_keys(evidence)
    return known_links(session, keys) if keys else []
