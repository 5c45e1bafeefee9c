"""How the app reaches Shopify over HTTP: limits, and the road to the stand-in.

With SHOPIFY_STANDIN_URL set (refused in production), every request to a https://<shop>.myshopify.com address
goes to the stand-in with its Host header unchanged. The stand-in serves its shops' pages on other ports of
its own host, and those are reached as they are. Nothing else in the app knows that there is such a thing.
"""

from __future__ import annotations

from functools import cache

import httpx

from plugin.settings import Settings

TIMEOUT = httpx.Timeout(15.0, connect=5.0)
"""Seconds. Shopify answers heavy mutations within ten; a longer silence is taken as a lost answer."""
LIMITS = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=30.0)


class StandinTransport(httpx.BaseTransport):
    """Sends requests for shops to the stand-in's address, naming the shop in the Host header."""

    def __init__(self, standin_url: str, inner: httpx.BaseTransport) -> None:
        self._target = httpx.URL(standin_url)
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` on; a host that is no shop's is refused, so that no demo talks to the outside."""
        if request.url.host == self._target.host:
            return self._inner.handle_request(request)
        if not request.url.host.endswith(".myshopify.com"):
            raise httpx.UnsupportedProtocol(
                f"The stand-in answers for shops only, not for {request.url.host}."
            )
        request.headers["Host"] = request.url.host
        request.url = request.url.copy_with(
            scheme=self._target.scheme, host=self._target.host, port=self._target.port
        )
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def shopify_http(settings: Settings) -> httpx.Client:
    """The process's HTTP client for Shopify: one for all threads, connections kept alive, redirects not
    followed.
    """
    return _client(settings.standin_url)


@cache
def _client(standin_url: str | None) -> httpx.Client:
    if standin_url is None:
        return httpx.Client(timeout=TIMEOUT, limits=LIMITS)
    transport = StandinTransport(standin_url, httpx.HTTPTransport(limits=LIMITS))
    return httpx.Client(timeout=TIMEOUT, transport=transport)
