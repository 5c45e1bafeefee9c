"""What Shopify says about the shop itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from plugin.errors import ShopifyError
from plugin.shopify.admin import Admin

SHOP_PROFILE = """
query ShopProfile {
  shop {
    id
    name
    currencyCode
    ianaTimezone
    shopAddress { countryCodeV2 }
    primaryDomain { url localization { defaultLocale } }
  }
  currentAppInstallation { accessScopes { handle } }
}
"""
STOREFRONT_URL = """
query StorefrontAddress {
  shop { primaryDomain { url } }
}
"""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")

DEFAULT_LOCALE = "en"
"""Where the shop's main domain redirects, Shopify names no language (and the list of languages needs a scope
more).
"""


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """`timezone` is an IANA name, `locale` BCP 47, `country` ISO 3166-1 alpha-2 or None,
    `currency` ISO 4217, `storefront_url` the origin buyers know the shop by, or None.
    """

    shopify_id: int
    name: str
    currency: str
    timezone: str
    locale: str
    country: str | None
    storefront_url: str | None
    scopes: tuple[str, ...]


def ask_profile(client: Admin) -> ShopProfile:
    """Ask Shopify for the shop's profile; raises `ShopifyError` where the answer lacks what
    the app cannot do without.
    """
    data = client.run(SHOP_PROFILE)
    try:
        shop = data["shop"]
        return ShopProfile(
            shopify_id=int(str(shop["id"]).rsplit("/", 1)[1]),
            name=str(shop["name"]),
            currency=str(shop["currencyCode"]),
            timezone=str(shop["ianaTimezone"]),
            locale=_inside(shop, "primaryDomain", "localization", "defaultLocale") or DEFAULT_LOCALE,
            country=_inside(shop, "shopAddress", "countryCodeV2"),
            storefront_url=_origin(shop),
            scopes=tuple(sorted(row["handle"] for row in data["currentAppInstallation"]["accessScopes"])),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ShopifyError(
            "Shopify's answer about the shop lacks its id, name, currency, time zone or scopes.",
            code="unreadable_answer",
            retryable=True,
        ) from error


def ask_storefront_url(client: Admin) -> str | None:
    """The origin buyers know the shop by, such as https://brand.com; None where Shopify names none."""
    return _origin(client.run(STOREFRONT_URL)["shop"])


def _origin(shop: Any) -> str | None:
    url = (_inside(shop, "primaryDomain", "url") or "").rstrip("/")
    return url if _ORIGIN.fullmatch(url) else None


def _inside(row: Any, *names: str) -> str | None:
    for name in names:
        row = row.get(name) if isinstance(row, dict) else None
    return row if isinstance(row, str) and row else None
