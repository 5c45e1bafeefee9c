"""The one place that makes a `shopifyapp` object."""

from __future__ import annotations

from shopify_app import ShopifyApp

from plugin.settings import Settings

ODD_INPUT = (TypeError, ValueError, AttributeError, KeyError, RecursionError)
"""What the library lets through on odd input: bytes that are no ASCII, claims that are no text, endless
nesting.
"""


def verifier(settings: Settings) -> ShopifyApp:
    """The library with this app's client id and both secrets."""
    return ShopifyApp(settings.client_id, settings.client_secret, settings.old_client_secret)
