"""Requests that come through the shop's own domain (app proxy), signed by Shopify in their query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from plugin.errors import InputError, NotVerifiedError
from plugin.settings import Settings
from plugin.shopify.domains import shop_domain
from plugin.shopify.verify.library import ODD_INPUT, verifier

PREFIX = re.compile(r"/(?:a|apps|community|tools)/[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True)
class VerifiedProxy:
    """A shopper's request. `customer_id` is Shopify's number where the shopper is logged in.

    `path_prefix` is where on the shop's domain the proxy is, such as /apps/earmark: the owner may change it.
    None where the query says nothing that could be one.
    """

    shop: str
    customer_id: int | None
    path_prefix: str | None = None


def verify_proxy(settings: Settings, query: str) -> VerifiedProxy:
    """Verify a request by its raw `query`: signature under either secret, not older than 90 seconds.

    Raises `NotVerifiedError`. A query where one name is the beginning of another that goes on with a digit or
    a hyphen (`c` and `c-1`) is refused although Shopify signed it: the library sorts such names otherwise
    than Shopify.
    """
    request = {"method": "GET", "url": f"{settings.app_url}/?{query}", "headers": {}, "body": ""}
    try:
        result = verifier(settings).verify_app_proxy_req(request)  # type: ignore[arg-type]
        if not result.ok:
            raise NotVerifiedError(
                f"The request did not come through the shop ({result.log.code}).", code=result.log.code
            )
        customer = result.logged_in_customer_id or ""
        return VerifiedProxy(
            shop_domain(result.shop), int(customer) if customer.isdecimal() else None, _prefix(query)
        )
    except (*ODD_INPUT, InputError) as error:
        raise NotVerifiedError("The request's signature cannot be read.", code="invalid_signature") from error


def _prefix(query: str) -> str | None:
    """The one `path_prefix` of a verified query, if it looks like one of Shopify's."""
    found = parse_qs(query).get("path_prefix", [])
    return found[0] if len(found) == 1 and PREFIX.fullmatch(found[0]) else None
