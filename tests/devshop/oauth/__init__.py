"""Managed install, ID tokens and access tokens as Shopify hands them out."""

from tests.devshop.oauth.endpoint import blueprint
from tests.devshop.oauth.grants import Grant, installation_for_token, revoke_old_secret, rotate_secret
from tests.devshop.oauth.install import change_scopes, install, redact_shop, uninstall
from tests.devshop.oauth.tokens import checkout_token, id_token

__all__ = [
    "Grant",
    "blueprint",
    "change_scopes",
    "checkout_token",
    "id_token",
    "install",
    "installation_for_token",
    "redact_shop",
    "revoke_old_secret",
    "rotate_secret",
    "uninstall",
]
