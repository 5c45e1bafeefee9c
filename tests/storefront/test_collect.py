"""POST /collect: what the web pixel says is kept; everything else gets a clear answer and leaves nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import select

from plugin.app import create_app
from plugin.errors import NotVerifiedError
from plugin.services.visits.shop_signature import sign_shop, signed_shop
from plugin.services.visits.shopper_events import ToldEvents
from plugin.store.deliveries import Delivery
from plugin.store.visits import ShopperEvent
from storefront import collect
from storefront.addresses import blueprint
from storefront.rate_limits import RateLimit
from tests import cast
from tests.books import add_creator, add_link
from tests.privacy import assert_no_personal_data, values_of
from webhooks.drain import Drain

AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
)
REF = "a1b2c3d4e5.0123456789abcdef.tovmnd"


@pytest.fixture
def client(settings, database, monkeypatch):
    """What shoppers meet, with limits nobody has used up."""
    monkeypatch.setattr(collect, "_of_visitors", RateLimit(collect.MESSAGES_OF_A_VISITOR))
    monkeypatch.setattr(collect, "_of_addresses", RateLimit(collect.MESSAGES_OF_AN_ADDRESS))
    monkeypatch.setattr(collect, "_of_shops", RateLimit(collect.MESSAGES_OF_A_SHOP))
    return create_app(settings, blueprint, database=database).test_client()


@pytest.fixture
def post(client, settings):
    """Post a message of Ana's pixel as the sandbox does: plain text, an origin of nobody."""

    def post(*events, shop=None, body=None, **headers):
        message = {"shop": shop or sign_shop(settings, cast.ANA.domain), "events": list(events)}
        return client.post(
            "/collect",
            data=json.dumps(message) if body is None else body,
            headers={"User-Agent": AGENT, "Origin": "null", "Content-Type": "text/plain;charset=UTF-8"}
            | headers,
        )

    return post


@pytest.fixture
def kept(database):
    """What is in the inbox: shop, delivery."""

    def kept():
        with database.everywhere() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    return kept


def event(number=1, **changes):
    return {
        "id": f"sh-{number}",
        "kind": "page_viewed",
        "at": datetime.now(UTC).isoformat(),
        "ref": REF,
    } | changes


