"""Looking at a shop: its own hosts only, public addresses only, never far and never as a visitor."""

import dataclasses
import socket
from itertools import chain, repeat

import httpx
import pytest

from plugin.shopify import storefront
from plugin.shopify.storefront import (
    LARGEST,
    ForeignAddressError,
    PublicTransport,
    Storefront,
    UnreachableError,
    look_at,
)

OWN = ("https://brand.example", "https://anas-atelier.myshopify.com")


def shop(answer, seen=None):
    """A look at a shop that gives `answer` and is asked nothing else."""

    def handle(request):
        if seen is not None:
            seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Storefront(OWN, httpx.MockTransport(handle))


def test_an_answer_and_that_it_was_no_visit():
    seen = []
    answer = shop(httpx.Response(301, headers={"Location": "/apps/earmark/go/k"}), seen).get(f"{OWN[0]}/ana")
    assert (answer.status, answer.leads_to) == (301, f"{OWN[0]}/apps/earmark/go/k")
    assert seen[0].headers["Sec-Purpose"] == "prefetch"
    assert "bot" in seen[0].headers["User-Agent"]
    assert "Cookie" not in seen[0].headers


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://brand.example/",
        "https://brand.example:8443/",
        "https://brand.example@evil.example/",
        "https://x@brand.example/",
        "https://brand.example.evil.example/",
        "file:///etc/passwd",
        "//brand.example/",
        "https://[::1]/",
        "https://[/",
        "",
    ],
)
def test_nobody_else_is_asked(address):
    seen = []
    look = shop(httpx.Response(200), seen)
    assert not look.is_own(address)
    with pytest.raises((ForeignAddressError, ValueError)):
        look.get(address)
    assert seen == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
    ],
)
def test_a_domain_that_points_into_a_network_is_refused(address):
    def inner(request):
        raise AssertionError("nothing may be asked there")

    transport = PublicTransport(httpx.MockTransport(inner), look_up=lambda host: ["8.8.8.8", address])
    with Storefront(OWN, transport) as look, pytest.raises(ForeignAddressError, match=r"brand\.example"):
        look.get(f"{OWN[0]}/ana")


def test_it_connects_to_the_address_that_was_looked_up_under_the_shops_name():
    seen = []

    def inner(request):
        seen.append(request)
        return httpx.Response(404)

    transport = PublicTransport(httpx.MockTransport(inner), look_up=lambda host: ["8.8.8.8"])
    with Storefront(OWN, transport) as look:
        assert look.get(f"{OWN[0]}/ana?x=1").status == 404
    assert str(seen[0].url) == "https://8.8.8.8/ana?x=1"
    assert seen[0].headers["Host"] == "brand.example"
    assert seen[0].extensions["sni_hostname"] == "brand.example"


def test_a_host_nobody_knows_gives_no_answer(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(storefront.socket, "getaddrinfo", unknown)
    look = Storefront(OWN, PublicTransport(httpx.MockTransport(lambda _: httpx.Response(200))))
    with look, pytest.raises(UnreachableError, match="ConnectError"):
        look.get(f"{OWN[0]}/")


def test_the_older_kind_of_address_is_tried_first(monkeypatch):
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:4700::1", 443, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.4.4", 443)),
    ]
    monkeypatch.setattr(storefront.socket, "getaddrinfo", lambda *_, **__: found)
    seen = []

    def inner(request):
        seen.append(request.url.host)
        return httpx.Response(404)

    with Storefront(OWN, PublicTransport(httpx.MockTransport(inner))) as look:
        look.get(f"{OWN[0]}/")
    assert seen == ["8.8.4.4"]


def test_a_page_without_end_is_left_where_it_was():
    endless = httpx.Response(200, content=chain(repeat(b"a" * 65_536, 1_000)))
    assert len(shop(endless).get(f"{OWN[0]}/").text) == LARGEST


def test_a_page_that_drips_is_given_up(monkeypatch):
    ticks = iter(range(0, 1_000, 10))
    monkeypatch.setattr(storefront.time, "monotonic", lambda: next(ticks))
    drips = httpx.Response(200, content=chain(repeat(b"a", 1_000)))
    with pytest.raises(UnreachableError, match="ReadTimeout"):
        shop(drips).get(f"{OWN[0]}/")


def test_a_lost_answer_is_said_as_such():
    with pytest.raises(UnreachableError, match="ReadError"):
        shop(httpx.ReadError("gone")).get(f"{OWN[0]}/")


def test_the_road_to_the_stand_in_is_there_for_its_own_host_alone(settings):
    diverted = dataclasses.replace(settings, standin_url="http://127.0.0.1:1")
    with look_at(diverted, ["http://127.0.0.1:2", "https://brand.example"]) as look:
        with pytest.raises(UnreachableError, match="ConnectError"):
            look.get("http://127.0.0.1:2/")
        with pytest.raises(UnreachableError, match="UnsupportedProtocol"):
            look.get("https://brand.example/")
