"""Rows kept for seconds: read once, read anew in time, gone with their life; never another shop's."""

from __future__ import annotations

import threading

import pytest

from plugin.errors import DatabaseAwayError
from plugin.store.landing_pages import LandingPage
from storefront import kept as kept_module
from storefront.kept import Kept
from tests import cast
from tests.storefront.landing import make_landing
from tests.storefront.test_go import change


class Clock:
    """A timer that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(database, ana, ben, clock, monkeypatch):
    """Ana's and Ben's landings, kept for four seconds; `reads` counts the look-ups, `read` tells of each."""
    make_landing(database, ben, kind="picks", title="Ben's", currency="USD")
    make_landing(database, ana, kind="picks", title="Ana's")
    kept = Kept(database, seconds=4, timer=clock)
    kept.reads, kept.read = [], threading.Event()
    plain = kept_module.landing_of_page

    def counted(session, slug):
        found = plain(session, slug)
        kept.reads.append(slug)
        kept.read.set()
        return found

    monkeypatch.setattr(kept_module, "landing_of_page", counted)
    return kept


def title(kept, person=cast.ANA):
    shop = kept.shop(person.domain, "/apps/earmark")
    found = kept.page(shop, "cleo-cloud", cast.NOW)
    return found.landing.page.title


def test_many_ask_and_one_look_is_taken(kept):
    assert [title(kept) for _ in range(5)] == ["Ana's"] * 5
    assert title(kept, cast.BEN) == "Ben's"
    assert kept.reads == ["cleo-cloud"] * 2


def test_what_is_a_little_old_is_given_and_read_anew_meanwhile(kept, database, ana, clock):
    assert title(kept) == "Ana's"
    change(database, ana, LandingPage, title="New")
    clock.now += 1.9
    assert title(kept) == "Ana's"
    assert len(kept.reads) == 1
    clock.now += 0.2
    kept.read.clear()
    assert title(kept) == "Ana's"
    assert kept.read.wait(10)
    kept._readers.shutdown(wait=True)
    assert title(kept) == "New"
    assert len(kept.reads) == 2


def test_what_is_too_old_is_read_before_it_is_given(kept, database, ana, clock):
    assert title(kept) == "Ana's"
    change(database, ana, LandingPage, title="New")
    clock.now += 4.1
    assert title(kept) == "New"


def test_while_the_database_is_away_the_old_is_given_until_its_life_ends(kept, database, clock, monkeypatch):
    assert title(kept) == "Ana's"

    def away(session, slug):
        kept.read.set()
        raise DatabaseAwayError("The database cannot be reached.")

    monkeypatch.setattr(kept_module, "landing_of_page", away)
    clock.now += 3
    kept.read.clear()
    assert title(kept) == "Ana's"
    assert kept.read.wait(10)
    clock.now += 2
    with pytest.raises(DatabaseAwayError):
        title(kept)


def test_a_shop_without_the_app_is_none(kept):
    assert kept.shop(cast.MALLORY.domain, "/apps/earmark") is None
