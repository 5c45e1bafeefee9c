"""Settings: how orders are attributed, with what a change would move; where and how the shop reads; people's
data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, render_template, request

from plugin.admin.answers import amount, csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.kept import kept, kept_for_file
from plugin.admin.policy_wording import BASES, PRECEDENCES, TIES, parts_said, policy_in_words
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.attribution.policy import LONGEST_WINDOW_DAYS, Policy
from plugin.errors import InputError
from plugin.language import M_
from plugin.services.preview_policy import Preview
from plugin.services.recompute import change_policy
from plugin.services.reports.kinds import PREVIEW, about_policy
from plugin.services.show_settings import attribution_settings, customer_answer, customer_requests

SHOWN_ORDERS = 50
"""Orders that a preview lists on its page; its file has all of them."""
ASKED = ("basis", "tie", "precedence", "window_days")
"""The fields of the form that are the policy's own; `introducer_percent` is its share in percent."""


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
    """What the chosen policy, and each rule of precedence, would move, before it is saved."""
    with shop_session() as session:
        standing = attribution_settings(session)
    chosen = _chosen(request.args, standing.policy)
    found = kept(PREVIEW, about_policy(chosen))
    preview = found.value
    return render_template(
        "admin/settings_preview.html",
        standing=standing,
        chosen=chosen,
        asked=_asked(chosen),
        query=urlencode(_asked(chosen)),
        kept=found,
        address="/settings/preview?" + urlencode(_asked(chosen)),
        preview=preview,
        shown=preview.moved_orders[:SHOWN_ORDERS] if preview else (),
        parts_said=parts_said,
        before=policy_in_words(standing.policy),
        after=policy_in_words(chosen),
        **_words(),
    )


@blueprint.get("/settings/preview.csv")
def settings_preview_csv() -> Response:
    """The preview by creator."""
    preview = _preview()
    columns = [
        gettext("Creator"),
        gettext("Currency"),
        gettext("Now"),
        gettext("After the change"),
        gettext("Difference"),
        *(gettext(label) for label, _ in PRECEDENCES.values()),
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
                *(amount(minor, row.currency) for minor in row.by_precedence.values()),
            )
            for row in (preview.creators if preview else ())
        ],
    )


@blueprint.get("/settings/preview/orders.csv")
def settings_preview_orders_csv() -> Response:
    """Every order whose credit would change, with who has it and who would."""
    preview = _preview()
    columns = [
        gettext("Order"),
        gettext("Time"),
        gettext("Creator"),
        gettext("Now"),
        gettext("After the change"),
        gettext("Currency"),
    ]
    rows: list[tuple[object, ...]] = []
    for order in preview.moved_orders if preview else ():
        held = {part.name: part.amount_minor for part in order.before}
        wanted = {part.name: part.amount_minor for part in order.after}
        rows += [
            (
                order.name,
                order.ordered_at,
                name,
                amount(held.get(name, 0), order.currency),
                amount(wanted.get(name, 0), order.currency),
                order.currency,
            )
            for name in {**held, **wanted}
        ]
    return csv_response("settings-preview-orders", columns, rows)


@blueprint.post("/settings")
def save_settings() -> Response:
    """Put the chosen policy in force and have past orders decided again."""
    with shop_session() as session:
        standing = attribution_settings(session)
        chosen = _chosen(request.form, standing.policy)
        if chosen.rules() == standing.policy.rules():
            return done("/settings", gettext("Nothing was changed."))
        change_policy(session, chosen, now())
    return done("/settings", gettext("Saved. Past orders are being decided again."))


@blueprint.get("/settings/versions")
def policy_versions() -> str:
    """Every policy that was ever in force, with its rules."""
    with shop_session() as session:
        versions = attribution_settings(session).versions
    return render_template(
        "admin/settings_versions.html",
        versions=[(version, since, policy_in_words(policy)) for version, since, policy in versions],
    )


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
    return {
        "bases": BASES,
        "longest_window": LONGEST_WINDOW_DAYS,
        "precedences": PRECEDENCES,
        "ties": TIES,
    }


def _chosen(given: Mapping[str, str], standing: Policy) -> Policy:
    # What the form does not ask stays as it is.
    named: dict[str, Any] = {name: value for name in ASKED if (value := given.get(name))}
    if percent := given.get("introducer_percent"):
        named["introducer_share"] = _share(percent)
    return Policy.from_rules(standing.version, {**standing.rules(), **named})


def _share(percent: str) -> float:
    try:
        return round(float(percent) / 100, 6)
    except (ValueError, OverflowError):
        raise InputError(
            M_("The introducer's share must be a number between 0 and 100."), field="introducer_percent"
        ) from None


def _asked(policy: Policy) -> dict[str, str]:
    """The form's fields as this policy fills them."""
    rules = policy.rules()
    return {name: str(rules[name]) for name in ASKED} | {
        "introducer_percent": f"{policy.introducer_share * 100:g}"
    }


def _preview() -> Preview | None:
    with shop_session() as session:
        standing = attribution_settings(session)
    return kept_for_file(PREVIEW, about_policy(_chosen(request.args, standing.policy)))
