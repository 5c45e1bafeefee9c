"""The road to Shopify, and the road to the stand-in."""

import dataclasses

import httpx
import pytest

from plugin.shopify.transport import StandinTransport, shopify_http


def seen_by_the_standin(url: str) -> httpx.Request:
    """The request as it arrives at the stand-in's address."""
    arrived: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        arrived.append(request)
        return httpx.Response(200)

    transport = StandinTransport("http://127.0.0.1:4000", httpx.MockTransport(answer))
    with httpx.Client(transport=transport) as client:
        client.post(url, content=b"body")
    return arrived[0]


def test_the_standin_gets_requests_of_shops_with_their_own_host():
    request = seen_by_the_standin("https://anas-atelier.myshopify.com/admin/api/2026-10/graphql.json?a=1")
    assert str(request.url) == "http://127.0.0.1:4000/admin/api/2026-10/graphql.json?a=1"
    assert request.headers["Host"] == "anas-atelier.myshopify.com"
    assert request.content == b"body"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "https://myshopify.com.evil.example/", "https://myshopify.com/"]
)
def test_nothing_else_leaves_for_anywhere(url):
    with pytest.raises(httpx.UnsupportedProtocol):
        seen_by_the_standin(url)


def test_one_client_per_process_and_road(settings):
    direct, diverted = settings, dataclasses.replace(settings, standin_url="http://127.0.0.1:4000")
    assert shopify_http(direct) is shopify_http(direct) is not shopify_http(diverted)
    assert not shopify_http(direct).follow_redirects
    assert shopify_http(direct).timeout == shopify_http(diverted).timeout == httpx.Timeout(15.0, connect=5.0)
