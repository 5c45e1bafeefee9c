"""Access scopes: what the app needs against what a shop has granted."""

from __future__ import annotations

from collections.abc import Iterable

from shopify import ApiAccess, ApiAccessError

from plugin.shopify.manifest import manifest


def missing_scopes(granted: Iterable[str], needed: Iterable[str] | None = None) -> tuple[str, ...]:
    """Scopes of `needed` (the manifest's by default) that `granted` does not cover; to write
    implies to read.
    """
    held = ApiAccess([scope for scope in granted if _known(scope)])
    wanted = manifest().scopes if needed is None else needed
    return tuple(scope for scope in wanted if not held.covers(ApiAccess([scope])))


def _known(scope: str) -> bool:
    """Whether ShopifyAPI can weigh `scope`; it refuses kinds that came after it, none of
    which the app asks for.
    """
    try:
        ApiAccess([scope])
    except ApiAccessError:
        return False
    return True
