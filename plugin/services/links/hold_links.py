"""Pause, resume, retire links, and bring retired ones back.

A paused link keeps its redirect: its stable address leads to the home page meanwhile, and on again as soon as
nobody holds it any more. A retired link loses its redirect; its key stays known, because orders name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.services.links.settle_later import settle_links_later
from plugin.store.link_lookup import paths_in_use
from plugin.store.links import Link

OWNER, CAMPAIGN, CREATOR, ENROLMENT, LEAVING = "owner", "campaign", "creator", "enrolment", "leaving"
"""Who holds a link: its owner by hand, the paused or retired campaign, the archived creator, an enrolment
that has ended, or all being taken out of the shop.
"""


def hold_links(links: Iterable[Link], by: str, now: datetime) -> None:
    """Pause these links on behalf of `by`; what is retired stays so."""
    for link in links:
        if link.status != "retired" and by not in link.held_by:
            link.held_by = [*link.held_by, by]
            link.status, link.updated_at = "paused", now


def release_links(links: Iterable[Link], by: str, now: datetime) -> None:
    """End a pause on behalf of `by`; a link that nobody else holds is live again."""
    for link in links:
        if link.status != "retired" and by in link.held_by:
            link.held_by = [name for name in link.held_by if name != by]
            link.status = "paused" if link.held_by else "live"
            link.updated_at = now


def retire_links(session: Session, links: Sequence[Link], by: str, now: datetime) -> None:
    """End these links for good; their redirects are deleted in the background."""
    to_delete = []
    for link in links:
        if link.status == "retired":
            continue
        link.status, link.held_by, link.updated_at = "retired", [by], now
        if link.path is not None:
            to_delete.append(link.id)
    session.flush()
    settle_links_later(session, to_delete)


def revive_links(
    session: Session, links: Sequence[Link], now: datetime, *, held_by: str | None = None
) -> None:
    """Bring retired links back under their old keys, so that what was posted with them works again.

    A short path that somebody else has by now is given up. `held_by` is who holds them from the beginning.
    """
    taken = paths_in_use(session)
    for link in links:
        link.held_by = [held_by] if held_by else []
        link.status, link.updated_at = "paused" if held_by else "live", now
        if link.path in taken:
            link.path, link.redirect_state = None, "none"
        elif link.path is not None:
            taken[link.path] = link.creator_id
            link.redirect_state, link.redirect_problem = "planned", None
    session.flush()
