"""What testing a link needs to know before it sets out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError
from plugin.language import M_, language_for
from plugin.services.landing.served import CLOSED, Served, served
from plugin.services.links.list_links import ShownLink, show_link
from plugin.services.links.path_in_shop import origins
from plugin.store.database import shop_of
from plugin.store.landing_lookup import landing_of_link
from plugin.store.shops import shop_by_id


@dataclass(frozen=True, slots=True)
class Ready:
    """A link, what its buyers are to be given now, and the shop's own origins."""

    link: ShownLink
    expected: Served
    origins: tuple[str, ...]


def ready_to_walk(session: Session, link_id: int, now: datetime) -> Ready:
    """Everything `walk_link` is to be told; raises `NotFoundError`, `ConflictError` for a retired link."""
    shown = show_link(session, link_id)
    if shown.link.status == "retired":
        raise ConflictError(M_("This link is retired. Bring it back first."))
    shop = shop_by_id(session, shop_of(session))
    landing = landing_of_link(session, shown.link.key)
    expected = served(landing, shop.proxy_prefix, language_for(shop.locale), now) if landing else CLOSED
    return Ready(shown, expected, origins(shop))
