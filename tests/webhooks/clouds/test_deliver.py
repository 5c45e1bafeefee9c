"""What a queue's message says is what Shopify would have posted."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from tests import cast
from tests.webhooks.clouds.messages import BODY, HEADERS, event, push
from webhooks.clouds import eventbridge, pubsub

CLOUDS = [pytest.param(pubsub, push, id="pubsub"), pytest.param(eventbridge, event, id="eventbridge")]


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in HEADERS.items() if name not in names}


@pytest.mark.parametrize(("cloud", "wrapped"), CLOUDS)
def test_headers_and_body_are_shopifys_own(cloud, wrapped):
    found = cloud.deliver({}, wrapped())
    assert found.body == BODY
    assert (found.webhook.shop, found.webhook.topic) == (cast.ANA.domain, "orders/create")
    assert (found.webhook.webhook_id, found.webhook.event_id) == ("webhook-1", "event-1")
    assert found.webhook.triggered_at == datetime(2026, 11, 21, 11, 59, tzinfo=UTC)


@pytest.mark.parametrize(("cloud", "wrapped"), CLOUDS)
def test_names_of_headers_come_in_any_case_and_without_their_x(cloud, wrapped):
    newer = {name.removeprefix("X-").lower(): value for name, value in HEADERS.items()}
    assert cloud.deliver({}, wrapped(headers=newer)).webhook == cloud.deliver({}, wrapped()).webhook


@pytest.mark.parametrize(
    ("cloud", "wrapped", "number"),
    [
        pytest.param(pubsub, push, "message:2070443601311540", id="pubsub"),
        pytest.param(eventbridge, event, "message:5d5a1f52-0000-4000-8000-000000000001", id="eventbridge"),
    ],
)
def test_the_queues_number_stands_in_for_a_missing_webhook_id(cloud, wrapped, number):
    found = cloud.deliver({}, wrapped(headers=without("X-Shopify-Webhook-Id")))
    assert found.webhook.webhook_id == number


@pytest.mark.parametrize(
    ("cloud", "message"),
    [
        pytest.param(pubsub, b"", id="nothing"),
        pytest.param(pubsub, b"[" * 100_000, id="endless_nesting"),
        pytest.param(pubsub, b'{"message":{"data":"***","attributes":{}}}', id="no_base64"),
        pytest.param(pubsub, push(headers=without("X-Shopify-Topic")), id="no_topic"),
        pytest.param(pubsub, push(headers=without("X-Shopify-Shop-Domain")), id="no_shop"),
        pytest.param(pubsub, event(), id="the_others"),
        pytest.param(eventbridge, push(), id="the_other"),
        pytest.param(eventbridge, event(headers={**HEADERS, "X-Shopify-Topic": 7}), id="topic_no_text"),
        pytest.param(eventbridge, event(**{"detail-type": "Scheduled Event"}), id="another_event"),
        pytest.param(eventbridge, b'{"detail-type":"shopifyWebhook"}', id="no_detail"),
        pytest.param(eventbridge, b"\xff\xfe", id="no_utf8"),
    ],
)
def test_what_is_no_delivery_is_refused(cloud, message):
    with pytest.raises(InputError):
        cloud.deliver({}, message)


@pytest.mark.parametrize("cloud", [pubsub, eventbridge])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(cloud, message):
    with contextlib.suppress(InputError):
        cloud.deliver({}, message)
