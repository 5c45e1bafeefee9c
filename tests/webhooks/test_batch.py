"""Handling many deliveries at once comes to the same as handling them one after the other."""

from __future__ import annotations

import sys
import threading
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import select
from structlog.testing import capture_logs

from plugin.attribution.evidence import Answer, Source, SurveyEvidence, VisitEvidence
from plugin.services.check_books import check_books
from plugin.services.give_evidence import give_evidence
from plugin.services.uninstall_shop import uninstall_shop
from plugin.store.batch import writing
from plugin.store.creators import Creator, CreatorHandle
from plugin.store.decisions import Decision
from plugin.store.deliveries import Delivery
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.inbox import Claim, claim_deliveries
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order, Refund
from plugin.store.waiting_evidence import WaitingEvidence
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, add_link, visit_ref
from tests.conftest import add_shop
from tests.plugin.services.test_books_laws import lived, steps
from webhooks import drain as drain_module
from webhooks.batch import groups, handle_batch
from webhooks.drain import LEASE, Drain
from webhooks.handle import handle_claim
from webhooks.topics import HANDLERS

HOUR = timedelta(hours=1)
LINKS = ["cleolink01", "devslink02"]
BUYERS = [cast.SAM.shopify_id, cast.EVE.shopify_id, None]
BROKEN = [
    ("orders/create", {"id": 1, "line_items": "none", "currency": "EUR"}),
    ("orders/updated", {"id": 2**53 + 1}),
    ("refunds/create", {"id": 5, "order_id": 1}),
    ("orders/create", {"orders": []}),
    ("orders/edited", {"order_edit": {"id": 9, "order_id": 1, "committed_at": "2026-11-20T10:00:00Z"}}),
]


def told(life, number: int, buyers: tuple[int | None, int | None], *, base: int) -> list[tuple[str, dict]]:
    """What Shopify sent in a life, of an order of its own number, placed `number` hours before the first.

    The first half of it names the first of the buyers, the rest the second.
    """
    moved = []
    for place, (topic, body) in enumerate(life.sent):
        buyer = buyers[2 * place > len(life.sent)]
        row = dict(body)
        if "line_items" in row:
            row |= {"id": base + number, "admin_graphql_api_id": f"gid://shopify/Order/{base + number}"}
            row["checkout_token"] = f"checkout-{base + number}"
            row["customer"] = None if buyer is None else {"id": buyer}
            row["processed_at"] = (bodies.ORDERED - timedelta(hours=number)).isoformat()
            row["refunds"] = [_refund(refund, number, base) for refund in row["refunds"]]
        else:
            row = _refund(row, number, base)
        moved.append((topic, row))
    return moved


def _refund(body: dict[str, Any], number: int, base: int) -> dict[str, Any]:
    own = body["id"] + number * 100 + base
    return {
        **body,
        "id": own,
        "order_id": base + number,
        "admin_graphql_api_id": f"gid://shopify/Refund/{own}",
    }


def everything(database, shop: int) -> dict[str, Any]:
    """The rows of a shop, without the numbers the database gave and without the shop's own; creators by
    name.
    """
    with database.shop(shop) as session:
        names = {row.id: row.name for row in session.scalars(select(Creator))}
        found: dict[str, Any] = {}
        for table, key, left in (
            (Order, ("id",), {"buyer"}),
            (Refund, ("id",), set()),
            (Evidence, ("order_id", "kind", "key"), {"id"}),
            (Decision, ("order_id", "number"), set()),
            (Entry, ("order_id", "number"), {"code_id", "link_id"}),
            (ModelCredit, ("order_id", "model", "creator_id"), set()),
            (WaitingEvidence, ("checkout_token", "kind", "key"), {"id"}),
            (Delivery, ("webhook_id",), {"id", "received_at", "next_try_at"}),
        ):
            rows = []
            for row in session.scalars(select(table)):
                values = {
                    column.key: getattr(row, column.key)
                    for column in table.__table__.columns
                    if column.key not in {"shop_id", *left}
                }
                if table in (Entry, ModelCredit):
                    values["creator_id"] = names[row.creator_id]
                if table is Order:
                    # The key of the hash is each shop's own.
                    values["has_buyer"] = row.buyer is not None
                rows.append(_neutral(values, names))
            found[table.__tablename__] = sorted(rows, key=lambda row: [row[name] for name in key])
    return found


def _neutral(value: Any, names: dict[int, str]) -> Any:
    if isinstance(value, list):
        return [_neutral(row, names) for row in value]
    if isinstance(value, dict):
        return {
            name: names[inner] if name == "creator_id" and isinstance(inner, int) else _neutral(inner, names)
            for name, inner in value.items()
            if name not in {"code_id", "link_id"}
        }
    if isinstance(value, str) and value.startswith("referrer:"):
        return f"referrer:{names[int(value.removeprefix('referrer:'))]}"
    return value


buyers = st.sampled_from(
    [(buyer, buyer) for buyer in BUYERS] * 2 + [(BUYERS[0], BUYERS[1]), (None, BUYERS[1])]
)
lives = st.lists(st.tuples(steps, buyers), min_size=1, max_size=3)


