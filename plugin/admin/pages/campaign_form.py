"""Creating and editing a campaign: terms, creators, and every code before it is created."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from plugin.admin import landing_wording
from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import row_number
from plugin.admin.pages.campaign_pickers import chosen_creators, picker_values
from plugin.admin.pages.landing_page import target_values
from plugin.admin.schemas.campaign import form_values, read_campaign
from plugin.admin.schemas.landing import landing_values, read_landing
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.shopify import client
from plugin.admin.wording import gettext, ngettext
from plugin.errors import ConflictError, InputError, ShopifyError
from plugin.services.campaign_dates import FIRST_YEAR, first_day, last_day
from plugin.services.campaign_terms import read_terms
from plugin.services.choose_code import look_up_later
from plugin.services.code_names import Naming, check_template, said_value, tells_creators_apart
from plugin.services.create_campaign import CampaignFields, campaign_of, create_campaign, new_seed
from plugin.services.edit_campaign import edit_campaign
from plugin.services.enrol_creators import enrol_creators, plan_for, unenrol_creators
from plugin.services.landing.set_landing import landing_fields, set_landing
from plugin.services.plan_codes import PlannedCode
from plugin.shopify.discounts import LOOKUPS, find_codes
from plugin.store.campaigns import enrolled_creators
from plugin.store.database import ShopSession
from plugin.store.landing_pages import find_landing

FIRST_TEMPLATE = "{CAMPAIGN}_{FIRST}"
MOST_SHOWN = 200


@blueprint.get("/campaigns/new")
def new_campaign() -> str:
    """The empty form."""
    today = first_day(now(), visitor().timezone).isoformat()
    typed = MultiDict(
        {
            "starts_on": today,
            "code_template": FIRST_TEMPLATE,
            "kind": "percentage",
            "percent": "10",
            "who": "all",
        }
    )
    return _page(None, typed, {})


@blueprint.post("/campaigns/new")
def add_campaign() -> ResponseReturnValue:
    """Keep the campaign as a draft with its plan of codes, or show the form again with what is wrong."""
    fields, errors = read_campaign(request.form, visitor().currency, visitor().timezone)
    landing, misplaced = read_landing(request.form)
    if fields is None or landing is None:
        return _page(None, request.form, errors | misplaced), 422
    with shop_session() as session:
        creator_ids = chosen_creators(session, request.form)
        seed = request.form.get("code_seed", "")[:64] or None
        campaign_id = create_campaign(session, fields, visitor().timezone, now(), seed=seed)
        enrol_creators(session, campaign_id, creator_ids, now())
        set_landing(session, campaign_id, landing, now())
        look_up_later(session, campaign_id)
    return done(f"/campaigns/{campaign_id}", gettext("%(name)s is kept as a draft.", name=fields.name))


@blueprint.get("/campaigns/<int:campaign_id>/edit")
def edit_campaign_form(campaign_id: int) -> str:
    """The form with what is known."""
    with shop_session() as session:
        campaign = campaign_of(session, campaign_id)
        creators = enrolled_creators(session, campaign_id)
        landing = landing_fields(find_landing(session, campaign_id))
    zone = visitor().timezone
    terms = read_terms(campaign.terms)
    fields = CampaignFields(
        campaign.name,
        first_day(campaign.starts_at, zone),
        last_day(campaign.ends_at, zone),
        terms,
        campaign.code_template,
    )
    typed: MultiDict[str, str] = MultiDict(
        form_values(fields) | landing_values(landing) | {"who": "some", "code_seed": campaign.code_seed}
    )
    for creator in creators:
        typed.add("creator", str(creator.id))
    for gid in terms.item_ids:
        typed.add("item_ids", gid)
    return _page(campaign_id, typed, {})


@blueprint.post("/campaigns/<int:campaign_id>/edit")
def save_campaign(campaign_id: int) -> ResponseReturnValue:
    """Save the form, or show it again with what is wrong."""
    fields, errors = read_campaign(request.form, visitor().currency, visitor().timezone)
    landing, misplaced = read_landing(request.form)
    if fields is None or landing is None:
        return _page(campaign_id, request.form, errors | misplaced), 422
    try:
        with shop_session() as session:
            changed = edit_campaign(session, campaign_id, fields, visitor().timezone, now())
            before = {creator.id for creator in enrolled_creators(session, campaign_id)}
            wanted = set(chosen_creators(session, request.form, known=before))
            unenrol_creators(session, campaign_id, before - wanted, now())
            enrol_creators(session, campaign_id, wanted - before, now())
            set_landing(session, campaign_id, landing, now())
            look_up_later(session, campaign_id)
    except InputError as error:
        return _page(campaign_id, request.form, {error.field or "name": error.args[0]}), 422
    except ConflictError as error:
        return _page(campaign_id, request.form, {"name": error.args[0]}), 422
    told = gettext("%(name)s is saved.", name=fields.name)
    if changed:
        told = ngettext(
            "Saved. One code is being changed in Shopify.",
            "Saved. %(num)s codes are being changed in Shopify.",
            changed,
        )
    return done(f"/campaigns/{campaign_id}", told)


@blueprint.post("/campaigns/preview")
def preview_codes() -> str:
    """Every code as it would be, while the form is being filled in."""
    template = request.form.get("code_template", "")
    try:
        check_template(template)
        with shop_session() as session:
            plan = _plan(session, chosen_creators(session, request.form))
    except InputError as error:
        return render_template("admin/campaign_preview.html", trouble=error.args[0], plan=[])
    return render_template(
        "admin/campaign_preview.html",
        trouble=None,
        plan=plan[:MOST_SHOWN],
        count=sum(bool(row.code) for row in plan),
        problems=sum(bool(row.problem) for row in plan),
        renumbered=sum(row.renumbered for row in plan),
        total=len(plan),
        alike=not tells_creators_apart(template) and len(plan) > 1,
    )


@blueprint.post("/campaigns/preview/shop")
def preview_in_shop() -> str:
    """Which of the previewed codes stand in the shop already."""
    with shop_session() as session:
        plan = _plan(session, chosen_creators(session, request.form))
    codes = [row.code for row in plan if row.code][:LOOKUPS]
    try:
        found = find_codes(client(), codes)
    except ShopifyError as error:
        return render_template("admin/campaign_preview_shop.html", trouble=str(error), found={}, more=0)
    more = max(0, sum(bool(row.code) for row in plan) - len(codes))
    return render_template(
        "admin/campaign_preview_shop.html", trouble=None, found=found, looked=len(codes), more=more
    )


def _plan(session: ShopSession, creator_ids: Sequence[int]) -> list[PlannedCode]:
    # The value in the codes is that of the terms as far as they can be read; while they cannot, it is 0.
    form: MultiDict[str, str] = MultiDict(
        {**request.form.to_dict(), "name": "-", "starts_on": f"{FIRST_YEAR}-01-01", "ends_on": ""}
    )
    for gid in request.form.getlist("item_ids")[1:]:
        form.add("item_ids", gid)
    fields, _ = read_campaign(form, visitor().currency, visitor().timezone)
    naming = Naming(
        check_template(request.form.get("code_template", "")),
        request.form.get("name", "")[:200],
        said_value(fields.terms) if fields else "0",
        request.form.get("code_seed", "")[:64],
    )
    return plan_for(session, naming, creator_ids, row_number(request.form.get("campaign", "")))


def _page(campaign_id: int | None, typed: MultiDict[str, str], errors: dict[str, str]) -> str:
    with shop_session() as session:
        campaign = campaign_of(session, campaign_id) if campaign_id is not None else None
        pickers = picker_values(session, typed)
    return render_template(
        "admin/campaign_form.html",
        campaign=campaign,
        typed=typed,
        errors=errors,
        seed=typed.get("code_seed") or new_seed(),
        currency=visitor().currency,
        landing_words=landing_wording,
        **pickers,
        **target_values(typed),
    )
