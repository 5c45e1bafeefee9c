"""The blueprint all admin pages register on, and what happens around each of their requests."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import IntegerConverter, Map

from plugin.admin import assets, failures, headers, session, wording

blueprint = Blueprint("admin", __name__, template_folder="templates")

blueprint.before_request(session.enter)
blueprint.after_request(headers.secure)
blueprint.add_url_rule("/assets/<digest>/<path:name>", "asset", assets.serve)
blueprint.add_url_rule("/patch-id-token", "patch_id_token", session.patch_id_token)
blueprint.context_processor(wording.template_values)
failures.register(blueprint)


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: no larger than a bigint column holds, so that a longer one is a 404 and no
    error.
    """

    def __init__(
        self, url_map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None
    ) -> None:
        super().__init__(url_map, fixed_digits, min, 2**63 - 1 if max is None else max)


@blueprint.record
def _set_up(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["int"] = RowNumber
    wording.install(state.app.jinja_env)
    state.app.jinja_env.globals["asset"] = assets.address