def test_any_history_split_anywhere_comes_to_the_same(database, settings, now):
    """One shop hears everything one at a time, its twin the same in batches cut anywhere."""
    twins = [add_shop(database, person, now) for person in (cast.ANA, cast.MALLORY)]
    creators: dict[int, list[int]] = {shop: [] for shop in twins}
    for shop in twins:
        for text, link in zip(("CLEO10", "DEV10"), LINKS, strict=True):
            creator = add_creator(database, shop, text)
            creators[shop].append(creator)
            add_code(database, shop, text, creator)
            add_link(database, shop, creator, link, campaign="autumn", term=text.lower().removesuffix("10"))
            if text == "DEV10":
                with database.shop(shop) as session:
                    session.add(CreatorHandle(creator_id=creator, platform="blog", handle="Dev.example"))
    bases = count(1_000, 1_000)
    numbers = count()
    at_once = []

    def put(shop: int, number: int, topic: str, body: dict[str, Any]) -> None:
        with database.shop(shop) as session:
            session.add(
                Delivery(webhook_id=f"w{number:06}", topic=topic, body=bodies.raw(body), triggered_at=now)
            )

    @given(lives, st.data())
    @examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def law(drawn, data):
        base = next(bases)
        sent = [
            row
            for number, (history, bought) in enumerate(drawn)
            for row in told(lived(history), number, bought, base=base)
        ]
        sent = [(topic, data.draw(changes)(body)) for topic, body in sent]
        sent += data.draw(st.lists(st.sampled_from(sent + BROKEN), max_size=4))
        sent = data.draw(st.permutations(sent))
        cut = data.draw(st.sets(st.integers(1, len(sent)), max_size=3))
        at = 0
        for end in sorted(cut | {len(sent)}):
            number = base + data.draw(st.integers(0, len(drawn) - 1))
            for piece, claimed in data.draw(elsewhere(number)):
                for shop in twins:
                    if isinstance(piece, SurveyEvidence):
                        who = creators[shop][piece.creator_id] if piece.answer is Answer.CREATOR else None
                        mine = replace(piece, creator_id=who)
                    else:
                        mine = piece
                    with database.shop(shop) as session:
                        give_evidence(
                            session, mine, checkout_token=f"checkout-{number}", now=now, order_id=claimed
                        )
            for topic, body in sent[at:end]:
                number = next(numbers)
                for shop in twins:
                    put(shop, number, topic, body)
            one, many = claims_of_all(database, twins)
            for claim in one:
                handle_claim(database, settings, HANDLERS, claim, now)
            for group in groups(many, HANDLERS):
                done = set(handle_batch(database, settings, group, now)) if len(group) > 1 else set()
                at_once.append(len(done))
                for claim in group:
                    if claim.delivery_id not in done:
                        handle_claim(database, settings, HANDLERS, claim, now)
            at = end
        first, second = (everything(database, shop) for shop in twins)
        assert first == second

    with capture_logs() as logs:
        law()
    assert [row for row in logs if row["event"] == "batch not handled"] == []
    assert sum(at_once) > 75, "the batch did the work itself"
    for shop in twins:
        with database.shop(shop) as session:
            assert check_books(session).balanced


def _without(name: str):
    also = ["discount_applications"] if name == "discount_codes" else []
    return lambda body: {**body, **{key: [] for key in [name, *also]}} if "line_items" in body else body


def _with(**more: Any):
    return lambda body: {**body, **more} if "line_items" in body else body


changes = st.sampled_from(
    [
        dict,
        dict,
        dict,
        _without("discount_codes"),
        _without("refunds"),
        _with(note_attributes=[{"name": "_earmark", "value": visit_ref(LINKS[0], bodies.ORDERED - HOUR)}]),
        _with(landing_site=f"/products/carafe?em={LINKS[1]}"),
        _with(
            landing_site="/?utm_medium=creator&utm_campaign=autumn&utm_term=dev",
            referring_site="https://www.dev.example/jars",
        ),
    ]
)
"""What may be different about one version: codes taken off by an edit, refunds that only others tell of,
where the buyer came from.
"""


def elsewhere(number: int) -> st.SearchStrategy[list[Any]]:
    """Evidence on the order of that number from elsewhere, and what number it claims. Answers name a creator
    by their place.
    """
    at = st.sampled_from([bodies.ORDERED - 40 * 24 * HOUR, bodies.ORDERED - HOUR, bodies.ORDERED + HOUR])
    visit = st.builds(
        lambda source, link, when, refused: VisitEvidence(
            source, link, visit_ref(link, when), None, when, refused
        ),
        st.sampled_from([Source.CHECKOUT, Source.JOURNEY]),
        st.sampled_from([*LINKS, "nobodyslnk"]),
        at,
        st.sampled_from([None, None, "crawler"]),
    )
    answer = st.builds(
        lambda kind, place, when: SurveyEvidence("first_heard", kind, place, "coupon_site", when),
        st.sampled_from([Answer.CREATOR, Answer.CREATOR, Answer.CHANNEL, Answer.UNMAPPED]),
        st.integers(0, 1),
        at,
    )
    claims = st.sampled_from([None, None, number, number + 7])
    return st.lists(st.tuples(st.one_of(visit, answer), claims), max_size=2)


