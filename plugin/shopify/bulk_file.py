"""The file of a bulk operation, streamed from Shopify's storage."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import structlog

from plugin.errors import ShopifyError

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
BREAKS = 5
"""How often a stream may break without having brought anything new."""
STORAGE = "storage.googleapis.com"
STORAGE_FOLDER = "/shopify-"
OWN = (".myshopify.com", ".shopify.com")
GONE = frozenset({400, 401, 403, 404, 410})
"""What storage answers about an address that has run out, or whose file is deleted."""

log = structlog.get_logger()


class FileGoneError(ShopifyError):
    """The file is not at its address any more: seven days are over. The operation is to be asked for anew."""


def file_chunks(
    http: httpx.Client, url: str, size: int | None, *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[bytes]:
    """The file's bytes in order, as they come. A stream that breaks goes on from where it broke.

    `size` is what Shopify says the file has; one that ends before is no whole file, and `ShopifyError`
    (retryable) is raised, as it is where storage does not answer. Raises `FileGoneError` where the address
    has run out, and `ShopifyError` where it is none of Shopify's. The address is a secret and stands in no
    error.
    """
    check_address(url)
    got, breaks = 0, 0
    while True:
        before = got
        try:
            for chunk in _stream(http, url, got):
                got += len(chunk)
                yield chunk
        except httpx.HTTPError as error:
            breaks = 0 if got > before else breaks + 1
            log.warning("bulk file broke off", at=got, size=size, error=type(error).__name__)
            if breaks >= BREAKS:
                raise _lost(f"broke off at byte {got}") from error
            sleep(min(2.0**breaks, 30.0))
            continue
        if size is not None and got != size:
            raise _lost(f"has {got} bytes, and Shopify speaks of {size}")
        return


def check_address(url: str) -> None:
    """Raise `ShopifyError` unless the address is https in Shopify's storage or under a domain of Shopify's.

    It comes out of Shopify's own answer; this keeps an answer that was tampered with from sending the app
    elsewhere.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    stored = host == STORAGE and parts.path.startswith(STORAGE_FOLDER)
    if parts.scheme != "https" or port not in (None, 443) or not (stored or host.endswith(OWN)):
        raise ShopifyError(
            "The address of the result is none of Shopify's, so it was not opened.", code="strange_address"
        )


def _stream(http: httpx.Client, url: str, start: int) -> Iterator[bytes]:
    # Ranges count bytes as they are stored, so nothing may be compressed on the way.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with http.stream("GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=False) as response:
        if start and response.status_code == 416:
            return
        if response.status_code in GONE:
            raise FileGoneError("Shopify keeps a result for seven days, and this one is gone.", code="gone")
        if response.status_code not in (200, 206):
            raise httpx.RemoteProtocolError(f"storage answered {response.status_code}")
        # Storage that knows no ranges sends everything again.
        skip = start if response.status_code == 200 else 0
        for chunk in response.iter_raw():
            fresh, skip = chunk[skip:], max(0, skip - len(chunk))
            if fresh:
                yield fresh


def _lost(what: str) -> ShopifyError:
    return ShopifyError(f"The result of Shopify's bulk operation {what}.", code="lost_answer", retryable=True)
