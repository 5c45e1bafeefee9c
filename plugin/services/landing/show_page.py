"""One creator's landing page as its owner sees it: how it stands, and as shoppers would see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from plugin.errors import NotFoundError
from plugin.language import M_, Language, language_for
from plugin.ledger.money import MoneyError, digits, parse_minor
from plugin.services.create_campaign import campaign_of
from plugin.services.landing.edit_page import PageFields
from plugin.services.landing.make_pages import make_pages
from plugin.services.landing.picks_of import picks_of, with_prices
from plugin.services.landing.render import banner_preview, picks_preview
from plugin.services.landing.served import Served, served
from plugin.services.landing_path import landing_path
from plugin.shopify.picked_products import PickedProduct
from plugin.store.campaigns import Campaign, enrolled_creators
from plugin.store.creators import Creator, find_creator
from plugin.store.database import ShopSession, shop_of
from plugin.store.landing_lookup import StoredLanding, landing_of_page
from plugin.store.landing_pages import LandingPage, find_page
from plugin.store.shops import shop_by_id


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with what belongs to it. `kind` and `campaign_kind` are what it is and what the campaign says;
    `path` is where its links lead now; `given` is what shoppers get now.
    """

    campaign: Campaign
    creator: Creator
    page: LandingPage
    landing: StoredLanding
    campaign_kind: str
    kind: str
    path: str
    given: Served
    language: Language
    storefront_url: str | None
    now: datetime

    def preview(
        self, fields: PageFields, products: Sequence[PickedProduct], shop_name: str
    ) -> tuple[str, str]:
        """(a whole HTML document, the kind of page it shows) for a page as it is being edited.

        It shows the page as it is once everything is live, with the prices `products` have now, in the
        language of the shop.
        """
        landing = _as_live(self.landing, fields, self.now)
        given = served(landing, "", self.language, self.now)
        if given.kind != "picks":
            return banner_preview(
                self.language, given.greeting, given.code, shop_name, given.path
            ), given.kind
        known = {row.handle: (_price(self.language, row), row.available) for row in products}
        picks = with_prices(picks_of(landing, given, self.language, self.path), known)
        return picks_preview(picks, shop_name), given.kind


def show_page(session: ShopSession, campaign_id: int, creator_id: int, now: datetime) -> ShownPage:
    """The page; one is made for a creator who took part before there were pages.

    Raises `NotFoundError` where the shop has no such campaign, or the creator never took part in it.
    """
    campaign = campaign_of(session, campaign_id)
    creator = find_creator(session, creator_id)
    page = find_page(session, campaign_id, creator_id)
    if page is None and any(row.id == creator_id for row in enrolled_creators(session, campaign_id)):
        make_pages(session, campaign_id, [creator_id], now, revive=False)
        page = find_page(session, campaign_id, creator_id)
    found = landing_of_page(session, page.slug) if page is not None else None
    if creator is None or page is None or found is None or found[0].campaign is None:
        raise NotFoundError(M_("This creator takes no part in this campaign."))
    shop = shop_by_id(session, shop_of(session))
    language = language_for(shop.locale)
    return ShownPage(
        campaign=campaign,
        creator=creator,
        page=page,
        landing=found[0],
        campaign_kind=found[0].campaign.kind,
        kind=page.kind or found[0].campaign.kind,
        path=landing_path(session, campaign_id, creator_id),
        given=served(found[0], shop.proxy_prefix, language, now),
        language=language,
        storefront_url=shop.storefront_url,
        now=now,
    )


def _as_live(landing: StoredLanding, fields: PageFields, now: datetime) -> StoredLanding:
    """`landing` with the page as `fields` say, and with nothing that holds it back."""
    campaign, page, code = landing.campaign, landing.page, landing.code
    return replace(
        landing,
        creator_status="active",
        campaign=replace(campaign, status="live", starts_at=now, ends_at=None) if campaign else None,
        page=replace(
            page,
            status="live",
            kind=fields.kind,
            target=fields.target,
            title=fields.title,
            introduction=fields.introduction,
            picture_url=fields.picture_url,
            products=list(fields.products),
        )
        if page
        else None,
        code=replace(code, status="active", wanted="active", valid_from=now, valid_until=None)
        if code
        else None,
    )


def _price(language: Language, product: PickedProduct) -> str | None:
    if product.price is None:
        return None
    try:
        minor = parse_minor(str(product.price), product.currency)
    except MoneyError:
        # A currency or a number of digits the standard does not know: the preview does without.
        return None
    price = language.money(minor, product.currency, digits(product.currency))
    return language.gettext("From %(price)s", price=price) if product.varies else price
