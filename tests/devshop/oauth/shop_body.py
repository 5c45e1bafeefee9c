"""The REST-shaped shop that app/uninstalled carries, with a plainly fictional owner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.devshop.world import Shop

OWNER = {"shop_owner": "Olga Testowner", "email": "owner@shop.example", "phone": "+10005550100"}
"""Personal values of every shop's owner here, for tests that look whether the app keeps them."""
PLAN_NAMES = {"Basic": "basic", "Grow": "professional", "Advanced": "unlimited", "Plus": "shopify_plus"}


def shop_body(shop: Shop) -> dict[str, Any]:
    """The shop as app/uninstalled and shop/update show it."""
    offset = datetime.now(UTC).astimezone(ZoneInfo(shop.timezone)).strftime("%z")
    money = "{{amount}} " + shop.currency
    absent = (
        "province", "source", "latitude", "longitude", "address2", "created_at", "updated_at",
        "province_code", "county_taxes", "tax_shipping",
        "auto_configure_tax_inclusivity", "google_apps_domain",
        "google_apps_login_enabled", "password_enabled",
    )  # fmt: skip
    return {
        "id": shop.id,
        "name": shop.name,
        "domain": shop.domain,
        "myshopify_domain": shop.domain,
        "country": shop.country,
        "country_code": shop.country,
        "country_name": shop.country,
        "address1": "1 Fictional Street",
        "city": "Sampletown",
        "zip": "00000",
        "primary_locale": shop.locale,
        "currency": shop.currency,
        "customer_email": OWNER["email"],
        "timezone": f"(GMT{offset[:3]}:{offset[3:]}) {shop.timezone}",
        "iana_timezone": shop.timezone,
        "money_format": "{{amount}}",
        "money_with_currency_format": money,
        "money_in_emails_format": "{{amount}}",
        "money_with_currency_in_emails_format": money,
        "weight_unit": "kg",
        "taxes_included": shop.taxes_included,
        "plan_display_name": shop.plan,
        "plan_name": PLAN_NAMES.get(shop.plan, shop.plan.lower()),
        "has_discounts": bool(shop.discounts),
        "has_gift_cards": any(product.gift_card for product in shop.products.values()),
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "has_storefront": True,
        "finances": True,
        "primary_location_id": shop.id + 1,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "enabled_presentment_currencies": [shop.currency],
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
        **OWNER,
        **dict.fromkeys(absent),
    }
