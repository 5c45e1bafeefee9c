"""Stands in for the platform's door until it is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import jwt

from plugin.app import Parts
from plugin.errors import NotVerifiedError
from plugin.store.shops import Shop

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


@dataclass(frozen=True)
class Admitted:
    shop: Shop
    user_id: str
    missing_scopes: tuple[str, ...] = ()


def shop_domain(text: str) -> str | None:
    return text if _DOMAIN.fullmatch(text) else None


def admit(parts: Parts, token: str, now: datetime) -> Admitted:
    try:
        claims = jwt.decode(
            token, parts.settings.client_secret, algorithms=["HS256"], audience=parts.settings.client_id,
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise NotVerifiedError("The ID token does not hold.", code="invalid_id_token") from error
    if claims["exp"] < now.timestamp() - 10:
        raise NotVerifiedError("The ID token is stale.", code="expired_id_token")
    domain = shop_domain(urlsplit(claims["dest"]).hostname or "")
    with parts.database.everywhere() as session:
        shop = session.query(Shop).filter_by(domain=domain).one_or_none()
    if shop is None:
        raise NotVerifiedError("The shop is unknown.", code="unknown_shop")
    return Admitted(shop, str(claims["sub"]))
