"""The app's theme extension on the shop's pages: its block's Liquid with the merchant's settings, its assets.

Drawn at the end of every page of the store where the merchant has switched it on, as Shopify does with an
app embed of the target `body`; not in the checkout, where themes do not reach.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, abort, request
from liquid import Environment
from markupsafe import Markup

from tests.devshop.placing import EXTENSIONS, placed
from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.liquid import theme_environment
from tests.storefront.bundles import EMBED, embed_script

HANDLE = "creator-theme"
BLOCK = "creator-embed"
FOLDER = EXTENSIONS / HANDLE
ASSETS = f"/cdn/extensions/{HANDLE}/assets"
SCHEMES = {
    "scheme-1": {"background": "#fbf9f5", "text": "#2b2a27"},
    "scheme-2": {"background": "#324a3f", "text": "#ffffff"},
}
"""The colour schemes of the stand-in's theme; the first where the merchant has chosen none."""
_SCHEMA = re.compile(r"{%-?\s*schema\s*-?%}(.*?){%-?\s*endschema\s*-?%}", re.DOTALL)


@blueprint.app_context_processor
def app_embed() -> dict[str, Any]:
    """What the layout calls at the end of a page."""
    return {"app_embed": drawn}


@blueprint.get(f"{ASSETS}/<name>")
def asset(name: str) -> Response:
    """The extension's scripts, as Shopify's CDN serves them."""
    path = FOLDER / "assets" / name
    if name == EMBED.name:
        path = embed_script()
    if not path.is_file():
        abort(404)
    return Response(
        path.read_text(encoding="utf-8"),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "max-age=60"},
    )


def drawn() -> Markup:
    """The block's HTML for this page; nothing where it is off."""
    settings = placed(here.shop(), HANDLE, BLOCK)
    if settings is None or request.path.startswith("/checkout"):
        return Markup()
    path = FOLDER / "blocks" / f"{BLOCK}.liquid"
    source = _SCHEMA.sub("", path.read_text(encoding="utf-8"))
    template = _environment(here.shop().locale).from_string(source)
    html = template.render(
        block={"settings": chosen(schema_of(path), settings), "shopify_attributes": ""},
        request={"design_mode": "design_mode" in request.args, "path": request.path},
    )
    return Markup(html)  # noqa: S704 Liquid has escaped it, as far as the block says so: that is what is tested


def schema_of(path: Path) -> dict[str, Any]:
    """The schema at the end of a block's file."""
    found = _SCHEMA.search(path.read_text(encoding="utf-8"))
    schema: dict[str, Any] = json.loads(found[1]) if found else {"settings": []}
    return schema


def chosen(schema: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """The block's settings as Liquid sees them: the merchant's, else the schema's defaults."""
    values: dict[str, Any] = {}
    for row in schema["settings"]:
        if "id" not in row:
            continue
        value = settings.get(row["id"], row.get("default", ""))
        if row["type"] == "color_scheme":
            name = value if value in SCHEMES else next(iter(SCHEMES))
            value = {"id": name, "settings": SCHEMES[name]}
        values[row["id"]] = value
    return values


@cache
def _environment(locale: str) -> Environment:
    environment = theme_environment()
    environment.add_filter("t", _translate(locale))
    environment.add_filter("asset_url", lambda name: f"{ASSETS}/{name}")
    return environment


def _translate(locale: str) -> Callable[[str], str]:
    """The `t` filter with the extension's own words: the shop's language, else the default one."""
    words = _words(FOLDER / "locales" / "en.default.json")
    for name in (locale.split("-", maxsplit=1)[0], locale):
        words |= _words(FOLDER / "locales" / f"{name}.json")
    return lambda key: words.get(str(key), f"Translation missing: {locale}.{key}")


def _words(path: Path) -> dict[str, str]:
    def flat(value: Any, name: str) -> dict[str, str]:
        if not isinstance(value, dict):
            return {name: str(value)}
        inner = [flat(row, f"{name}.{key}".lstrip(".")) for key, row in value.items()]
        return {key: text for row in inner for key, text in row.items()}

    return flat(json.loads(path.read_text(encoding="utf-8")), "") if path.is_file() else {}
