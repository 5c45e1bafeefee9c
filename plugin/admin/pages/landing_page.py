"""One creator's landing page in one campaign: edited, looked at as shoppers see it, held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from plugin.admin import landing_wording as words
from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.schemas.landing import page_values, read_page
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.shopify import client
from plugin.admin.wording import gettext
from plugin.errors import ShopifyError
from plugin.language import N_
from plugin.services.landing.checks import MOST_PRODUCTS
from plugin.services.landing.edit_page import edit_page, hold_page, page_fields
from plugin.services.landing.show_page import ShownPage, show_page
from plugin.shopify.picked_products import PickedProduct, Place, read_picks, search_picks, search_places

PAGE = "/campaigns/<int:campaign_id>/creators/<int:creator_id>/page"
PRODUCT = "gid://shopify/Product/"
DONE = {
    "paused": N_("The page is paused. Its links lead to the home page, without the discount."),
    "live": N_("The page is live."),
    "retired": N_("The page is retired, and nothing of it is left in the shop."),
}


@dataclass(frozen=True, slots=True)
class Picker:
    """The products chosen so far, in their order, what a search found beside them, and what went wrong."""

    chosen: Sequence[PickedProduct]
    found: Sequence[PickedProduct]
    gone: int = 0
    trouble: str | None = None


@blueprint.get(PAGE)
def landing_page(campaign_id: int, creator_id: int) -> str:
    """The form with what is kept."""
    shown = _shown(campaign_id, creator_id)
    typed: MultiDict[str, str] = MultiDict(page_values(page_fields(shown.page)))
    for product in shown.page.products:
        typed.add("products", product["gid"])
    return _form(shown, typed, {})


@blueprint.post(PAGE)
def save_landing_page(campaign_id: int, creator_id: int) -> ResponseReturnValue:
    """Save the form, or show it again with what is wrong."""
    shown = _shown(campaign_id, creator_id)
    try:
        products = [kept_product(row) for row in read_picks(client(), _gids(request.form))]
    except ShopifyError as error:
        return _form(shown, request.form, {"products": str(error)}), 502
    fields, errors = read_page(request.form, products)
    if errors:
        return _form(shown, request.form, errors), 422
    with shop_session() as session:
        edit_page(session, campaign_id, creator_id, fields, now())
    return done(_address(campaign_id, creator_id), gettext("The page is saved."))


@blueprint.post(f"{PAGE}/products")
def pick_products(campaign_id: int, creator_id: int) -> str:
    """The products chosen so far, to be put in order, and those found."""
    _shown(campaign_id, creator_id)
    return render_template("admin/landing_products.html", picker=_picker(request.form), most=MOST_PRODUCTS)


@blueprint.post("/campaigns/targets")
def pick_target() -> str:
    """Products and collections to lead to, the chosen one first."""
    return render_template("admin/landing_targets.html", typed=request.form, **target_values(request.form))


@blueprint.post(f"{PAGE}/preview")
def preview_landing_page(campaign_id: int, creator_id: int) -> str:
    """The page as shoppers would see it, out of the form as it is filled in now."""
    shown = _shown(campaign_id, creator_id)
    try:
        products = read_picks(client(), _gids(request.form))
        trouble = None
    except ShopifyError as error:
        products, trouble = [], str(error)
    fields, errors = read_page(request.form, [kept_product(row) for row in products])
    if errors:
        return render_template(
            "admin/landing_preview.html", document=None, trouble=next(iter(errors.values()))
        )
    document, kind = shown.preview(fields, products, visitor().shop_name)
    return render_template(
        "admin/landing_preview.html", document=document, trouble=trouble, kind=kind, kinds=words.KINDS
    )


@blueprint.post(f"{PAGE}/pause", defaults={"deed": "pause"})
@blueprint.post(f"{PAGE}/resume", defaults={"deed": "resume"})
@blueprint.post(f"{PAGE}/retire", defaults={"deed": "retire"})
def hold_landing_page(campaign_id: int, creator_id: int, deed: str) -> ResponseReturnValue:
    """Pause the page, let it be seen again, or retire it."""
    status = {"pause": "paused", "resume": "live", "retire": "retired"}[deed]
    with shop_session() as session:
        hold_page(session, campaign_id, creator_id, status, now())
    address = _address(campaign_id, creator_id)
    undo = f"{address}/{'resume' if status != 'live' else 'pause'}"
    return done(address, gettext(DONE[status]), undo=undo if status != "retired" else None)


def target_values(form: MultiDict[str, str]) -> dict[str, Any]:
    """What the picker of a place to lead to shows. Shopify is only asked where such a place is wanted."""
    chosen = form.get("target", "")[:500]
    places: list[Place] = []
    trouble = None
    if form.get("landing_kind") == "product":
        try:
            places = search_places(client(), form.get("target_search", "")[:200])
        except ShopifyError as error:
            trouble = str(error)
    if chosen and all(place.path != chosen for place in places):
        places = [Place(chosen, chosen), *places]
    return {"places": places, "chosen_place": chosen, "target_trouble": trouble}


def kept_product(product: PickedProduct) -> dict[str, Any]:
    """A product as a page keeps it."""
    return {
        "gid": product.gid,
        "handle": product.handle,
        "title": product.title,
        "picture_url": product.picture_url,
    }


def _shown(campaign_id: int, creator_id: int) -> ShownPage:
    with shop_session() as session:
        return show_page(session, campaign_id, creator_id, now())


def _form(shown: ShownPage, typed: MultiDict[str, str], errors: dict[str, str]) -> str:
    return render_template(
        "admin/landing_page.html",
        shown=shown,
        page=shown.page,
        typed=typed,
        errors=errors,
        picker=_picker(typed),
        most=MOST_PRODUCTS,
        words=words,
        address=_address(shown.campaign.id, shown.creator.id),
        shop_address=shown.storefront_url or f"https://{visitor().domain}",
        **target_values(typed),
    )


def _picker(form: MultiDict[str, str]) -> Picker:
    gids = _gids(form)
    try:
        shopify = client()
        chosen = read_picks(shopify, gids)
        found = search_picks(shopify, form.get("product_search", "")[:200])
    except ShopifyError as error:
        # What was chosen stays chosen although it cannot be shown now.
        unnamed = [
            PickedProduct(gid, gid.rpartition("/")[2], gid.rpartition("/")[2], None, None, False, "", True)
            for gid in gids
        ]
        return Picker(unnamed, [], trouble=str(error))
    return Picker(chosen, [row for row in found if row.gid not in gids], gone=len(gids) - len(chosen))


def _gids(form: MultiDict[str, str]) -> list[str]:
    """The chosen products in their order, each once, one more than may be at most."""
    named = dict.fromkeys(
        gid for gid in form.getlist("products") if gid.startswith(PRODUCT) and gid[len(PRODUCT) :].isdecimal()
    )
    return list(named)[: MOST_PRODUCTS + 1]


def _address(campaign_id: int, creator_id: int) -> str:
    return f"/campaigns/{campaign_id}/creators/{creator_id}/page"
