"""The last part of a landing page's address: `/apps/earmark/p/cleo-cloud`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from anyascii import anyascii

LONGEST = 60
NAMELESS = "creator"
"""For a name without any letter or digit."""


def slug_of(name: str) -> str:
    """`name` in small letters a to z, digits and hyphens."""
    words = re.findall(r"[a-z0-9]+", anyascii(name).lower().replace("'", ""))
    return "-".join(words)[:LONGEST].strip("-") or NAMELESS


def free_slugs(names: Mapping[int, str], taken: Collection[str]) -> dict[int, str]:
    """Creator id -> a slug nobody has: the name's own, else with the lowest number that is free.

    `names` is creator id -> name; lower ids go first.
    """
    used = set(taken)
    found = {}
    for creator_id in sorted(names):
        own = slug = slug_of(names[creator_id])
        number = 2
        while slug in used:
            slug, number = f"{own}-{number}", number + 1
        used.add(slug)
        found[creator_id] = slug
    return found
