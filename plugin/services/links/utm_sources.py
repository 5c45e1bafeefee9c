"""What utm_source says of each platform, as the owner wants it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import InputError
from plugin.language import M_
from plugin.services.links.address import USUAL_SOURCES
from plugin.store.link_lookup import standing_links
from plugin.store.link_settings import keep_utm_sources, own_utm_sources

LONGEST = 50
_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]*")


def utm_sources(session: Session) -> dict[str, str]:
    """Platform -> utm_source: the usual ones, with what the owner chose instead."""
    return {**USUAL_SOURCES, **own_utm_sources(session)}


def change_utm_sources(session: Session, typed: Mapping[str, str], now: datetime) -> int:
    """Keep the owner's choices and put them into every link that is not retired; how many changed.

    Platforms that `typed` leaves out or leaves empty get the usual name. Links in long form that are out
    already keep what they say; they are known by their key. Raises `InputError` naming the platform.
    """
    chosen = {}
    for platform, usual in USUAL_SOURCES.items():
        source = typed.get(platform, "").strip().lower()
        if not source:
            continue
        if len(source) > LONGEST or not _SOURCE.fullmatch(source):
            raise InputError(
                M_(
                    "A source has at most %(most)s letters a to z, digits, dots, - and _, such as %(usual)s.",
                    most=LONGEST,
                    usual=usual,
                ),
                field=platform,
            )
        if source != usual:
            chosen[platform] = source
    keep_utm_sources(session, chosen, now)
    sources = {**USUAL_SOURCES, **chosen}
    changed = [link for link in standing_links(session) if link.utm_source != sources[link.platform]]
    for link in changed:
        link.utm_source = sources[link.platform]
    return len(changed)