def test_a_message_is_kept_for_the_shop_that_was_signed(post, kept, ana, ben):
    answer = post(
        event(1), event(2, kind="checkout_completed", checkout="c0ffee", order="gid://shopify/Order/450")
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    [delivery] = kept()
    assert (delivery.shop_id, delivery.topic, delivery.state) == (ana, "earmark/events", "waiting")
    told = msgspec.json.decode(delivery.body, type=ToldEvents)
    assert [(row.id, row.kind, row.order) for row in told.events] == [
        ("sh-1", "page_viewed", None),
        ("sh-2", "checkout_completed", 450),
    ]
    assert (told.device, told.refused) == ("phone", None)
    assert b"127.0.0.1" not in delivery.body
    assert b"Safari" not in delivery.body


def test_what_is_not_asked_for_is_cut(post, kept, ana):
    post(
        event(
            email=cast.SAM.email, customer={"phone": cast.SAM.phone}, utm={"source": "ig", "name": "Samwise"}
        )
    )
    [delivery] = kept()
    for value in (cast.SAM.email, cast.SAM.phone, "Samwise"):
        assert value.encode() not in delivery.body


def test_nobody_can_be_found_in_the_database_before_or_after_the_drain(post, kept, database, settings, ana):
    creator = add_creator(database, ana)
    add_link(database, ana, creator, REF.partition(".")[0])
    by = {
        "X-Forwarded-For": "203.0.113.5, 198.51.100.77",
        "User-Agent": f"{AGENT} Sam/7.7",
        "Cookie": "me=Sam",
    }
    assert (
        post(event(1, consent="granted"), event(2, kind="newsletter", email=cast.SAM.email), **by).status_code
        == 204
    )
    people = [*values_of(cast.SAM), "203.0.113.5", "198.51.100.77", "Sam/7.7", "AppleWebKit"]
    assert len(kept()) == 1
    assert_no_personal_data(database, people)
    Drain(database, settings).drain_all()
    assert_no_personal_data(database, people)
    with database.shop(ana) as session:
        assert len(session.scalars(select(ShopperEvent)).all()) == 2


def test_a_message_sent_twice_is_kept_once(post, kept, ana):
    same = [event(1), event(2)]
    assert [post(*same).status_code, post(*reversed(same)).status_code] == [204, 204]
    assert len(kept()) == 1


def test_nothing_is_kept_of_who_refused(post, kept, ana):
    assert post(event(consent="denied")).status_code == 204
    assert kept() == []


@pytest.mark.parametrize(
    ("changes", "body", "status"),
    [
        pytest.param({}, b"not json", 400, id="no json"),
        pytest.param({}, b"[" * 10_000, 400, id="nested without end"),
        pytest.param({}, b"[1]", 400, id="no object"),
        pytest.param({}, b'{"events": []}', 400, id="no shop"),
        pytest.param({"kind": "order_paid"}, None, 400, id="no such kind"),
        pytest.param({"id": "x" * 81}, None, 400, id="an id too long"),
        pytest.param({"at": "yesterday"}, None, 400, id="no moment"),
        pytest.param({"at": "2026-11-21T12:00:00"}, None, 400, id="a moment nowhere"),
        pytest.param({"ref": "x" * 10_000}, None, 400, id="a parameter of 10 KB"),
        pytest.param({"utm": {"campaign": "x" * 10_000}}, None, 400, id="utm of 10 KB"),
        pytest.param({"utm": {"campaign": "a\x00b"}}, None, 400, id="a null character"),
        pytest.param({"product": "12 or 1=1"}, None, 400, id="no product"),
        pytest.param({"checkout": "../../x"}, None, 400, id="no checkout"),
        pytest.param({"referrer": "https://a.example/?q=me"}, None, 400, id="a referrer with its query"),
        pytest.param({"ref": "x" * 20_000}, None, 413, id="over 16 KB"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(post, kept, ana, changes, body, status):
    answer = post(event(**changes), body=body)
    assert answer.status_code == status
    assert answer.json["error"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert kept() == []


def test_more_events_than_a_message_may_have(post, kept, ana):
    assert post(*(event(number) for number in range(41))).status_code == 400
    assert kept() == []


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda signed: cast.BEN.domain + signed[len(cast.ANA.domain) :], id="another shop"),
        # Not its last letter, of which only a part is read.
        pytest.param(lambda signed: signed[:-9] + signed[-9:].swapcase()[::-1], id="another signature"),
        pytest.param(lambda signed: cast.ANA.domain, id="none"),
        pytest.param(lambda signed: "å" + signed, id="no ascii"),
        pytest.param(lambda signed: signed * 20, id="too long"),
    ],
)
def test_a_shop_that_was_not_signed_here_is_refused(post, kept, settings, ana, ben, forge):
    forged = forge(sign_shop(settings, cast.ANA.domain))
    assert post(event(), shop=forged).status_code == 403
    assert kept() == []
    with pytest.raises(NotVerifiedError):
        signed_shop(settings, forged)


def test_a_signature_by_an_older_key_holds(settings):
    from dataclasses import replace

    signed = sign_shop(settings, cast.ANA.domain)
    rotated = replace(settings, encryption_keys=("a newer key", *settings.encryption_keys))
    assert signed_shop(rotated, signed) == cast.ANA.domain
    assert sign_shop(rotated, cast.ANA.domain) != signed


def test_a_browser_that_asks_leave_gets_it(client):
    answer = client.options("/collect")
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert client.get("/collect").status_code == 405


def test_one_visitor_may_not_fill_the_inbox(post, kept, ana, monkeypatch):
    monkeypatch.setattr(collect, "_of_visitors", RateLimit(2, clock=lambda: 0.0))
    statuses = [post(event(number)).status_code for number in range(3)]
    assert statuses == [204, 204, 429]
    assert post(event(9), **{"X-Forwarded-For": "198.51.100.9"}).status_code == 204
    refused = post(event(3))
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert len(kept()) == 3


def test_one_address_may_not_fill_it_as_another_browser_each_time(post, kept, ana, monkeypatch):
    monkeypatch.setattr(collect, "_of_addresses", RateLimit(2, clock=lambda: 0.0))
    statuses = [post(event(number), **{"User-Agent": f"{AGENT} {number}"}).status_code for number in range(3)]
    assert statuses == [204, 204, 429]
    assert post(event(9), **{"X-Forwarded-For": "198.51.100.9"}).status_code == 204
    assert len(kept()) == 3


def test_a_shop_has_a_limit_of_its_own(post, kept, settings, ana, ben, monkeypatch):
    monkeypatch.setattr(collect, "_of_shops", RateLimit(1, clock=lambda: 0.0))
    assert [post(event(1)).status_code, post(event(2)).status_code] == [204, 429]
    assert post(event(3), shop=sign_shop(settings, cast.BEN.domain)).status_code == 204
    assert [row.shop_id for row in kept()] == [ana, ben]


def test_a_clock_that_is_far_off_is_not_believed(post, kept, ana):
    right = datetime.now(UTC) - timedelta(hours=2)
    post(
        event(1, at=right.isoformat()),
        event(2, at="2019-01-01T00:00:00Z"),
        event(3, at="2099-01-01T00:00:00Z"),
    )
    told = msgspec.json.decode(kept()[0].body, type=ToldEvents)
    assert [row.at for row in told.events] == [right, told.received_at, told.received_at]


def test_a_limit_begins_anew_each_minute():
    moment = [0.0]
    limit = RateLimit(1, clock=lambda: moment[0])
    assert [limit.allows("a"), limit.allows("a"), limit.allows("b")] == [True, False, True]
    moment[0] = 59.0
    assert (limit.allows("a"), limit.seconds_left()) == (False, 1)
    moment[0] = 60.0
    assert limit.allows("a")
