"""The link behind UTM parameters, where our own parameter was lost on the way."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.attribution.links import KnownLink
from plugin.store.database import ShopSession
from plugin.store.links import links_with_utm

MEDIUM = "creator"
"""What all our links say in `utm_medium`; somebody else's campaign of the same name says something else."""


def link_by_utm(session: ShopSession, utm: Mapping[str, str]) -> KnownLink | None:
    """The link that `utm` (names without `utm_`) came from; None where they are no link's of ours, or leave
    open which creator's.
    """
    if utm.get("medium") != MEDIUM:
        return None
    found = links_with_utm(
        session,
        campaign=utm.get("campaign"),
        term=utm.get("term"),
        content=utm.get("content"),
        source=utm.get("source"),
    )
    return found[0] if len({link.creator_id for link in found}) == 1 else None
