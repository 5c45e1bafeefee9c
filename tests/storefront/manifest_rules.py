"""The rules for shopify.app.toml, as far as they can be checked without Shopify.

From the command-line tool's own schemas and shopify.dev, "App configuration", "App proxies", "Webhooks":
allowed keys, lengths, address forms, the compliance topics in a table of their own. And our own: least
scopes, no personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TOP = {
    "client_id", "name", "handle", "application_url", "embedded", "extension_directories", "web_directories",
    "access_scopes", "access", "auth", "webhooks", "events", "app_proxy", "pos", "app_preferences", "build",
    "customer_authentication",
}  # fmt: skip
SCOPE_KEYS = {"scopes", "required_scopes", "optional_scopes", "use_legacy_install_flow"}
SUBSCRIPTION_KEYS = {
    "topics", "compliance_topics", "uri", "filter", "include_fields", "payload_query", "actions", "name",
}  # fmt: skip
COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}
PROXY_PREFIXES = {"a", "apps", "community", "tools"}
PROXY_FORBIDDEN = {"admin", "services", "password", "login"}
NEEDED_FIELDS = {"orders/create", "orders/updated", "orders/cancelled"}
LEAST_SCOPES = {
    "read_orders", "read_discounts", "write_discounts", "read_products", "write_app_proxy",
    "write_online_store_navigation", "write_content", "write_pixels", "read_customer_events",
}  # fmt: skip
PERSONAL = re.compile(
    r"""(^|\.)(e?mail|contact_email|phone|first_name|last_name|address\d?|billing_address|shipping_address|city|zip|
    browser_ip|client_details|user_agent|default_address|note|staff_note|customer_locale|properties|order_status_url|
    user_id|shop_owner|customer_email)$|^customer$|^line_items$|^refunds$|^shipping_lines$|^refund_line_items$|
    ^refunds\.refund_line_items$|line_item$|^order_edit$""",
    re.VERBOSE,
)
"""Fields that describe a person or hold what a person typed, and objects that contain such fields."""


def problems(app: dict[str, Any]) -> list[str]:
    """Everything wrong with a parsed shopify.app.toml; empty when nothing is."""
    return [*_top(app), *_scopes(app), *_auth(app), *_webhooks(app), *_proxy(app)]


def _top(app: dict[str, Any]) -> Iterator[str]:
    for key in sorted(set(app) - TOP):
        yield f"{key} is no key of an app configuration"
    for key in sorted({"client_id", "name", "application_url", "embedded"} - set(app)):
        yield f"{key} is missing"
    name = app.get("name", "")
    if len(name) > 30:
        yield f"name has {len(name)} characters; 30 are allowed"
    if not name.startswith("Earmark"):
        yield "name does not begin with the brand"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", app.get("handle", "")):
        yield "handle is no URL slug"
    if not app.get("application_url", "").startswith("https://"):
        yield "application_url is not https"
    if not isinstance(app.get("embedded"), bool):
        yield "embedded is neither true nor false"


def _scopes(app: dict[str, Any]) -> Iterator[str]:
    access = app.get("access_scopes", {})
    for key in sorted(set(access) - SCOPE_KEYS):
        yield f"access_scopes.{key} is unknown"
    if access.get("use_legacy_install_flow"):
        yield "use_legacy_install_flow rules out managed install"
    scopes = [scope.strip() for scope in access.get("scopes", "").split(",")]
    if len(scopes) != len(set(scopes)):
        yield "a scope is listed twice"
    for scope in sorted(set(scopes) ^ LEAST_SCOPES):
        yield f"scope {scope} is {'asked for but not used' if scope in scopes else 'used but not asked for'}"


def _auth(app: dict[str, Any]) -> Iterator[str]:
    urls = app.get("auth", {}).get("redirect_urls", [])
    if not urls:
        yield "auth.redirect_urls is empty"
    for url in urls:
        if not url.startswith("https://"):
            yield f"redirect url {url} is not https"


def _webhooks(app: dict[str, Any]) -> Iterator[str]:
    webhooks = app.get("webhooks", {})
    if not re.fullmatch(r"20\d\d-(01|04|07|10)", webhooks.get("api_version", "")):
        yield "webhooks.api_version is no release"
    seen: set[str] = set()
    for table in webhooks.get("subscriptions", []):
        yield from _subscription(table)
        topics = [*table.get("topics", []), *table.get("compliance_topics", [])]
        for topic in topics:
            if topic in seen:
                yield f"{topic} is subscribed to twice"
            seen.add(topic)
    for topic in sorted(COMPLIANCE - seen):
        yield f"{topic} is not subscribed to"


def _subscription(table: dict[str, Any]) -> Iterator[str]:
    for key in sorted(set(table) - SUBSCRIPTION_KEYS):
        yield f"subscription key {key} is unknown"
    topics, compliance = table.get("topics", []), table.get("compliance_topics", [])
    if bool(topics) == bool(compliance):
        yield "a subscription has either topics or compliance_topics"
    for topic in topics:
        if topic in COMPLIANCE:
            yield f"{topic} is a compliance topic and stands among the others"
    for topic in sorted(set(compliance) - COMPLIANCE):
        yield f"{topic} is no compliance topic"
    if not _good_uri(table.get("uri", "")):
        yield f"uri {table.get('uri')!r} has no form Shopify takes"
    if len(table.get("name", "")) > 50:
        yield "a subscription's name has more than 50 characters"
    yield from _fields(topics, table.get("include_fields"))


def _good_uri(uri: str) -> bool:
    forms = (
        r"/[^/\s]\S*",
        r"https://\S+",
        r"pubsub://[^:\s]+:\S+",
        r"arn:aws:events:[a-z0-9-]+::event-source/aws\.partner/shopify\.com/\d+/\S+",
    )
    return any(re.fullmatch(form, uri) for form in forms)


def _fields(topics: list[str], fields: list[str] | None) -> Iterator[str]:
    whole_is_fine = {"discounts/update", "discounts/delete", "app/scopes_update"}
    if fields is None:
        for topic in topics:
            if topic not in whole_is_fine:
                yield f"{topic} has no include_fields and would bring personal data"
        return
    if len(fields) != len(set(fields)):
        yield "a field is listed twice"
    for field in fields:
        if PERSONAL.search(field):
            yield f"{field} is or holds personal data"
    if set(topics) & NEEDED_FIELDS:
        for field in sorted({"id", "admin_graphql_api_id", "updated_at"} - set(fields)):
            yield f"{field} is needed to tell versions of an order apart"


def _proxy(app: dict[str, Any]) -> Iterator[str]:
    proxy = app.get("app_proxy")
    if proxy is None:
        return
    for key in sorted({"url", "prefix", "subpath"} ^ set(proxy)):
        yield f"app_proxy.{key} is missing or unknown"
    if proxy.get("prefix") not in PROXY_PREFIXES:
        yield f"app_proxy.prefix {proxy.get('prefix')!r} is not one of {sorted(PROXY_PREFIXES)}"
    subpath = proxy.get("subpath", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,30}", subpath) or subpath in PROXY_FORBIDDEN:
        yield f"app_proxy.subpath {subpath!r} is not allowed"
    if not re.fullmatch(r"(/|https://)\S+", proxy.get("url", "")):
        yield f"app_proxy.url {proxy.get('url')!r} is no address"
