"""The path in the shop that a creator's link leads to."""

from __future__ import annotations

from plugin.store.database import ShopSession, shop_of
from plugin.store.landing_pages import find_landing, find_page
from plugin.store.shops import shop_by_id

HOME = "/"


def landing_path(session: ShopSession, campaign_id: int | None, creator_id: int) -> str:
    """A path of the shop without our parameters, such as `/`, `/products/mug` or `/apps/earmark/p/cleo`.

    It is the home page where there is nothing else: a link of no campaign, a campaign whose owner has not
    said, a page that is not made yet, is paused or is retired.
    """
    if campaign_id is None:
        return HOME
    landing = find_landing(session, campaign_id)
    page = find_page(session, campaign_id, creator_id)
    if page is not None and page.status != "live":
        return HOME
    return path_of(
        kind=(page and page.kind) or (landing.kind if landing else "welcome"),
        target=(page and page.target) or (landing.target if landing else None),
        slug=page.slug if page else None,
        page_handle=page.page_handle if page else None,
        served_by=landing.served_by if landing else "proxy",
        proxy_prefix=shop_by_id(session, shop_of(session)).proxy_prefix,
    )


def path_of(
    *,
    kind: str,
    target: str | None,
    slug: str | None,
    page_handle: str | None,
    served_by: str,
    proxy_prefix: str,
) -> str:
    """The path of a landing page that is live; the home page where its own cannot be reached (yet)."""
    if kind == "product":
        return target or HOME
    if kind == "picks" and served_by == "page":
        return f"/pages/{page_handle}" if page_handle else HOME
    if kind == "picks" and slug:
        return f"{proxy_prefix}/p/{slug}"
    return HOME
