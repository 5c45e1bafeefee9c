"""The shop's creators as a survey offers them, kept in memory for a little while."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from plugin.attribution.survey.lists import Candidate
from plugin.services.buyers import buyer_key
from plugin.services.survey.decoys import who_is_like
from plugin.services.survey.texts import Lexicon, Named, squeezed
from plugin.settings import Settings
from plugin.store.database import ShopSession, shop_of
from plugin.store.folding import folded, search_text
from plugin.store.shops import shop_by_id
from plugin.store.survey.decoys import Decoy, all_decoys
from plugin.store.survey.roster import Heard, RosterCreator, heard_of, roster

RECENT = timedelta(days=60)
"""How far back a creator's activity is looked at."""
ORDER_WORTH = 20
"""An order credited says as much as so many visits."""
SENT_WHOLE = 200
"""A roster of so many creators or fewer is searched in the shopper's page."""
FRESH = timedelta(seconds=20)
"""How long a changed name may take to show."""
HEARD_FRESH = timedelta(minutes=5)
MOST_KEPT = 500
"""Shops whose roster is kept in memory."""


@dataclass(frozen=True)
class Roster:
    """A shop's creators, archived ones too, and every decoy there was (number -> decoy). `key` keys the
    options' names.
    """

    creators: Sequence[RosterCreator]
    decoys: Mapping[int, Decoy]
    key: bytes = field(repr=False)
    loaded_at: datetime

    @cached_property
    def option_keys(self) -> dict[int, str]:
        """Creator -> the name of their option, which says nothing to a shopper."""
        return {row.creator_id: option_key(self.key, f"creator {row.creator_id}") for row in self.creators}

    @cached_property
    def by_option(self) -> dict[str, RosterCreator]:
        """The name of an option -> the creator."""
        return {self.option_keys[row.creator_id]: row for row in self.creators}

    @cached_property
    def by_id(self) -> dict[int, RosterCreator]:
        """Creator's number -> the creator."""
        return {row.creator_id: row for row in self.creators}

    @cached_property
    def named(self) -> list[Named]:
        """Every creator by all they are called."""
        return [
            Named(row.creator_id, (row.name, *dict.fromkeys(row.handles.values())), tuple(row.aliases))
            for row in self.creators
        ]

    @cached_property
    def fit_decoy(self) -> Decoy | None:
        """The decoy shown now where it is like no creator's name, else None."""
        live = [row for row in self.decoys.values() if row.status == "live"]
        newest = max(live, key=lambda row: row.id, default=None)
        like = newest and who_is_like(newest.name, newest.handle, self.named)
        return None if like else newest

    @cached_property
    def lexicon(self) -> Lexicon:
        """What a typed text can mean: every creator, and every invented one."""
        decoys = [Named(row.id, (row.name, row.handle), decoy=True) for row in self.decoys.values()]
        return Lexicon(self.named + decoys)

    @cached_property
    def _searched(self) -> list[tuple[str, str, RosterCreator]]:
        """(what a search looks in, what the name begins with, creator)."""
        return [
            (search_text(row.name, *row.aliases, *row.handles.values()), squeezed(row.name), row)
            for row in self.creators
        ]

    def found(self, typed: str, *, most: int) -> list[RosterCreator]:
        """Creators whose name, alias or handle has every word typed; those who begin with it first."""
        words = [word.lstrip("@") or word for word in folded(typed).split()]
        begins = squeezed(typed)
        hits = [
            (not name.startswith(begins), row)
            for text, name, row in self._searched
            if words and all(word in text for word in words)
        ]
        return [row for _, row in sorted(hits, key=lambda hit: hit[0])[:most]]


def with_decoy(session: ShopSession, known: Roster, decoy_id: int | None) -> Roster:
    """The roster, with a decoy that was made since it was loaded."""
    if decoy_id is None or decoy_id in known.decoys:
        return known
    return replace(known, decoys={row.id: row for row in all_decoys(session)})


def option_key(key: bytes, what: str) -> str:
    """`c` and 12 letters that only the shop can make: a creator's option and a decoy's look alike."""
    digest = hmac.digest(key, f"survey option\n{what}".encode(), hashlib.sha256)
    return "c" + base64.b32encode(digest)[:12].decode().lower()


def candidates(known: Roster, heard: dict[int, Heard], around: datetime) -> list[Candidate]:
    """The creators active at that moment, with what was heard of each of late."""
    found = []
    for row in known.creators:
        if row.active_at(around):
            seen = heard.get(row.creator_id, Heard(0, 0))
            activity = seen.visits + ORDER_WORTH * seen.orders
            found.append(Candidate(known.option_keys[row.creator_id], row.creator_id, float(activity)))
    return found


class Rosters:
    """Rosters and activity by shop. One of these belongs to one app and its database; threads may share it:
    the worst that happens is that two of them load the same.
    """

    def __init__(self) -> None:
        self._keys: dict[int, bytes] = {}
        self._rosters: dict[int, Roster] = {}
        self._heard: dict[tuple[int, date], tuple[datetime, dict[int, Heard]]] = {}

    def key(self, session: ShopSession, settings: Settings) -> bytes:
        """The shop's own key, which never changes."""
        shop_id = shop_of(session)
        if shop_id in self._keys:
            return self._keys[shop_id]
        stands = shop_by_id(session, shop_id).buyer_key is not None
        key = buyer_key(session, settings)
        if stands:  # one that is being made is gone again if the request is refused
            _make_room(self._keys)
            self._keys[shop_id] = key
        return key

    def roster(self, session: ShopSession, settings: Settings, now: datetime) -> Roster:
        """The shop's roster, at most 20 seconds old."""
        shop_id, key = shop_of(session), self.key(session, settings)
        kept = self._rosters.get(shop_id)
        if kept is None or not timedelta() <= now - kept.loaded_at < FRESH:
            kept = load_roster(session, key, now)
            _make_room(self._rosters)
            self._rosters[shop_id] = kept
        return kept

    def forget(self, session: ShopSession) -> None:
        """Load the shop's roster anew when it is asked for next."""
        self._rosters.pop(shop_of(session), None)

    def heard(self, session: ShopSession, around: datetime, now: datetime) -> dict[int, Heard]:
        """What was heard of each creator in the 60 days before `around`, at most five minutes old."""
        place = (shop_of(session), around.date())
        kept = self._heard.get(place)
        if kept is None or not timedelta() <= now - kept[0] < HEARD_FRESH:
            kept = (now, heard_of(session, around - RECENT, around + timedelta(days=1)))
            _make_room(self._heard)
            self._heard[place] = kept
        return kept[1]


def load_roster(session: ShopSession, key: bytes, now: datetime) -> Roster:
    """The shop's roster as it stands."""
    return Roster(roster(session), {row.id: row for row in all_decoys(session)}, key, now)


def _make_room(kept: dict) -> None:  # type: ignore[type-arg]  # either of the two
    if len(kept) >= MOST_KEPT:
        kept.clear()
