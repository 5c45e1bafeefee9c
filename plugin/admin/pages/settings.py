"""Settings: how orders are attributed, with what a change would move; where and how the shop reads; people's
data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Response, current_app, render_template, request

from plugin.admin.answers import amount, csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.attribution.policy import Policy
from plugin.language import N_
from plugin.services.preview_policy import Preview, preview_policy
from plugin.services.recompute import change_policy
from plugin.services.show_settings import attribution_settings, customer_answer, customer_requests

PREVIEWED = timedelta(days=90)
BASES = {
    "net": (
        N_("Goods without tax and shipping"),
        N_("What Shopify's reports call net sales. The usual choice."),
    ),
    "with_tax": (N_("Goods with tax"), N_("Shipping is left out.")),
    "with_shipping": (N_("Goods and shipping, without tax"), N_("Tax is left out.")),
    "with_tax_and_shipping": (N_("Goods and shipping, with tax"), N_("What the buyer paid for both.")),
}
TIES = {
    "newest": (
        N_("The campaign that began last"),
        N_("A code given out anew belongs to the new campaign. The usual choice."),
    ),
    "oldest": (N_("The campaign that began first"), N_("A code stays with the campaign that had it first.")),
}


@blueprint.get("/settings")
def settings() -> str:
    """The settings as they stand."""
    with shop_session() as session:
        standing = attribution_settings(session)
        requests = customer_requests(session)
    return render_template(
        "admin/settings.html", standing=standing, chosen=standing.policy, requests=requests, **_words()
    )


@blueprint.get("/settings/preview")
def settings_preview() -> str:
    """What the chosen basis would move, before it is saved."""
    with shop_session() as session:
        standing = attribution_settings(session)
        chosen = _chosen(request.args, standing.policy)
        preview = _preview(session, chosen)
    return render_template(
        "admin/settings_preview.html", standing=standing, chosen=chosen, preview=preview, **_words()
    )


@blueprint.get("/settings/preview.csv")
def settings_preview_csv() -> Response:
    """The preview's table."""
    with shop_session() as session:
        preview = _preview(session, _chosen(request.args, attribution_settings(session).policy))
    columns = [
        gettext("Creator"),
        gettext("Currency"),
        gettext("Now"),
        gettext("After the change"),
        gettext("Difference"),
    ]
    return csv_response(
        "settings-preview",
        columns,
        [
            (
                row.name,
                row.currency,
                amount(row.before_minor, row.currency),
                amount(row.after_minor, row.currency),
                amount(row.after_minor - row.before_minor, row.currency),
            )
            for row in preview.creators
        ],
    )


@blueprint.post("/settings")
def save_settings() -> Response:
    """Put the chosen basis in force and have past orders decided again."""
    with shop_session() as session:
        standing = attribution_settings(session)
        chosen = _chosen(request.form, standing.policy)
        if chosen.rules() == standing.policy.rules():
            return done("/settings", gettext("Nothing was changed."))
        change_policy(session, chosen, now())
    return done("/settings", gettext("Saved. Past orders are being decided again."))


@blueprint.get("/settings/requests/<int:run_id>.json")
def customer_request(run_id: int) -> Response:
    """Everything kept about one buyer, as a file for the owner to hand on."""
    with shop_session() as session:
        answer = customer_answer(session, run_id)
    file = Response(current_app.json.dumps(answer, indent=2, ensure_ascii=False), mimetype="application/json")
    file.headers["Content-Disposition"] = (
        f'attachment; filename="customer-request-{answer["request_id"]}.json"'
    )
    return file


def _words() -> dict[str, object]:
    return {"bases": BASES, "ties": TIES}


def _chosen(given: Mapping[str, str], standing: Policy) -> Policy:
    # What the form does not ask stays as it is.
    named = {name: value for name in ("basis", "tie") if (value := given.get(name))}
    return Policy.from_rules(standing.version, {**standing.rules(), **named})


def _preview(session: object, chosen: Policy) -> Preview:
    return preview_policy(session, chosen, since=now() - PREVIEWED)  # type: ignore[arg-type]
