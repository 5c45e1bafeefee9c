"""The list of campaigns, and the codes the shop had before Earmark."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin.answers import amount, csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import row_number
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.shopify import client
from plugin.admin.terms_wording import STAGES, TONES
from plugin.admin.wording import gettext, language
from plugin.errors import ConflictError, InputError, ShopifyError
from plugin.services.attach_code import attach_code, detach_code, find_shop_code
from plugin.services.campaign_dates import first_day, last_day
from plugin.services.creator_choices import creator_choices
from plugin.services.list_campaigns import list_campaigns
from plugin.store.code_lookup import attached_codes

SITEWIDE = "everybody"


@blueprint.get("/campaigns")
def campaigns() -> str:
    """Every campaign, and the codes that belong to none."""
    return _page()


@blueprint.get("/campaigns.csv")
def campaigns_csv() -> Response:
    """The list of campaigns."""
    currency, zone = visitor().currency, visitor().timezone
    with shop_session() as session:
        rows = list_campaigns(session, currency, now())
    names = [
        gettext("Campaign"),
        gettext("Status"),
        gettext("First day"),
        gettext("Last day"),
        gettext("Creators"),
        gettext("Codes"),
        gettext("Revenue"),
        gettext("Currency"),
        gettext("Orders"),
        gettext("Discount given"),
    ]
    return csv_response(
        "campaigns",
        names,
        [
            (
                row.campaign.name,
                gettext(STAGES[row.stage]),
                first_day(row.campaign.starts_at, zone),
                last_day(row.campaign.ends_at, zone),
                row.creators,
                sum(row.codes.values()),
                amount(row.figures.revenue_minor, currency),
                currency,
                row.figures.orders,
                amount(row.figures.discount_minor, currency),
            )
            for row in rows
        ],
    )


@blueprint.post("/campaigns/attach")
def attach() -> ResponseReturnValue:
    """Give a code of the shop to a creator, or name it as everybody's."""
    whose = request.form.get("creator", "")
    creator_id = row_number(whose)
    if whose != SITEWIDE and creator_id is None:
        return _page({"creator": gettext("Choose a creator, or everybody.")}), 422
    try:
        code, standing = find_shop_code(client(), request.form.get("code", ""))
        with shop_session() as session:
            attach_code(session, code, standing, creator_id, now())
    except (InputError, ConflictError, ShopifyError) as error:
        return _page({"code": language().text(error.args[0])}), 422
    told = gettext("%(code)s counts from now on; past orders are being looked at.", code=code)
    if standing is None:
        told = gettext("The shop has no code %(code)s now. Past orders that used it will count.", code=code)
    return done("/campaigns", told)


@blueprint.post("/codes/<int:code_id>/detach")
def detach(code_id: int) -> Response:
    """Undo an attachment."""
    with shop_session() as session:
        detach_code(session, code_id, now())
    return done("/campaigns", gettext("The code counts for nobody any more."))


def _page(errors: dict[str, str] | None = None) -> str:
    with shop_session() as session:
        rows = list_campaigns(session, visitor().currency, now())
        attached = attached_codes(session)
        creators = creator_choices(session)
    return render_template(
        "admin/campaigns.html",
        rows=rows,
        attached=attached,
        creators=creators,
        errors=errors or {},
        typed=request.form,
        stages=STAGES,
        tones=TONES,
        sitewide=SITEWIDE,
        last_day=lambda moment: last_day(moment, visitor().timezone),
    )
