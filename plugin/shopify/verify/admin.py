"""Requests of the embedded admin: ID tokens on document loads and fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from shopify_app import RequestInput

from plugin.errors import InputError, NotVerifiedError
from plugin.settings import Settings
from plugin.shopify.domains import shop_domain
from plugin.shopify.verify.library import ODD_INPUT, verifier


@dataclass(frozen=True, slots=True)
class IdToken:
    """A verified ID token. `raw` is the token itself: never log or store it."""

    raw: str = field(repr=False)
    claims: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class VerifiedAdmin:
    """A request from Shopify's admin: the shop's domain and the staff member's id (no permission follows from
    it).
    """

    shop: str
    user_id: str
    id_token: IdToken


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer instead of the page."""

    status: int
    headers: Mapping[str, str]
    body: str = ""


class AdminNotVerifiedError(NotVerifiedError):
    """A request to the admin without a valid ID token. `answer` is what App Bridge expects then.

    For a document it redirects to the page that fetches a fresh token and loads the document again; for a
    fetch it is a 401 whose header makes App Bridge try once more.
    """

    def __init__(self, message: str, *, code: str, answer: Answer) -> None:
        super().__init__(message, code=code, retry_with_fresh_token=RETRY_HEADER in answer.headers)
        self.answer = answer


RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request"


def verify_admin(
    settings: Settings, *, path: str, query: str, authorization: str | None, patch_path: str
) -> VerifiedAdmin:
    """Verify a document load (`id_token` in `query`) or a fetch (`authorization`) of the embedded admin.

    `path` and `query` are the request's own (raw query string, no `?`); `patch_path` is where the page that
    fetches fresh tokens lives. Raises `AdminNotVerifiedError`.
    """
    request: RequestInput = {
        "method": "GET",
        # The public address, never the Host header: a redirect must not lead where a stranger wants.
        "url": f"{settings.app_url}{_local(path)}" + (f"?{query}" if query else ""),
        "headers": {"Authorization": authorization} if authorization else {},
        "body": "",
    }
    try:
        result = verifier(settings).verify_app_home_req(request, patch_path)
        if not result.ok or result.id_token is None:
            raise _refused(settings, result.log.code, result.response)
        claims = dict(result.id_token.claims)
        shop = _admin_shop(claims)
    except (*ODD_INPUT, InputError) as error:
        raise _unreadable_token(authorization) from error
    return VerifiedAdmin(
        shop=shop, user_id=str(claims.get("sub") or ""), id_token=IdToken(result.id_token.token, claims)
    )


def _local(path: str) -> str:
    """`path` with a single leading slash: two would name another host once App Bridge reloads it."""
    return "/" + path.lstrip("/\\")


def _admin_shop(claims: dict[str, Any]) -> str:
    """The shop of an admin's ID token; raises `InputError` for the tokens of checkouts.

    A checkout hands shoppers a token with the same secret and audience, but without an issuer. Without this
    check a shopper could read the shop's dashboard with it.
    """
    shop = shop_domain(claims.get("dest"))
    issuer = urlsplit(str(claims.get("iss") or ""))
    if issuer.scheme != "https" or issuer.path.rstrip("/") != "/admin" or shop_domain(issuer.netloc) != shop:
        raise InputError("The ID token was not issued by the shop's admin.", field="id_token")
    if "exp" not in claims:
        raise InputError("The ID token never ends.", field="id_token")
    return shop


def _refused(settings: Settings, code: str, response: Any) -> AdminNotVerifiedError:
    headers = dict(response.headers)
    location = headers.get("Location")
    if location is not None:
        headers["Location"] = location.removeprefix(settings.app_url)
    answer = Answer(int(response.status), headers, str(response.body))
    return AdminNotVerifiedError(f"The request carries no valid ID token ({code}).", code=code, answer=answer)


def _unreadable_token(authorization: str | None) -> AdminNotVerifiedError:
    headers = {RETRY_HEADER: "1"} if authorization else {}
    return AdminNotVerifiedError(
        "The ID token is not one of a shop's admin.",
        code="invalid_id_token",
        answer=Answer(401, headers, "Unauthorized"),
    )
