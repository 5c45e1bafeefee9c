"""The search for people finds them where they are."""

import pytest

from plugin.store.creators import Creator
from plugin.store.deliveries import keep_delivery
from tests import cast
from tests.privacy import assert_no_personal_data, personal_values, values_of


def test_finds_a_value_in_text_whatever_its_case(database, ana, now):
    with database.shop(ana) as session:
        session.add(
            Creator(name="x", note=f"mail to {cast.SAM.email.upper()}", created_at=now, updated_at=now)
        )
    with pytest.raises(AssertionError, match=r"creators\.note"):
        assert_no_personal_data(database, [cast.SAM.email])
    assert_no_personal_data(database, values_of(cast.EVE))


def test_finds_a_value_in_bytes_escaped_or_not(database, ana):
    with database.everywhere() as session:
        keep_delivery(
            session,
            shop_id=ana,
            webhook_id="1",
            event_id=None,
            topic="orders/create",
            api_version=None,
            triggered_at=None,
            body=b'{"name": "\\u00c5sa"}',
        )
    with pytest.raises(AssertionError, match=r"deliveries\.body"):
        assert_no_personal_data(database, ["Åsa"])


def test_finds_a_number_in_a_number(database, ana):
    with pytest.raises(AssertionError, match=r"shops\.shopify_id"):
        assert_no_personal_data(database, [str(cast.ANA.shopify_id)])


def test_refuses_to_look_for_nothing(database):
    with pytest.raises(AssertionError, match="nothing to look for"):
        assert_no_personal_data(database, [])


def test_reads_the_personal_values_of_a_body():
    body = {"name": "#1001", "email": "sam@example.com", "customer": {"name": "Sam Shopperton", "id": 5}}
    assert personal_values(body) == {"sam@example.com", "Sam Shopperton"}