def claims_of_all(database, shops: list[int]):
    """The claims of each of the shops, all claimed at once."""
    with database.everywhere() as session:
        claims = claim_deliveries(session, limit=1000, lease=LEASE)
    return [[claim for claim in claims if claim.shop_id == shop] for shop in shops]


def row(number: int, **more: Any) -> dict[str, Any]:
    """An order with Cleo's code."""
    return bodies.order(
        number, codes=[bodies.code("CLEO10", "1.00")], lines=[bodies.line(discounts={0: "1.00"})], **more
    )


@pytest.fixture
def cleo(database, ana, ben) -> int:
    """Cleo in Ana's shop, with her code."""
    creator = add_creator(database, ana)
    add_code(database, ana, "CLEO10", creator)
    return creator


def test_an_error_in_the_batch_leaves_it_to_one_at_a_time(
    database, settings, put, inbox, cleo, ana, ben, now, monkeypatch
):
    for number in range(1, 4):
        put(ana, "orders/create", row(number))
    put(ana, "orders/create", b"{")

    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "_add_entries", fails)
    with capture_logs() as logs:
        assert Drain(database, settings, clock=lambda: now).drain_all() == 4
    assert "batch not handled" in [row["event"] for row in logs]
    assert [(row.state, row.attempts) for row in inbox()] == [("handled", 1)] * 3 + [("parked", 1)]
    assert len(everything(database, ana)["entries"]) == 3


def test_a_shop_that_has_left_is_left_to_one_at_a_time(database, settings, put, inbox, cleo, ana, now):
    with database.shop(ana) as session:
        assert uninstall_shop(session, at=now)
    for number in range(3):
        put(ana, "orders/create", row(number + 1))
    Drain(database, settings, clock=lambda: now).drain_all()
    assert {(row.state, row.outcome) for row in inbox()} == {("ignored", "The shop has uninstalled the app.")}


def test_what_was_tried_before_goes_with_few_and_then_alone(ana, ben, now):
    """It may be what killed the drain."""

    def claim(shop_id: int, number: int, attempts: int) -> Claim:
        return Claim(shop_id, number, "orders/create", attempts, None, now, now.date())

    tried = [(ana, 1)] * 30 + [(ana, 2)] * 25 + [(ben, 2), (ana, 3), (ana, 8)]
    claims = [claim(shop_id, number, attempts) for number, (shop_id, attempts) in enumerate(tried)]
    found = [(group[0].shop_id, group[0].attempts, len(group)) for group in groups(claims, HANDLERS)]
    assert found == [(ana, 2, 20), (ana, 2, 5), (ana, 1, 30), (ana, 3, 1), (ana, 8, 1), (ben, 2, 1)]


def test_several_drains_batch_the_same_orders_without_doubling(
    database, settings, put, inbox, cleo, ana, ben, now
):
    for again in range(4):
        for number in range(1, 31):
            at = bodies.ORDERED + timedelta(hours=again % 2)
            put((ana, ben)[number % 2], "orders/updated", row(number, updated=at))
    workers = [Drain(database, settings, clock=lambda: now) for _ in range(3)]
    threads = [threading.Thread(target=worker.drain_all) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {row.state for row in inbox()} <= {"handled", "ignored"}
    for shop in (ana, ben):
        with database.shop(shop) as session:
            checked = check_books(session)
            assert (checked.orders, checked.balanced) == (15, True)
        assert len(everything(database, shop)["entries"]) == (15 if shop == ana else 0)


def test_a_backlog_is_worked_off_in_lanes_without_doubling(
    database, settings, put, inbox, cleo, ana, ben, now, monkeypatch
):
    monkeypatch.setattr(drain_module, "BATCH", 6)
    for again in range(3):
        for number in range(1, 21):
            at = bodies.ORDERED + timedelta(hours=(again + number) % 3)
            put((ana, ben)[number % 2], "orders/updated", row(number, updated=at))
    lanes, usual = {threading.main_thread()}, sys.getswitchinterval()
    each_has_one = threading.Barrier(drain_module.LANES, timeout=60)

    def clock():
        if threading.current_thread() not in lanes:
            lanes.add(threading.current_thread())
            each_has_one.wait()
        return now

    assert Drain(database, settings, clock=clock).drain_all() == 60
    assert len(lanes) == 1 + drain_module.LANES
    assert sys.getswitchinterval() == usual
    assert {row.state for row in inbox()} <= {"handled", "ignored"}
    for shop in (ana, ben):
        with database.shop(shop) as session:
            checked = check_books(session)
            assert (checked.orders, checked.balanced) == (10, True)
            assert {row.shopify_updated_at for row in session.scalars(select(Order))} == {
                bodies.ORDERED + 2 * HOUR
            }
