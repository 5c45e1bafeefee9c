"""Bring short paths in Shopify to what their links ask for: made, led elsewhere, or deleted.

A redirect of ours is known by where it leads: `<proxy prefix>/go/<key>`. So repeating any step makes no
second one, an answer that was lost is found again, and nobody else's redirect is ever touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ShopifyError, TokenLostError
from plugin.language import N_
from plugin.services.links.address import go_path
from plugin.shopify.admin import Admin
from plugin.shopify.redirects import (
    StandingRedirect,
    change_redirect,
    create_redirect,
    delete_redirect,
    find_redirects,
    read_redirects,
)
from plugin.store.campaigns import Campaign, find_campaign
from plugin.store.code_lookup import find_code
from plugin.store.codes import DiscountCode
from plugin.store.database import Database
from plugin.store.link_lookup import links_with_ids
from plugin.store.links import Link, find_link, link_by_key
from plugin.store.shops import shop_by_id

TAKEN = N_(
    "The shop already has a redirect at this path. Choose another path, or delete that redirect in Shopify "
    "(Online Store, Navigation, URL redirects) and try again."
)
PAGE_THERE = N_("The shop already shows a page at this path. Choose another path.")
REMOVED = N_("The short path was deleted in Shopify. Try again to put it back, or take the path out.")
CHANGED = N_("The short path leads elsewhere now: it was changed in Shopify. Try again to put it back.")

StatusOf = Callable[[str], int | None]
"""What the shop answers at a path of its own (an HTTP status), None where that cannot be seen."""


class PathTakenError(Exception):
    """The short path belongs to something else in the shop. The message says to what."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked of one link's redirect. `path` None: that there is none."""

    link_id: int
    key: str
    gid: str | None
    path: str | None
    last_path: str
    target: str


@dataclass(frozen=True, slots=True)
class SettlingLinks:
    """Settles links of one shop. `clock` gives the moment of each step, `status_of` looks at the shop."""

    database: Database
    client: Admin
    shop_id: int
    clock: Callable[[], datetime]
    status_of: StatusOf

    def run(self, link_ids: Sequence[int]) -> None:
        """Settle these links, each in its own transactions.

        Raises retryable `ShopifyError`s (call again with the same links) and `TokenLostError`; any other
        refusal is kept at the link as its problem.
        """
        wishes = self._wishes(link_ids)
        found = read_redirects(self.client, [wish.gid for wish in wishes if wish.gid])
        for wish in wishes:
            standing = found.get(wish.gid or "")
            if standing is not None and not _is_of(standing, wish.key):
                # Somebody has led it elsewhere: it is no longer ours to change.
                standing = None
            gid: str | None = None
            try:
                if wish.path:
                    gid = self._stand(wish, standing)
                else:
                    self._remove(wish, standing)
            except PathTakenError as error:
                self._note(wish, None, str(error))
            except ShopifyError as error:
                if error.retryable or isinstance(error, TokenLostError):
                    raise
                self._note(wish, wish.gid, str(error))
            else:
                self._note(wish, gid, None)

    def _wishes(self, link_ids: Sequence[int]) -> list[_Wish]:
        with self.database.shop(self.shop_id) as session:
            prefix = shop_by_id(session, self.shop_id).proxy_prefix
            return [
                _Wish(
                    link.id,
                    link.key,
                    link.redirect_gid,
                    link.path if link.status != "retired" else None,
                    link.path or "",
                    go_path(prefix, link.key),
                )
                for link in links_with_ids(session, link_ids)
                if link.status == "retired" or link.path is None or is_launched(session, link)
            ]

    def _stand(self, wish: _Wish, standing: StandingRedirect | None) -> str:
        path = wish.path or ""
        if standing is not None and (standing.path, standing.target) == (path, wish.target):
            return standing.gid
        seen = find_redirects(self.client, path, wish.target)
        at_path = seen.at_path
        if at_path is not None and at_path.target == wish.target:
            self._delete([row for row in seen.to_target if row.gid != at_path.gid])
            return at_path.gid
        if at_path is not None:
            # Its own under an earlier prefix of the proxy, or one that another link of ours has left behind.
            if not _is_of(at_path, wish.key) and not self._is_left_over(at_path):
                raise PathTakenError(TAKEN)
            self._delete(seen.to_target)
            return change_redirect(self.client, at_path.gid, path, wish.target)
        if (status := self.status_of(path)) is not None and status < 300:
            raise PathTakenError(PAGE_THERE)
        mine = standing or next(iter(seen.to_target), None)
        if mine is not None:
            return change_redirect(self.client, mine.gid, path, wish.target)
        return create_redirect(self.client, path, wish.target)

    def _remove(self, wish: _Wish, standing: StandingRedirect | None) -> None:
        rows = find_redirects(self.client, wish.last_path, wish.target).to_target
        self._delete({row.gid: row for row in (*rows, *([standing] if standing else []))}.values())

    def _delete(self, rows: Iterable[StandingRedirect]) -> None:
        for row in rows:
            delete_redirect(self.client, row.gid)

    def _is_left_over(self, standing: StandingRedirect) -> bool:
        """Whether a redirect is of another link of ours that wants this path no longer."""
        begin, _, key = standing.target.rpartition("/go/")
        if not begin:
            return False
        with self.database.shop(self.shop_id) as session:
            link = link_by_key(session, key)
            return link is not None and (link.status == "retired" or link.path != standing.path)

    def _note(self, wish: _Wish, gid: str | None, problem: str | None) -> None:
        with self.database.shop(self.shop_id) as session:
            link = find_link(session, wish.link_id, lock=True)
            if link is None:
                return
            link.redirect_gid, link.updated_at = gid, self.clock()
            asked = link.path if link.status != "retired" else None
            if asked != wish.path:
                # The owner has asked for something else meanwhile: the job for that follows.
                return
            link.redirect_problem = problem
            if problem is not None:
                link.redirect_state = "failed"
            elif wish.path is not None:
                link.redirect_state = "live"
            else:
                link.redirect_state = "removed" if link.status == "retired" else "none"


def is_launched(session: Session, link: Link) -> bool:
    """Whether the link's path may stand in the shop: its campaign is no draft, its code no mere plan."""
    return may_stand(
        find_campaign(session, link.campaign_id) if link.campaign_id is not None else None,
        find_code(session, link.code_id) if link.code_id is not None else None,
    )


def may_stand(campaign: Campaign | None, code: DiscountCode | None) -> bool:
    """The same of a link whose campaign and code are at hand."""
    return (campaign is None or campaign.status != "draft") and (code is None or code.status != "planned")


def note_unsettled(session: Session, link_ids: Sequence[int], reason: str, now: datetime) -> None:
    """Keep at each of these links why its short path could not be brought where it should be."""
    for link in links_with_ids(session, link_ids):
        wanted = ("none", "removed") if link.status == "retired" or link.path is None else ("live",)
        if link.redirect_state not in wanted and is_launched(session, link):
            link.redirect_state, link.redirect_problem, link.updated_at = "failed", reason, now


def _is_of(standing: StandingRedirect, key: str) -> bool:
    """Whether a redirect leads to the link with this key, under whatever prefix the proxy had."""
    return standing.target.endswith(f"/go/{key}")
