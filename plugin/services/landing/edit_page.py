"""Edit one creator's landing page; pause it, resume it, retire it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.errors import ConflictError, NotFoundError
from plugin.language import M_
from plugin.services.create_campaign import campaign_of
from plugin.services.landing.checks import (
    checked_kind,
    checked_picture,
    checked_products,
    checked_target,
    checked_words,
)
from plugin.services.landing.make_pages import change
from plugin.services.landing.settle_later import settle_pages_later
from plugin.store.campaigns import enrolled_creators
from plugin.store.database import ShopSession
from plugin.store.landing_pages import LandingPage, find_page


@dataclass(frozen=True, slots=True)
class PageFields:
    """What the owner says about a page. `kind` None is the campaign's; `products` are {gid, handle, title,
    picture_url} as Shopify names them, in the order to be shown.
    """

    kind: str | None
    target: str | None
    title: str
    introduction: str
    picture_url: str | None
    products: Sequence[dict[str, Any]]


def checked_page(fields: PageFields) -> PageFields:
    """`fields` as they can be kept; raises `InputError` naming landing_kind, target, title, introduction,
    picture_url or products.
    """
    kind = checked_kind(fields.kind)
    return PageFields(
        kind,
        checked_target(fields.target) if kind == "product" else None,
        checked_words(fields.title, "title"),
        checked_words(fields.introduction, "introduction"),
        checked_picture(fields.picture_url),
        checked_products(fields.products),
    )


def edit_page(
    session: ShopSession, campaign_id: int, creator_id: int, fields: PageFields, now: datetime
) -> None:
    """Change the page. Raises as `checked_page`; `NotFoundError`, or `ConflictError` where it is retired."""
    fields = checked_page(fields)
    page = held_page(session, campaign_id, creator_id)
    _refuse_retired(page)
    change(
        page,
        now,
        kind=fields.kind,
        target=fields.target,
        title=fields.title,
        introduction=fields.introduction,
        picture_url=fields.picture_url,
        products=list(fields.products),
    )
    settle_pages_later(session, campaign_id)


def hold_page(
    session: ShopSession, campaign_id: int, creator_id: int, status: str, now: datetime
) -> LandingPage:
    """Bring the page to `status`: paused (its links lead to the home page, without the discount), retired, or
    live again. Raises `NotFoundError`; `ConflictError` where it is retired and its creator or campaign gone.
    """
    page = held_page(session, campaign_id, creator_id)
    if status != "live" or not _may_return(session, page):
        _refuse_retired(page)
    if page.status != status:
        change(page, now, status=status)
        settle_pages_later(session, campaign_id)
    return page


def held_page(session: ShopSession, campaign_id: int, creator_id: int) -> LandingPage:
    """The page, held until the transaction ends; raises `NotFoundError` where the creator has none there."""
    page = find_page(session, campaign_id, creator_id, lock=True)
    if page is None:
        raise NotFoundError(M_("This creator takes no part in this campaign."))
    return page


def page_fields(page: LandingPage) -> PageFields:
    """What a page's row says."""
    return PageFields(page.kind, page.target, page.title, page.introduction, page.picture_url, page.products)


def _may_return(session: ShopSession, page: LandingPage) -> bool:
    """Whether the creator still takes part in a campaign that is not over for good."""
    campaign = campaign_of(session, page.campaign_id)
    return campaign.status != "retired" and any(
        creator.id == page.creator_id for creator in enrolled_creators(session, page.campaign_id)
    )


def _refuse_retired(page: LandingPage) -> None:
    if page.status == "retired":
        raise ConflictError(
            M_("This page is retired. It comes back when the creator takes part in the campaign again.")
        )
