"""One campaign: its numbers, its codes, and what the owner can do with them."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, render_template, request

from plugin.admin.answers import amount, csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.link_wording import STATES
from plugin.admin.link_wording import TONES as LINK_TONES
from plugin.admin.listing import read_listing, row_number
from plugin.admin.names import PLACEMENTS
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.terms_wording import ON_THE_WAY, STAGES, STATUSES, TONES, terms_lines
from plugin.admin.wording import gettext, language, ngettext
from plugin.errors import InputError
from plugin.services.campaign_dates import last_day
from plugin.services.campaign_terms import read_terms
from plugin.services.choose_code import look_up_later, rename_all
from plugin.services.enrol_creators import name_code
from plugin.services.hold_code import pause_campaign, resume_campaign, retire_campaign
from plugin.services.launch_campaign import launch_campaign, retry_failed, waits_for_choice
from plugin.services.links.list_links import list_links
from plugin.services.list_campaigns import ShownCampaign, show_campaign
from plugin.store.link_search import LinkFilter

PAGE = 50
MOST_LINKS = 10


@blueprint.get("/campaigns/<int:campaign_id>")
def campaign_page(campaign_id: int) -> str:
    """The campaign's page; while codes are being created it asks for itself every other second."""
    listing = read_listing(("code",), size=PAGE)
    with shop_session() as session:
        shown = show_campaign(session, campaign_id, visitor().currency, now())
        links = list_links(session, LinkFilter(campaign_id=campaign_id), order="creator", limit=MOST_LINKS)
        failed = list_links(session, LinkFilter("", "failed", campaign_id), order="creator", limit=1)
    # The look-up takes seconds; one that has not come after a minute is not waited for.
    looking = now() - shown.campaign.updated_at < timedelta(minutes=1) and any(
        row.code.status == "planned" and row.code.verified_at is None for row in shown.codes
    )
    moving = [
        row for row in shown.codes if row.code.wanted != row.code.status and row.code.status in ON_THE_WAY
    ]
    return render_template(
        "admin/campaign.html",
        shown=shown,
        campaign=shown.campaign,
        codes=shown.codes[listing.offset : listing.offset + listing.size],
        list=listing,
        terms=terms_lines(read_terms(shown.campaign.terms)),
        creating=any(row.code.status == "creating" for row in shown.codes),
        moving=len(moving),
        looking=looking,
        links=links,
        failed_links=failed,
        link_states=STATES,
        link_tones=LINK_TONES,
        placements=PLACEMENTS,
        waits_for_choice=waits_for_choice,
        last_day=lambda moment: last_day(moment, visitor().timezone),
        stages=STAGES,
        statuses=STATUSES,
        on_the_way=ON_THE_WAY,
        tones=TONES,
    )


@blueprint.get("/campaigns/<int:campaign_id>/codes.csv")
def campaign_codes_csv(campaign_id: int) -> Response:
    """Every code of the campaign."""
    currency = visitor().currency
    with shop_session() as session:
        shown = show_campaign(session, campaign_id, currency, now())
    names = [
        gettext("Creator"), gettext("Code"), gettext("Link"), gettext("Status"), gettext("What went wrong"),
        gettext("Changed in Shopify"), gettext("Revenue"), gettext("Currency"), gettext("Orders"),
    ]  # fmt: skip
    return csv_response("codes", names, [_csv_row(shown, row, currency) for row in shown.codes])


def _csv_row(shown: ShownCampaign, row: object, currency: str) -> tuple[object, ...]:
    code = row.code  # type: ignore[attr-defined]
    figures = shown.report.by_code.get(code.id)
    return (
        row.creator,  # type: ignore[attr-defined]
        code.code,
        f"https://{visitor().domain}/discount/{code.code}",
        gettext(STATUSES[code.status]),
        language().kept(code.last_error or ""),
        gettext("yes") if code.drift else "",
        amount(figures.revenue_minor if figures else 0, currency),
        currency,
        figures.orders if figures else 0,
    )


@blueprint.post("/campaigns/<int:campaign_id>/codes")
def name_one(campaign_id: int) -> Response:
    """Plan the code typed for a creator whose name makes none."""
    number = row_number(request.form.get("creator", "")) or 0
    try:
        with shop_session() as session:
            name_code(session, campaign_id, number, request.form.get("code", ""), now())
            look_up_later(session, campaign_id)
    except InputError as error:
        return done(f"/campaigns/{campaign_id}", language().text(error.args[0]))
    return done(f"/campaigns/{campaign_id}", gettext("The code is planned."))


@blueprint.post("/campaigns/<int:campaign_id>/launch")
def launch(campaign_id: int) -> Response:
    """Create the planned codes."""
    with shop_session() as session:
        launch_campaign(session, campaign_id, now())
    return done(f"/campaigns/{campaign_id}", gettext("The codes are being created."))


@blueprint.post("/campaigns/<int:campaign_id>/retry")
def retry(campaign_id: int) -> Response:
    """Try what failed again."""
    with shop_session() as session:
        retry_failed(session, campaign_id, now())
    return done(f"/campaigns/{campaign_id}", gettext("What failed is being tried again."))


@blueprint.post("/campaigns/<int:campaign_id>/rename")
def rename_waiting(campaign_id: int) -> Response:
    """Number every code the shop has already."""
    with shop_session() as session:
        renamed = rename_all(session, campaign_id, now())
        look_up_later(session, campaign_id)
    told = ngettext("One code has another name now.", "%(num)s codes have other names now.", len(renamed))
    return done(f"/campaigns/{campaign_id}", told)


@blueprint.post("/campaigns/<int:campaign_id>/pause")
def pause(campaign_id: int) -> Response:
    """Pause every active code."""
    with shop_session() as session:
        count = pause_campaign(session, campaign_id, now())
    told = ngettext("One code is being paused.", "%(num)s codes are being paused.", count)
    return done(f"/campaigns/{campaign_id}", told, undo=f"/campaigns/{campaign_id}/resume")


@blueprint.post("/campaigns/<int:campaign_id>/resume")
def resume(campaign_id: int) -> Response:
    """Resume what was paused with the campaign."""
    with shop_session() as session:
        count = resume_campaign(session, campaign_id, now())
    told = ngettext("One code is being resumed.", "%(num)s codes are being resumed.", count)
    return done(f"/campaigns/{campaign_id}", told)


@blueprint.post("/campaigns/<int:campaign_id>/retire")
def retire(campaign_id: int) -> Response:
    """Stop every code for good."""
    with shop_session() as session:
        count = retire_campaign(session, campaign_id, now())
    told = ngettext("One code is being retired.", "%(num)s codes are being retired.", count)
    return done(f"/campaigns/{campaign_id}", told)
