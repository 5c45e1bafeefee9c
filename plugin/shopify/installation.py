"""What Shopify has granted the app on a shop."""

from __future__ import annotations

from plugin.shopify.admin import Admin

GRANTED = "query Granted { currentAppInstallation { accessScopes { handle } } }"


def granted_scopes(client: Admin) -> list[str]:
    """The access scopes in force now. Raises `ShopifyError`."""
    rows = client.run(GRANTED)["currentAppInstallation"]["accessScopes"]
    return sorted(str(row["handle"]) for row in rows)
