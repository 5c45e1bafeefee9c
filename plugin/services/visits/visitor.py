"""Who asks, as far as the app wants to know: whether it is the same visitor as a moment ago."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Protocol

from plugin.settings import Settings

SIZE = 16
"""Bytes of a visitor's hash."""


class Headers(Protocol):
    """A request's headers."""

    def get(self, name: str, /) -> str | None:
        """The header called `name`, None where the request has none."""
        ...


def visitor_hash(settings: Settings, domain: str, address: str, agent: str, now: datetime) -> bytes:
    """The visitor of a shop on the day of `now` (UTC): a keyed hash of address and agent.

    The salt is derived from the app's own key for each shop and day and is stored nowhere, so that hashes of
    two days or two shops cannot be told to be the same visitor's, and nobody with the database alone can go
    through the addresses there are.
    """
    day = now.astimezone(UTC).date().isoformat()
    salt = _salt(settings.encryption_keys[0], domain, day)
    return hmac.digest(salt, f"{address}\n{agent}".encode(), hashlib.sha256)[:SIZE]


@lru_cache(maxsize=1024)
def _salt(key: str, domain: str, day: str) -> bytes:
    return hmac.digest(key.encode(), f"visitor/{domain}/{day}".encode(), hashlib.sha256)


def through_proxy(headers: Headers, peer: str | None) -> str:
    """The shopper's address on a request that Shopify's app proxy has handed on: the first of
    X-Forwarded-For, because everybody on the way adds the one before at the end.
    """
    return _address((headers.get("X-Forwarded-For") or "").partition(",")[0], peer)


def straight(headers: Headers, peer: str | None) -> str:
    """The shopper's address on a request to the app's own address: the last of X-Forwarded-For, which the
    host's own proxy has written. What stands before it anybody may have made up.
    """
    return _address((headers.get("X-Forwarded-For") or "").rpartition(",")[2], peer)


def _address(forwarded: str, peer: str | None) -> str:
    """An address; of IPv6 the network alone, because a device changes the rest as it likes."""
    for candidate in (forwarded.strip(), peer or ""):
        try:
            found = ip_address(candidate)
        except ValueError:
            continue
        return found.compressed if found.version == 4 else str(ip_network((int(found), 64), strict=False))
    return ""
