"""discounts/update and discounts/delete: the codes behind the discount are asked to be looked at, and
no others.
"""

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from plugin.errors import UnreadablePayloadError
from plugin.store.codes import DiscountCode
from webhooks.topics import HANDLERS
from webhooks.topics.outcome import Ignored

GID = "gid://shopify/DiscountCodeNode/5000000001"
TOPICS = ["discounts/update", "discounts/delete"]


@pytest.fixture
def code(database, ana, ben, now):
    """A code of Ana's, and one of Ben's whose discount happens to have the same number; Ana's number."""
    ids = {}
    for shop_id in (ben, ana):
        with database.shop(shop_id) as session:
            row = DiscountCode(
                code="CLEO",
                code_key="cleo",
                status="active",
                discount_gid=GID,
                valid_from=now,
                created_at=now,
                updated_at=now,
            )
            session.add(row)
            session.flush()
            ids[shop_id] = row.id
    return ids[ana]


def hear(database, shop_id, topic, body, settings, now):
    delivery = SimpleNamespace(topic=topic, body=body, triggered_at=now, received_at=now)
    with database.shop(shop_id) as session:
        return HANDLERS[topic](session, delivery, settings, now)


def jobs(database):
    with database.everywhere() as session:
        query = text("select lock, args from procrastinate_jobs where task_name = 'check_codes'")
        return list(session.execute(query, execution_options={"scoped_by_hand": True}))


@pytest.mark.parametrize("topic", TOPICS)
def test_our_own_discount_is_looked_at_once_under_the_shops_lock(database, ana, code, settings, now, topic):
    body = b'{"admin_graphql_api_id": "%s", "title": "CLEO", "status": "ACTIVE"}' % GID.encode()
    for _ in range(2):
        hear(database, ana, topic, body, settings, now)
    assert jobs(database) == [(f"codes/{ana}", {"shop_id": ana, "code_ids": [code]})]


@pytest.mark.parametrize("topic", TOPICS)
def test_anybody_elses_discount_is_ignored(database, ana, code, settings, now, topic):
    body = b'{"admin_graphql_api_id": "gid://shopify/DiscountAutomaticNode/7"}'
    assert isinstance(hear(database, ana, topic, body, settings, now), Ignored)
    assert jobs(database) == []


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"admin_graphql_api_id": 5}', b"not json"])
def test_what_cannot_be_read_is_parked(database, ana, code, settings, now, topic, body):
    with pytest.raises(UnreadablePayloadError):
        hear(database, ana, topic, body, settings, now)
