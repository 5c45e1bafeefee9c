"""Looking at a shop's own pages as a buyer's browser would, to see whether a link works.

Only the shop's own hosts are asked, over https, at addresses that are public: a shop's domain can be made to
point into anybody's network, so the address is looked up here, checked, and then connected to as checked.
Nothing is followed by itself. Every request says that it is no visit: an agent of its own that calls itself a
bot, and the header with which browsers mark a prefetch.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from plugin.settings import Settings
from plugin.shopify.transport import StandinTransport

HEADERS = {
    "User-Agent": "EarmarkLinkCheck/1.0 (bot; tests a link for the shop's owner)",
    "Sec-Purpose": "prefetch",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "identity",
}
TIMEOUT = httpx.Timeout(8.0, connect=4.0)
"""Seconds; a buyer would have left by then."""
LARGEST = 512 * 1024
"""Bytes of a page that are read; the rest is left."""
SLOWEST = 12.0
"""Seconds for one page; a server that drips is left too."""

LookUp = Callable[[str], Sequence[str]]


class ForeignAddressError(ValueError):
    """An address that is not the shop's, or not public. The message names it."""


class UnreachableError(Exception):
    """The shop's page gave no answer. The message says what happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered. `leads_to` is where its Location header points (absolute), or None."""

    address: str
    status: int
    leads_to: str | None
    robots: str
    text: str


class Storefront:
    """One look at one shop: cookies last as long as it does. Close it, or use it in a `with`."""

    def __init__(self, origins: Collection[str], transport: httpx.BaseTransport) -> None:
        """`origins` are the shop's own, such as https://brand.com: whatever else is refused."""
        self._origins = frozenset(_origin(address) for address in origins)
        self._client = httpx.Client(
            transport=transport, headers=HEADERS, timeout=TIMEOUT, follow_redirects=False, trust_env=False
        )

    def __enter__(self) -> Storefront:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def is_own(self, address: str) -> bool:
        """Whether `address` is one of the shop."""
        try:
            return _origin(address) in self._origins
        except ValueError:
            return False

    def get(self, address: str) -> Answer:
        """What the address answers; nothing is followed.

        Raises `ForeignAddressError` for an address that is not the shop's, `UnreachableError` where no answer
        came.
        """
        if not self.is_own(address):
            raise ForeignAddressError(address[:200])
        try:
            with self._client.stream("GET", address) as response:
                body = _begin_of(response)
                where = response.headers.get("Location")
                return Answer(
                    address=address,
                    status=response.status_code,
                    leads_to=urljoin(address, where) if where else None,
                    robots=response.headers.get("X-Robots-Tag", ""),
                    text=body.decode(response.charset_encoding or "utf-8", "replace"),
                )
        except (httpx.HTTPError, httpx.InvalidURL, LookupError) as error:
            raise UnreachableError(type(error).__name__) from error


class PublicTransport(httpx.BaseTransport):
    """Connects to public addresses only, and to the very address that was looked up."""

    def __init__(self, inner: httpx.BaseTransport, look_up: LookUp | None = None) -> None:
        self._inner = inner
        self._look_up = look_up or _addresses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; raises `ForeignAddressError` where its host leads anywhere that is not public."""
        host = request.url.host
        if request.url.scheme != "https" or request.url.port not in (None, 443):
            raise ForeignAddressError(str(request.url)[:200])
        found = self._look_up(host)
        if not found or not all(map(_is_public, found)):
            raise ForeignAddressError(host)
        # The certificate is still checked against the name.
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.headers["Host"] = host
        request.url = request.url.copy_with(host=found[0])
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def look_at(settings: Settings, origins: Collection[str]) -> Storefront:
    """A look at the shop with these origins, over the road the settings name."""
    if settings.standin_url is not None:
        return Storefront(origins, StandinTransport(settings.standin_url, httpx.HTTPTransport()))
    return Storefront(origins, PublicTransport(httpx.HTTPTransport()))


def _begin_of(response: httpx.Response) -> bytes:
    body, begun = b"", time.monotonic()
    for part in response.iter_bytes():
        body += part
        if len(body) >= LARGEST:
            break
        if time.monotonic() - begun > SLOWEST:
            raise httpx.ReadTimeout("The page did not end in time.")
    return body[:LARGEST]


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("no address of a page")
    return parts.scheme, parts.hostname.lower(), parts.port


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_global and not found.is_multicast


def _addresses(host: str) -> Sequence[str]:
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpx.ConnectError(f"{host} is not known.") from error
    # The older kind first: not every machine has a road for the newer.
    return [str(row[4][0]) for row in sorted(found, key=lambda row: row[0] != socket.AF_INET)]
