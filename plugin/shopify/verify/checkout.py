"""Requests of the extensions on the thank-you and order-status pages: session tokens of checkouts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shopify_app import RequestInput

from plugin.errors import InputError, NotVerifiedError
from plugin.settings import Settings
from plugin.shopify.domains import shop_domain
from plugin.shopify.verify.library import ODD_INPUT, verifier

LONGEST_TOKEN = 4096
"""Characters. Shopify's are under 700."""
CUSTOMER = re.compile(r"gid://shopify/Customer/(\d{1,18})")


@dataclass(frozen=True, slots=True)
class VerifiedCheckout:
    """A shopper's request from one of the shop's checkouts. The token names no order.

    `token_id` is the token's own (`jti`), empty where it has none. `customer_id` is Shopify's number of the
    buyer where they are logged in and the app may know, else None.
    """

    shop: str
    token_id: str
    customer_id: int | None


def verify_checkout(settings: Settings, authorization: str | None) -> VerifiedCheckout:
    """Verify the header `Authorization: Bearer <session token>` of an extension on a shopper's page.

    HS256 under either secret, our audience, in force (10 seconds of grace; Shopify gives them five minutes).
    Raises `NotVerifiedError`, also for an ID token of the admin: it is a merchant's, and must not answer for
    a buyer.
    """
    if authorization is None or len(authorization) > LONGEST_TOKEN:
        raise NotVerifiedError("The request carries no session token of a checkout.", code="no_token")
    request: RequestInput = {
        "method": "GET",
        "url": settings.app_url,
        "headers": {"Authorization": authorization},
        "body": "",
    }
    try:
        result = verifier(settings).verify_checkout_ui_ext_req(request)
        if not result.ok or result.id_token is None:
            raise NotVerifiedError(
                f"The session token does not hold ({result.log.code}).", code=result.log.code
            )
        return _checkout(dict(result.id_token.claims))
    except (*ODD_INPUT, InputError) as error:
        raise NotVerifiedError(
            "The session token is not one of a shop's checkout.", code="invalid_id_token"
        ) from error


def _checkout(claims: dict[str, Any]) -> VerifiedCheckout:
    """What the claims say; raises `InputError` for a token that never ends, or that the admin has issued."""
    if "exp" not in claims:
        raise InputError("The session token never ends.", field="token")
    if urlsplit(str(claims.get("iss") or "")).path.rstrip("/") == "/admin" or "sid" in claims:
        raise InputError("The token was issued by a shop's admin.", field="token")
    subject = claims.get("sub")
    customer = CUSTOMER.fullmatch(str(subject)) if subject else None
    if subject and customer is None:
        raise InputError("The token is no buyer's.", field="token")
    return VerifiedCheckout(
        shop=shop_domain(claims.get("dest")),
        token_id=str(claims.get("jti") or "")[:100],
        customer_id=int(customer[1]) if customer else None,
    )
