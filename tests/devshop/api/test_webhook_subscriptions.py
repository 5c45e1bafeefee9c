"""Webhook subscriptions made through the API, and saved searches."""

from __future__ import annotations

import pytest

from tests.devshop.catalogue import BEN

CREATE = """mutation($topic: WebhookSubscriptionTopic!, $given: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $given) {
    webhookSubscription { id topic uri filter format includeFields endpoint { __typename } apiVersion {
      handle } }
    userErrors { field message }
  }
}"""
FILTER = "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
PUBSUB = "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"


def subscribe(admin, topic="SHOP_UPDATE", shop=None, **given):
    given = {"uri": "https://example.com/hook", **given}
    more = {"shop": shop} if shop else {}
    return admin.data(CREATE, {"topic": topic, "given": given}, **more)["webhookSubscriptionCreate"]


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        ("https://example.com/hook", "WebhookHttpEndpoint"),
        ("pubsub://project-one:topic", "WebhookPubSubEndpoint"),
        (
            "arn:aws:events:eu-west-1::event-source/aws.partner/shopify.com/42/earmark",
            "WebhookEventBridgeEndpoint",
        ),
    ],
)
def test_where_to(admin, uri, kind):
    answer = subscribe(admin, uri=uri)
    assert answer["userErrors"] == []
    assert answer["webhookSubscription"]["endpoint"] == {"__typename": kind}
    assert answer["webhookSubscription"]["apiVersion"] == {"handle": "2026-10"}


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        pytest.param({"uri": ""}, ["Address can't be blank"], id="blank"),
        pytest.param({"uri": "http://example.com"}, ["Address protocol http:// is not supported"], id="http"),
        pytest.param(
            {"uri": "pubsub://project:"}, ["Address protocol pubsub:// is not supported", PUBSUB], id="pubsub"
        ),
        pytest.param({"uri": "example"}, ["Address is invalid"], id="no address"),
        pytest.param(
            {"uri": "https://anas-atelier.myshopify.com/x"},
            ["Address cannot be a Shopify or an internal domain"],
            id="Shopify's own",
        ),
        pytest.param({"filter": "just words"}, [FILTER], id="filter without field"),
        pytest.param(
            {"name": "no spaces"},
            ["Name name field can only contain alphanumeric characters, underscores, and hyphens"],
            id="name",
        ),
    ],
)
def test_what_is_refused(admin, given, messages):
    answer = subscribe(admin, **given)
    assert answer["webhookSubscription"] is None
    assert [row["message"] for row in answer["userErrors"]] == messages


def test_one_address_per_topic_and_shop(admin):
    subscribe(admin)
    assert [row["message"] for row in subscribe(admin)["userErrors"]] == [
        "Address for this topic has already been taken"
    ]
    assert subscribe(admin, topic="ORDERS_CREATE")["userErrors"] == []
    assert subscribe(admin, shop=BEN)["userErrors"] == []


def test_a_subscription_is_listed_changed_and_removed(admin):
    identifier = subscribe(admin, includeFields=["id"])["webhookSubscription"]["id"]
    update = """mutation($id: ID!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: {filter:
      "id:1"}) {
      webhookSubscription { filter uri includeFields } } }"""
    changed = admin.data(update, {"id": identifier})["webhookSubscriptionUpdate"]["webhookSubscription"]
    assert changed == {"filter": "id:1", "uri": "https://example.com/hook", "includeFields": ["id"]}
    listed = (
        "{ webhookSubscriptions(first: 5, topics: [SHOP_UPDATE]) { nodes { id } } "
        "webhookSubscriptionsCount { count } }"
    )
    assert admin.data(listed)["webhookSubscriptions"]["nodes"] == [{"id": identifier}]
    assert admin.data(listed, shop=BEN)["webhookSubscriptionsCount"] == {"count": 0}
    admin.data(
        "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId } }",
        {"id": identifier},
    )
    assert admin.data(listed)["webhookSubscriptionsCount"] == {"count": 0}


def test_a_saved_search_is_split_into_terms_and_filters(admin):
    create = """mutation($input: SavedSearchCreateInput!) { savedSearchCreate(input: $input) {
      savedSearch { query searchTerms filters { key value } } userErrors { field message } } }"""
    given = {"name": "Mugs", "query": "title:Mug blue", "resourceType": "PRODUCT"}
    shown = admin.data(create, {"input": given})["savedSearchCreate"]["savedSearch"]
    assert shown == {
        "query": "title:Mug blue",
        "searchTerms": "blue",
        "filters": [{"key": "title", "value": "Mug"}],
    }
    listed = admin.data(
        "{ productSavedSearches(first: 5) { nodes { query } } orderSavedSearches(first: 5) { nodes { id } } }"
    )
    assert listed == {
        "productSavedSearches": {"nodes": [{"query": "blue title:Mug"}]},
        "orderSavedSearches": {"nodes": []},
    }
    long = admin.data(create, {"input": {**given, "name": "x" * 41}})["savedSearchCreate"]
    assert long["userErrors"] == [
        {"field": ["input", "name"], "message": "Name is too long (maximum is 40 characters)"}
    ]
