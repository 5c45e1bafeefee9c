"""The shop, its languages, and the app's own installation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record, query

APP_ID = 4_001
APP_HANDLE = "earmark"
PLAN_NAMES = {"plus": "Shopify Plus"}
OPENED = datetime(2024, 1, 15, 9, 0, tzinfo=UTC)


@query("shop")
def shop(call: Call, _: dict[str, Any]) -> Record:
    """The shop's settings an app reads at install."""
    row = call.shop
    offset = int(call.now.astimezone(ZoneInfo(row.timezone)).utcoffset().total_seconds() // 60)  # type: ignore[union-attr]
    sign = "-" if offset < 0 else "+"
    # As a process the stand-in serves each shop at an address of its own, which a browser can open.
    url = call.world.storefront_urls.get(row.domain, f"https://{row.domain}")
    address = {
        "id": gid("ShopAddress", row.id),
        "countryCodeV2": row.country,
        "country": Locale("en").territories.get(row.country, row.country),
    }
    return {
        "id": gid("Shop", row.id),
        "name": row.name,
        "myshopifyDomain": row.domain,
        "url": url,
        "primaryDomain": {
            "id": gid("Domain", row.id),
            "host": row.domain,
            "url": url,
            "sslEnabled": True,
            "localization": {"defaultLocale": row.locale, "alternateLocales": [], "country": None},
        },
        "currencyCode": row.currency,
        "enabledPresentmentCurrencies": [row.currency],
        "ianaTimezone": row.timezone,
        "timezoneAbbreviation": call.now.astimezone(ZoneInfo(row.timezone)).tzname(),
        "timezoneOffset": f"{sign}{abs(offset) // 60:02}{abs(offset) % 60:02}",
        "timezoneOffsetMinutes": offset,
        "taxesIncluded": row.taxes_included,
        "taxShipping": False,
        "billingAddress": address,
        "shopAddress": address,
        "plan": {
            "displayName": row.plan,
            "publicDisplayName": PLAN_NAMES.get(row.plan.lower(), row.plan),
            "partnerDevelopment": False,
            "shopifyPlus": row.plan.lower() == "plus",
        },
        "setupRequired": False,
        "createdAt": OPENED,
        "updatedAt": OPENED,
    }


@query("shopLocales")
def shop_locales(call: Call, _: dict[str, Any]) -> list[Record]:
    """The shop's languages; it has one, its primary, which is published."""
    name = Locale.parse(call.shop.locale.replace("-", "_")).get_display_name("en")
    return [{"locale": call.shop.locale, "name": name, "primary": True, "published": True}]


def own_app(call: Call) -> Record:
    """The app that calls."""
    return {
        "id": gid("App", APP_ID),
        "title": "Earmark: Creator Attribution",
        "handle": APP_HANDLE,
        "apiKey": call.world.client_id,
        "embedded": True,
    }


@query("app")
def app(call: Call, arguments: dict[str, Any]) -> Record | None:
    """The calling app; no other is known here."""
    wanted = arguments.get("id")
    return own_app(call) if wanted in (None, gid("App", APP_ID)) else None


@query("currentAppInstallation")
def current_app_installation(call: Call, _: dict[str, Any]) -> Record:
    """The installation the token belongs to, with the scopes the shop has granted."""
    granted = sorted(
        set(call.installation.scopes) | {scope for scope in call.held if scope.startswith("read_")}
    )
    return {
        "id": gid("AppInstallation", call.shop.id),
        "app": own_app(call),
        "accessScopes": [{"handle": handle, "description": handle.replace("_", " ")} for handle in granted],
        "launchUrl": f"https://{call.shop.domain}/admin/apps/{APP_HANDLE}",
        "uninstallUrl": None,
        "activeSubscriptions": [],
    }
