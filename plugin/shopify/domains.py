"""Shop domains, always whole: `name.myshopify.com`."""

from __future__ import annotations

from shopify.utils.shop_url import sanitize_shop_domain

from plugin.errors import InputError


def shop_domain(value: object) -> str:
    """`value` as a full *.myshopify.com domain in lower case; raises `InputError` for anything else.

    `value` may be a bare name, a domain or an address, as Shopify's headers, claims and parameters hold them.
    """
    try:
        domain = sanitize_shop_domain(value) if isinstance(value, str) else None
    except ValueError:  # urlparse on "[": no shop has such a name
        domain = None
    if not domain:
        raise InputError("The shop is no *.myshopify.com domain.", field="shop")
    return str(domain)


def shop_handle(domain: str) -> str:
    """The name Shopify's own addresses use: `anas-atelier` for `anas-atelier.myshopify.com`."""
    return domain.removesuffix(".myshopify.com")
