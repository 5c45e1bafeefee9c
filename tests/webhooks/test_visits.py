"""Visits and the web pixel's messages in the drain: recorded once, judged, given to orders as evidence."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from plugin.attribution.visit_reference import new_reference
from plugin.services.record_visit import SeenVisit
from plugin.services.uninstall_shop import uninstall_shop
from plugin.services.visits.shopper_events import ToldEvent, ToldEvents
from plugin.store.evidence import Evidence
from plugin.store.inbox import claim_deliveries
from plugin.store.visits import ShopperEvent, Visit
from plugin.store.waiting_evidence import WaitingEvidence
from tests import order_bodies
from tests.books import add_creator, add_link, hear, held
from webhooks.batch import groups
from webhooks.drain import Drain
from webhooks.topics import HANDLERS

KEY, BENS = "cleo00link", "bens00link"
SAM, EVE = "aa" * 16, "ee" * 16


@pytest.fixture
def cleo(database, ana, ben):
    """Cleo with a link in Ana's shop, and with another in Ben's."""
    creator = add_creator(database, ana)
    add_link(database, ana, creator, KEY, placement="story")
    add_link(database, ben, add_creator(database, ben), BENS)
    return creator


@pytest.fixture
def drain(database, settings, now):
    """The drain with every topic; its clock stands still."""
    return Drain(database, settings, clock=lambda: now)


def seen(at, ref=None, **changes):
    """A visit as the inbox keeps it."""
    ref = ref or new_reference(KEY, at)
    return msgspec.json.encode(
        SeenVisit(**{"ref": ref, "at": at, "visitor": SAM, "device": "phone"} | changes)
    )


def told(at, *events, **changes):
    """A message of the pixel as the inbox keeps it."""
    return msgspec.json.encode(
        ToldEvents(**{"received_at": at, "visitor": SAM, "events": list(events)} | changes)
    )


def event(number, at, ref=None, kind="page_viewed", **changes):
    return ToldEvent(id=f"sh-{number}", kind=kind, at=at, ref=ref, **changes)


@pytest.fixture
def rows(database):
    def rows(shop_id, table, order=None):
        with database.shop(shop_id) as session:
            return list(session.scalars(select(table).order_by(order or table.id)))

    return rows


class TestVisits:
    def test_a_visit_takes_over_what_its_link_knows(self, put, drain, rows, inbox, cleo, ana, ben, now):
        ref = new_reference(KEY, now)
        put(
            ana,
            "earmark/visit",
            seen(now, ref, landing_kind="picks", referrer_host="l.instagram.com", country="IT"),
        )
        assert drain.drain_all() == 1
        [visit] = rows(ana, Visit)
        assert (visit.ref, visit.creator_id, visit.placement, visit.source) == (ref, cleo, "story", "proxy")
        assert (visit.landing_kind, visit.referrer_host, visit.device) == (
            "picks",
            "l.instagram.com",
            "phone",
        )
        assert (visit.valid, visit.refused_because, visit.consent, visit.country) == (
            True,
            None,
            "unknown",
            "IT",
        )
        assert rows(ben, Visit) == []
        assert inbox() == []

    @pytest.mark.parametrize(
        "ref",
        [
            pytest.param("nobody0000.0123456789abcdef.tovmnd", id="no link"),
            pytest.param(f"{BENS}.0123456789abcdef.tovmnd", id="another shop's link"),
        ],
    )
    def test_a_link_the_shop_does_not_have_leaves_nothing(
        self, put, drain, rows, inbox, cleo, ana, ben, now, ref
    ):
        put(ana, "earmark/visit", seen(now, ref))
        put(ana, "earmark/events", told(now, event(1, now, ref, "checkout_started", checkout="c1")))
        drain.drain_all()
        assert [
            rows(shop, table) for shop in (ana, ben) for table in (Visit, ShopperEvent, WaitingEvidence)
        ] == [[] for _ in range(6)]
        assert inbox() == []

    def test_a_page_reached_without_a_link_is_a_visit_of_its_creator(self, put, drain, rows, cleo, ana, now):
        put(
            ana,
            "earmark/visit",
            seen(now, "direct.0123456789abcdef.tovmnd", creator_id=cleo, landing_kind="picks"),
        )
        drain.drain_all()
        [visit] = rows(ana, Visit)
        assert (visit.link_id, visit.creator_id, visit.placement, visit.valid) == (None, cleo, "other", True)

    def test_told_twice_it_is_one(self, put, drain, rows, cleo, ana, now):
        ref = new_reference(KEY, now)
        for _ in range(2):
            put(ana, "earmark/visit", seen(now, ref))
        drain.drain_all()
        assert len(rows(ana, Visit)) == 1

    @pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
    def test_repeats_and_bursts_are_kept_and_do_not_count(self, put, drain, rows, cleo, ana, now, together):
        moments = [(SAM, 0), (SAM, 60), (SAM, 3000), *((EVE, second) for second in range(5))]
        for visitor, second in moments:
            at = now + timedelta(seconds=second)
            put(ana, "earmark/visit", seen(at, visitor=visitor), triggered_at=at)
            if not together:
                drain.drain_all()
        drain.drain_all()
        found = sorted(rows(ana, Visit), key=lambda visit: (visit.visitor, visit.occurred_at))
        assert [visit.refused_because for visit in found] == [None, "repeat", None, *["burst"] * 5]
        assert [visit.valid for visit in found] == [True, False, True, *[False] * 5]

    def test_a_prefetch_counts_once_somebody_comes(self, put, drain, rows, cleo, ana, now):
        ref, later = new_reference(KEY, now), now + timedelta(seconds=20)
        put(ana, "earmark/visit", seen(now, ref, refused="prefetch"))
        drain.drain_all()
        assert [visit.valid for visit in rows(ana, Visit)] == [False]
        put(ana, "earmark/events", told(later, event(1, later, ref)))
        drain.drain_all()
        [visit] = rows(ana, Visit)
        assert (visit.valid, visit.refused_because, visit.occurred_at) == (True, None, later)

    def test_an_uninstalled_shop_keeps_nothing(self, put, drain, rows, inbox, database, cleo, ana, now):
        with database.shop(ana) as session:
            uninstall_shop(session, at=now)
        for _ in range(2):
            put(ana, "earmark/visit", seen(now))
        drain.drain_all()
        assert (rows(ana, Visit), inbox()) == ([], [])

    def test_what_cannot_be_read_is_parked_and_stops_nobody(self, put, drain, rows, inbox, cleo, ana, now):
        put(ana, "earmark/visit", b'{"ref": 1}')
        put(ana, "earmark/events", b"nonsense")
        put(ana, "earmark/visit", seen(now))
        drain.drain_all()
        assert len(rows(ana, Visit)) == 1
        assert [(row.state, row.topic) for row in inbox()] == [
            ("parked", "earmark/visit"),
            ("parked", "earmark/events"),
        ]
        assert inbox()[1].body == b"nonsense"

    def test_visits_are_handled_apart_from_orders(self, put, database, ana, ben, now):
        for shop, topic in [(ana, "earmark/visit"), (ana, "orders/create"), (ben, "earmark/events"),
                            (ana, "earmark/events"), (ana, "orders/updated")]:  # fmt: skip
            put(shop, topic)
        with database.everywhere() as session:
            claims = claim_deliveries(session, limit=10, lease=timedelta(minutes=1))
        found = sorted(
            (group[0].shop_id, sorted(row.topic for row in group)) for group in groups(claims, HANDLERS)
        )
        assert found == [
            (ana, ["earmark/events", "earmark/visit"]),
            (ana, ["orders/create", "orders/updated"]),
            (ben, ["earmark/events"]),
        ]


class TestEvents:
    def test_what_a_shopper_does_is_kept_with_the_link(self, put, drain, rows, cleo, ana, ben, now):
        ref = new_reference(KEY, now)
        page = event(
            1, now, ref, landing="welcome", referrer="www.tiktok.com", consent="granted", country="SE"
        )
        look = event(2, now + timedelta(seconds=5), ref, "product_viewed", product=81)
        put(ana, "earmark/events", told(now, page, look, device="phone"))
        drain.drain_all()
        assert [
            (row.kind, row.creator_id, row.placement, row.product_id) for row in rows(ana, ShopperEvent)
        ] == [
            ("page_viewed", cleo, "story", None),
            ("product_viewed", cleo, "story", 81),
        ]
        [visit] = rows(ana, Visit)
        assert (visit.source, visit.landing_kind, visit.referrer_host) == (
            "pixel",
            "welcome",
            "www.tiktok.com",
        )
        assert (visit.consent, visit.country, visit.device, visit.valid) == ("granted", "SE", "phone", True)
        assert rows(ben, ShopperEvent) == []

    def test_an_event_heard_twice_is_one(self, put, drain, rows, cleo, ana, now):
        ref = new_reference(KEY, now)
        put(ana, "earmark/events", told(now, event(1, now, ref)))
        put(ana, "earmark/events", told(now, event(1, now, ref), event(2, now, ref, "newsletter")))
        drain.drain_all()
        assert [row.event_id for row in rows(ana, ShopperEvent)] == ["sh-1", "sh-2"]

    def test_a_session_by_utm_alone_finds_its_link(self, put, drain, rows, cleo, ana, now):
        utm = {"medium": "creator", "campaign": "autumn", "term": "cleo", "content": "bio", "source": "ig"}
        told_by = {"session": "0123456789abcdef.tovmnd", "utm": utm}
        put(
            ana,
            "earmark/events",
            told(now, event(1, now, **told_by), event(2, now, kind="product_viewed", **told_by)),
        )
        drain.drain_all()
        assert {row.ref for row in rows(ana, ShopperEvent)} == {f"{KEY}.0123456789abcdef.tovmnd"}

    @pytest.mark.parametrize(
        "utm",
        [
            pytest.param(
                {"medium": "cpc", "campaign": "autumn", "term": "cleo"}, id="somebody else's medium"
            ),
            pytest.param({"medium": "creator", "campaign": "winter", "term": "cleo"}, id="no such campaign"),
            pytest.param({"medium": "creator"}, id="nothing more"),
        ],
    )
    def test_utm_that_is_no_links_tells_nothing(self, put, drain, rows, cleo, ana, now, utm):
        put(ana, "earmark/events", told(now, event(1, now, session="0123456789abcdef.tovmnd", utm=utm)))
        drain.drain_all()
        assert (rows(ana, ShopperEvent), rows(ana, Visit)) == ([], [])

    def test_who_comes_back_days_later_is_on_the_same_visit(self, put, drain, rows, cleo, ana, now):
        ref = new_reference(KEY, now - timedelta(days=9))
        put(ana, "earmark/events", told(now, event(1, now, ref, "product_added_to_cart")))
        drain.drain_all()
        assert (len(rows(ana, ShopperEvent)), rows(ana, Visit)) == (1, [])

    def test_a_program_that_runs_the_pixel_tells_nothing(self, put, drain, rows, cleo, ana, now):
        put(ana, "earmark/events", told(now, event(1, now, new_reference(KEY, now)), refused="crawler"))
        drain.drain_all()
        assert (rows(ana, ShopperEvent), rows(ana, Visit)) == ([], [])


class TestEvidence:
    @pytest.fixture
    def order(self, database, settings, ana, now):
        def order(at=now, **more):
            body = order_bodies.order(1001, at=at, **more)
            hear(database, settings, ana, "orders/create", body, at)

        return order

    def checkout(self, ref, at, **more):
        return told(at, event("c", at, ref, "checkout_completed", checkout="checkout-1001", **more))

    @pytest.mark.parametrize("first", ["order", "checkout"])
    def test_a_checkout_credits_the_creator_whichever_comes_first(
        self, put, drain, rows, database, order, cleo, ana, ben, now, first
    ):
        ref = new_reference(KEY, now - timedelta(minutes=20))
        if first == "order":
            order()
        put(ana, "earmark/events", self.checkout(ref, now - timedelta(minutes=1), order=1001))
        drain.drain_all()
        if first == "checkout":
            order()
        [evidence] = rows(ana, Evidence)
        assert (evidence.kind, evidence.facts["source"], evidence.facts["ref"]) == ("visit", "checkout", ref)
        assert list(held(database, ana)) == [cleo]
        assert (rows(ben, Evidence), rows(ana, WaitingEvidence)) == ([], [])

    def test_an_order_of_another_number_does_not_take_it(
        self, put, drain, rows, database, order, cleo, ana, now
    ):
        order()
        put(ana, "earmark/events", self.checkout(new_reference(KEY, now), now, order=77))
        drain.drain_all()
        assert (rows(ana, Evidence), held(database, ana)) == ([], {})

    def test_a_visit_that_turns_out_to_be_a_programs_takes_the_credit_back(
        self, put, drain, rows, database, order, cleo, ana, now
    ):
        began = now - timedelta(minutes=20)
        ref = new_reference(KEY, began)
        order(note_attributes=[{"name": "_earmark", "value": ref}])
        assert list(held(database, ana)) == [cleo]
        put(ana, "earmark/visit", seen(began, ref, refused="crawler"))
        drain.drain_all()
        assert held(database, ana) == {}
        assert [row.facts["refused"] for row in rows(ana, Evidence)] == ["crawler"]

    def test_a_repeated_visit_is_good_evidence(self, put, drain, rows, database, order, cleo, ana, now):
        first, again = (now - timedelta(minutes=minutes) for minutes in (20, 10))
        ref = new_reference(KEY, again)
        put(ana, "earmark/visit", seen(first), triggered_at=first)
        put(ana, "earmark/visit", seen(again, ref), triggered_at=again)
        drain.drain_all()
        assert [visit.refused_because for visit in rows(ana, Visit)] == [None, "repeat"]
        order(note_attributes=[{"name": "_earmark", "value": ref}])
        assert list(held(database, ana)) == [cleo]

    def test_a_burst_takes_back_what_its_first_visit_was_credited_with(
        self, put, drain, rows, database, order, cleo, ana, now
    ):
        began = now - timedelta(minutes=20)
        ref = new_reference(KEY, began)
        put(ana, "earmark/visit", seen(began, ref))
        drain.drain_all()
        order(note_attributes=[{"name": "_earmark", "value": ref}])
        assert list(held(database, ana)) == [cleo]
        for second in range(1, 5):
            at = began + timedelta(seconds=second)
            put(ana, "earmark/visit", seen(at), triggered_at=at)
        drain.drain_all()
        assert [row.facts["refused"] for row in rows(ana, Evidence)] == ["burst"]
        assert held(database, ana) == {}

    @pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
    def test_a_checkout_on_a_programs_visit_is_refused_however_late(
        self, put, drain, rows, database, order, cleo, ana, now, together
    ):
        began = now - timedelta(days=1, minutes=1)
        ref = new_reference(KEY, began)
        put(ana, "earmark/events", told(began, event("p", began, ref)))
        for second in range(1, 5):
            put(ana, "earmark/visit", seen(began + timedelta(seconds=second)))
        if not together:
            drain.drain_all()
        put(ana, "earmark/events", self.checkout(ref, now - timedelta(seconds=1)))
        drain.drain_all()
        order()
        assert [row.facts["refused"] for row in rows(ana, Evidence)] == ["burst"]
        assert held(database, ana) == {}
