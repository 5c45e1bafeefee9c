"""What the survey holds about one buyer is handed out, and forgotten, and counts stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.services.clear_away import clear_away
from plugin.services.erase_customer import erase_customer
from plugin.services.export_customer import export_customer
from plugin.store.privacy import customer_exports
from plugin.store.shops import delete_shop
from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression
from plugin.store.waiting_evidence import WaitingEvidence
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_creator, hear
from tests.privacy import assert_no_personal_data, values_of

TYPED = "Samwise told me, it was a nice lady"
"""Not what the survey can know for a person's, so that only erasing takes it away."""


def rows(database, shop, table):
    with database.shop(shop) as session:
        return list(session.scalars(select(table).order_by(table.id)))


@pytest.fixture
def answered(database, settings, ana, ben, answer):
    """Sam has answered about order 1001 in both shops, and about 1002, whose order has not come."""
    for shop in (ana, ben):
        add_creator(database, shop, "Cleo Cloud")
        answer(shop, 1001, "other", TYPED)
        hear(database, settings, shop, "orders/create", bodies.order(1001))
        answer(shop, 1002, "someone_else", f"{cast.SAM.email} Cleo Cloud")


def test_what_was_typed_holds_no_mail_from_the_first_moment(database, answered):
    assert_no_personal_data(database, [cast.SAM.email, cast.SAM.phone, cast.SAM.address])


def test_everything_is_handed_out(database, settings, ana, ben, answered, now):
    with database.shop(ana) as session:
        export_customer(
            session, settings, request_id=5, customer_id=cast.SAM.shopify_id, order_ids=[1002], now=now
        )
    with database.shop(ana) as session:
        [run] = customer_exports(session)
    one, two = run.detail["survey"]
    assert (one["order_id"], one["checkout_token"], one["page"]) == (1001, "checkout-1001", "thank_you")
    assert one["answers"][0] | {"answered_at": None} == {
        "question": "first_heard",
        "answered_at": None,
        "replaced_at": None,
        "channel": "other",
        "option": "other",
        "text": TYPED,
        "meaning": "unmapped",
        "milliseconds": 3000,
    }
    assert (two["order_id"], two["answers"][0]["text"]) == (None, "[mail] Cleo Cloud")
    with database.shop(ben) as session:
        assert customer_exports(session) == []


def test_forgetting_takes_link_and_text_and_leaves_what_counts(database, settings, ana, ben, answered, now):
    with database.shop(ana) as session:
        erase_customer(session, settings, customer_id=cast.SAM.shopify_id, order_ids=[1001, 1002])
    impressions, answers = rows(database, ana, Impression), rows(database, ana, Answer)
    assert [(row.buyer, row.checkout_token, row.order_claim) for row in impressions] == [
        (None, None, None)
    ] * 2
    assert {row.subject for row in impressions} == {f"erased:{row.key}" for row in impressions}
    assert [(row.text, row.text_key) for row in answers] == [(None, None)] * 2
    assert [(row.said_channel, row.meaning) for row in answers] == [
        ("other", "unmapped"),
        ("creator", "creator"),
    ]
    assert [row.order_id for row in impressions] == [1001, None]
    assert rows(database, ana, WaitingEvidence) == []
    hear(database, settings, ana, "orders/create", bodies.order(1002))
    assert [row.order_state for row in rows(database, ana, Impression)] == ["joined", "waiting"]
    # Ben's shop was not asked to forget.
    assert [row.text for row in rows(database, ben, Answer)] == [TYPED, "[mail] Cleo Cloud"]
    with database.shop(ben) as session:
        delete_shop(session, ben)
    assert_no_personal_data(database, {*values_of(cast.SAM), "checkout-1001"})


def test_a_checkout_whose_order_never_came_is_forgotten_after_30_days(database, ana, ben, answered, now):
    clear_away(database, now + timedelta(days=29))
    assert [row.checkout_token for row in rows(database, ana, Impression)] == [
        "checkout-1001",
        "checkout-1002",
    ]
    clear_away(database, now + timedelta(days=31))
    for shop in (ana, ben):
        joined, never = rows(database, shop, Impression)
        assert (joined.checkout_token, joined.buyer is None) == ("checkout-1001", False)
        assert (never.checkout_token, never.subject) == (None, f"erased:{never.key}")
        assert rows(database, shop, Answer)[1].text == "[mail] Cleo Cloud"
