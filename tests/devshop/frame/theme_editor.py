"""Shopify's theme editor, as far as an app's embeds go: switch them on, set them, save.

The deep link of an app (`activateAppId=<client id>/<block>`) opens it with that block on, and not saved yet.
"""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from tests.devshop import placing
from tests.devshop.frame import blueprint
from tests.devshop.frame.pages import _shop, storefront_url
from tests.devshop.shopfront.embed import BLOCK, FOLDER, HANDLE, SCHEMES, schema_of
from tests.devshop.world import World

EDITOR = "/store/<handle>/themes/current/editor"


@blueprint.get(EDITOR)
def theme_editor(handle: str) -> str:
    """The app's embed with its settings and a preview of the front page."""
    world: World = current_app.config["WORLD"]
    shop = _shop(handle)
    kept = placing.placed(shop, HANDLE, BLOCK)
    schema = translated(schema_of(FOLDER / "blocks" / f"{BLOCK}.liquid"))
    return render_template(
        "frame/theme_editor.html",
        shop=shop,
        handle=handle,
        name=schema["name"],
        fields=[_field(row, kept or {}) for row in schema["settings"]],
        on=kept is not None,
        activated=request.args.get("activateAppId") == f"{world.client_id}/{BLOCK}",
        storefront=storefront_url(shop),
    )


@blueprint.post(EDITOR)
def save_theme(handle: str) -> BaseResponse:
    """`on` switches the embed on; the other fields are its settings."""
    world: World = current_app.config["WORLD"]
    settings = {
        key.removeprefix("setting-"): value
        for key, value in request.form.items()
        if key.startswith("setting-")
    }
    with world.lock:
        placing.place(_shop(handle), HANDLE, BLOCK, "on" in request.form, settings)
    return redirect(request.path, 303)


def translated(value: Any) -> Any:
    """The schema with the extension's English words in the places of its `t:` keys."""
    words = json.loads((FOLDER / "locales" / "en.default.schema.json").read_text(encoding="utf-8"))

    def word(key: str) -> str:
        found: Any = words
        for part in key.removeprefix("t:").split("."):
            found = found[part]
        return str(found)

    def walk(inner: Any) -> Any:
        if isinstance(inner, dict):
            return {key: walk(row) for key, row in inner.items()}
        if isinstance(inner, list):
            return [walk(row) for row in inner]
        return word(inner) if isinstance(inner, str) and inner.startswith("t:") else inner

    return walk(value)


def _field(row: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    options = row.get("options") or (
        [{"value": name, "label": name} for name in SCHEMES] if row["type"] == "color_scheme" else []
    )
    return {**row, "options": options, "value": kept.get(row.get("id", ""), row.get("default", ""))}
