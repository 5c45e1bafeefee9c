"""The scripts an embedded app loads from Shopify's CDN, put together from small files by subject.

Each bundle is one closure: its files see each other's names, the page only what a file hands out on purpose.
"""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort

from tests.devshop.frame import blueprint

STATIC = Path(__file__).parent / "static"

BUNDLES: dict[str, tuple[str, ...]] = {
    "bridge": ("channel", "fetch", "navigation", "elements", "savebar", "api"),
    "polaris": (
        "base",
        "icons",
        "box",
        "typography",
        "actions",
        "page",
        "feedback",
        "field",
        "fields",
        "numbers",
        "select",
        "choices",
        "files",
        "dates",
        "colour",
        "table",
        "overlays",
        "media",
        "lists",
    ),
    "host": ("host", "bars"),
}


def bundle(name: str) -> str:
    """The JavaScript of a bundle: its files in order inside one strict closure."""
    parts = [(STATIC / name / f"{part}.js").read_text(encoding="utf-8") for part in BUNDLES[name]]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n"


def _script(name: str) -> Response:
    # The apps under test run on another origin and reload often: always ask, never keep an old copy.
    return Response(
        bundle(name),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"},
    )


@blueprint.get("/shopifycloud/app-bridge.js")
def app_bridge() -> Response:
    """The App Bridge look-alike, at the path Shopify's CDN uses."""
    return _script("bridge")


@blueprint.get("/shopifycloud/polaris.js")
def polaris() -> Response:
    """The look-alike of Polaris' web components, at the path Shopify's CDN uses."""
    return _script("polaris")


@blueprint.get("/shopifycloud/admin-host.js")
def host_script() -> Response:
    """The admin's own side of the conversation with the app in the iframe."""
    return _script("host")


@blueprint.get("/shopifycloud/<any('admin.css'):name>")
def stylesheet(name: str) -> Response:
    """The stylesheet of the admin's own pages."""
    path = STATIC / name
    if not path.is_file():
        abort(404)
    return Response(path.read_text(encoding="utf-8"), content_type="text/css; charset=utf-8")
