"""Every body in the folder of real ones goes through the inbox and the drain: counted, ignored or parked as
its content demands; none crashes, and nobody's name stays.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.orders import Order, Refund
from tests import cast
from tests.books import add_code, add_creator, held
from tests.conftest import SHARED_FIXTURES
from tests.privacy import assert_no_personal_data, personal_values
from webhooks.drain import Drain
from webhooks.handle import LAST_ATTEMPT

FOLDER = SHARED_FIXTURES / "shopify"
pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the folder of real bodies is not beside this repository"
)
ORDER_TOPICS = ("orders/create", "orders/updated", "orders/cancelled")
ALL_TOPICS = (*ORDER_TOPICS, "orders/edited", "refunds/create")


def manifest():
    return json.loads((FOLDER / "manifest.json").read_text()) if FOLDER.exists() else []


def topic_of(kind: str) -> str:
    """The topic on which a body of that kind would come."""
    if kind.startswith("webhook "):
        return kind.removeprefix("webhook ")
    return {"REST refund": "refunds/create", "REST dispute": "disputes/create"}.get(kind, "orders/create")


@pytest.fixture
def deliver(database, settings, ana):
    """Keep bodies and drain them, until none waits; the settled deliveries."""

    def send(*deliveries: tuple[str, bytes]) -> list[Delivery]:
        with database.everywhere() as session:
            for number, (topic, body) in enumerate(deliveries):
                keep_delivery(
                    session,
                    shop_id=ana,
                    webhook_id=f"{topic}-{number}",
                    event_id=None,
                    topic=topic,
                    api_version="2026-10",
                    triggered_at=cast.NOW,
                    body=body,
                )
        Drain(database, settings, clock=lambda: cast.NOW + timedelta(hours=1)).drain_all()
        with database.shop(ana) as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    return send


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_settles_and_forgets_people(database, deliver, ana, row):
    body = (FOLDER / row["file"]).read_bytes()
    settled = deliver((topic_of(row["kind"]), body))
    assert [delivery.state in ("handled", "ignored", "parked") for delivery in settled] == [True]
    (delivery,) = settled
    # A parked body was understood as unreadable at once; a crash would have come to a rest with a foreign
    # error.
    assert delivery.attempts < LAST_ATTEMPT
    assert delivery.outcome or delivery.last_error
    try:
        people = personal_values(json.loads(body))
    except ValueError:
        people = set()
    if people:
        assert_no_personal_data(database, people)


@pytest.mark.parametrize("topic", ALL_TOPICS)
def test_no_body_crashes_on_any_of_our_topics(deliver, topic):
    settled = deliver(*((topic, (FOLDER / row["file"]).read_bytes()) for row in manifest()))
    assert len(settled) == len(manifest())
    assert {
        (delivery.state in ("handled", "ignored", "parked"), delivery.attempts) for delivery in settled
    } == {(True, 1)}


@pytest.mark.parametrize(
    ("name", "state", "says"),
    [
        ("r01_orders_list_partially_refunded.json", "handled", "credited"),
        ("r04_order_null_customer_app_source.json", "handled", "no code was used"),
        ("r05_order_cancelled_partial.json", "handled", "does not count"),
        ("r08_order_eur_custom_line.json", "handled", "no code was used"),
        ("r12_order_code_manual_application.json", "handled", "not known here"),
        ("w01_orders_create_2026-04.json", "handled", "does not count"),
        ("c01_order_go.json", "handled", "does not count"),
        ("r20_refunds_list.json", "handled", "until its order arrives"),
        ("r22_refund_create_2.json", "handled", "until its order arrives"),
        ("w07_refunds_create_2026-04.json", "handled", "until its order arrives"),
        ("w05_orders_edited_2026-04.json", "handled", "Edit noted"),
        ("w14_disputes_create_2026-04.json", "ignored", "nothing on disputes/create"),
        ("r35_disputes_chargebacks.json", "ignored", "nothing on disputes/create"),
        ("c03_line_properties_empty_object.json", "parked", "line_items is missing"),
        ("c08_broken_json_0.txt", "parked", "not JSON"),
        ("g01_multi_currency_order_lifecycle.json", "parked", "line_items is missing"),
        ("g03_partial_refund_shipping_restock.json", "parked", "line_items is missing"),
    ],
)
def test_comes_out_as_its_content_demands(database, deliver, ana, *, name, state, says):
    add_code(database, ana, "TENOFF", add_creator(database, ana), valid_from=cast.NOW.replace(year=2000))
    kinds = {row["file"]: row["kind"] for row in manifest()}
    (delivery,) = deliver((topic_of(kinds[name]), (FOLDER / name).read_bytes()))
    assert delivery.state == state
    assert says in (delivery.outcome or delivery.last_error)


def test_the_partially_refunded_order_is_credited_to_the_cent(database, deliver, ana, ben):
    cleo = add_creator(database, ana)
    add_code(database, ana, "tenoff", cleo, valid_from=cast.NOW.replace(year=2000))
    add_code(database, ben, "tenoff", add_creator(database, ben), valid_from=cast.NOW.replace(year=2000))
    order = (FOLDER / "r01_orders_list_partially_refunded.json").read_bytes()
    refunds = (FOLDER / "r20_refunds_list.json").read_bytes()
    deliver(("refunds/create", refunds), ("orders/create", order), ("orders/updated", order))
    assert held(database, ana) == {cleo: 19567}
    assert held(database, ben) == {}
    cancelled = (FOLDER / "r05_order_cancelled_partial.json").read_bytes()
    deliver(("orders/cancelled", cancelled))
    assert held(database, ana) == {}


def test_a_refund_of_shippings_alone_leaves_the_net(database, deliver, ana):
    order = (FOLDER / "r01_orders_list_partially_refunded.json").read_bytes()
    deliver(("orders/create", order), ("refunds/create", (FOLDER / "r22_refund_create_2.json").read_bytes()))
    with database.shop(ana) as session:
        assert session.scalars(select(Order.net_minor)).one() == 19567
        assert len(session.scalars(select(Refund.id)).all()) == 2
