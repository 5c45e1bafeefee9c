"""The shop a body names must be the shop the delivery came for: only the body is signed,
the headers are not.
"""

from __future__ import annotations

from plugin.errors import UnreadablePayloadError
from plugin.store.database import ShopSession, shop_of
from plugin.store.shops import shop_by_id


def check_named_shop(session: ShopSession, named: str) -> None:
    """Raise `UnreadablePayloadError` where the body names another shop than the session's."""
    if named.strip().lower() != shop_by_id(session, shop_of(session)).domain:
        raise UnreadablePayloadError("The body names another shop than the delivery's header.")
