"""What Shopify refuses in a webhook subscription. Its errors have no codes, and name the address
`callbackUrl`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.devshop.api.registry import Call, NotBuiltError, Record
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.api.resolvers.webhooks.records import ApiSubscription, subscriptions
from tests.devshop.api.search import terms

ADDRESS = ["webhookSubscription", "callbackUrl"]
NAME = ["webhookSubscription", "name"]
BAD_FILTER = "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
PUBSUB_FORM = "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"
EVENTBRIDGE = re.compile(r"arn:aws:events:[\w-]+::event-source/aws\.partner/shopify\.com(\.test)?/\d+/.+")
SHOPIFY_HOSTS = ("myshopify.com", "shopify.com", "myshopify.io")
MAX_ADDRESS = 65_535
MAX_NAME = 50


def check(call: Call, row: ApiSubscription) -> list[Record]:
    """The user errors of a subscription as it would be kept; none means it may be."""
    return _address(row.uri) + _format(row) + _taken(call, row) + _name(call, row) + _filter(row.filter)


def _address(uri: str) -> list[Record]:
    if not uri.strip():
        return _said("Address can't be blank")
    scheme = uri.partition(":")[0].lower()
    if scheme == "pubsub":
        project, _, topic = uri.removeprefix("pubsub://").partition(":")
        return [] if project and topic else _said("Address protocol pubsub:// is not supported", PUBSUB_FORM)
    if scheme == "arn":
        return (
            []
            if EVENTBRIDGE.fullmatch(uri)
            else _said("Address is invalid", "Address is not a valid AWS ARN")
        )
    if scheme == "kafka":
        return _said("Address protocol kafka:// is not supported", "Address is not a valid kafka topic")
    if scheme != "https":
        return _said(
            f"Address protocol {scheme}:// is not supported" if "://" in uri else "Address is invalid"
        )
    host = urlsplit(uri).hostname or ""
    errors = [] if "." in host and " " not in uri else _said("Address is invalid")
    if len(uri) > MAX_ADDRESS:
        errors += _said("Address is too big (maximum is 64 KB)")
    if any(host == one or host.endswith(f".{one}") for one in SHOPIFY_HOSTS):
        errors += _said("Address cannot be a Shopify or an internal domain")
    return errors


def _format(row: ApiSubscription) -> list[Record]:
    if row.format != "JSON" and not row.uri.startswith("https://"):
        return [user_error(["webhookSubscription", "format"], "Format can only be used with format: 'json'")]
    return []


def _taken(call: Call, row: ApiSubscription) -> list[Record]:
    same = (
        other
        for other in subscriptions(call).values()
        if other.id != row.id
        and (other.topic, other.uri, other.format, other.filter)
        == (row.topic, row.uri, row.format, row.filter)
    )
    return _said("Address for this topic has already been taken") if row.uri and any(same) else []


def _name(call: Call, row: ApiSubscription) -> list[Record]:
    if row.name is None:
        return []
    errors = []
    if row.name == "":
        errors.append(user_error(NAME, "Name is too short (minimum is 1 character)"))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", row.name):
        said = "Name name field can only contain alphanumeric characters, underscores, and hyphens"
        errors.append(user_error(NAME, said))
    if len(row.name) > MAX_NAME:
        errors.append(user_error(NAME, f"Name is too long (maximum is {MAX_NAME} characters)"))
    others = (other.name for other in subscriptions(call).values() if other.id != row.id)
    if row.name.casefold() in {name.casefold() for name in others if name}:
        errors.append(user_error(NAME, "Name already exists, no duplicate allowed"))
    return errors


def _filter(text: str | None) -> list[Record]:
    """Every term of a filter must name its field."""
    if not text or not text.strip():
        return []
    try:
        fit = all(term.field is not None for term in terms(text))
    except NotBuiltError:
        fit = False
    return [] if fit else [user_error(["webhookSubscription"], BAD_FILTER)]


def _said(*messages: str) -> list[Record]:
    return [user_error(ADDRESS, message) for message in messages]
