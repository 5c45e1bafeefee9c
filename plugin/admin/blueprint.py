"""The blueprint all admin pages register on, and what happens around each of their requests."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import IntegerConverter

from plugin.admin import assets, failures, headers, session, wording

blueprint = Blueprint("admin", __name__, template_folder="templates")

blueprint.before_request(session.enter)
blueprint.after_request(headers.secure)
blueprint.add_url_rule("/assets/<digest>/<path:name>", "asset", assets.serve)
blueprint.add_url_rule("/patch-id-token", "patch_id_token", session.patch_id_token)
blueprint.context_processor(wording.template_values)
failures.register(blueprint)


class RowNumber(IntegerConverter):
    """`<int:…>` in an address, no longer than a bigint column holds: a longer number is an address nobody
    has.
    """

    regex = r"\d{1,18}"


@blueprint.record
def _set_up(state: BlueprintSetupState) -> None:
    assets.check_assets()
    state.app.url_map.converters["int"] = RowNumber
    wording.install(state.app.jinja_env)
    state.app.jinja_env.globals["asset"] = assets.address
