"""Pictures, stylesheet and script of the storefront, all made here."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template

from tests.devshop.shopfront import blueprint
from tests.devshop.shopfront.browse import product_by_handle

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript"}


@cache
def _shapes() -> dict[str, dict[str, Any]]:
    """Name -> {"words": words of a handle it fits, "path": an outline in a field of 400 by 400}."""
    shapes: dict[str, dict[str, Any]] = json.loads((STATIC / "shapes.json").read_text(encoding="utf-8"))
    return shapes


def shape_of(handle: str) -> str:
    """The outline for a product, by the words in its handle; any other handle gets a steady one."""
    shapes = _shapes()
    for shape in shapes.values():
        if any(word in handle for word in shape["words"]):
            return str(shape["path"])
    names = sorted(shapes)
    return str(shapes[names[hashlib.sha256(handle.encode()).digest()[0] % len(names)]]["path"])


@blueprint.get("/cdn/products/<handle>.svg")
def picture(handle: str) -> Response:
    """A drawing of the product in its colour."""
    product = product_by_handle(handle)
    if product is None:
        abort(404)
    svg = render_template("shopfront/picture.svg", product=product, shape=shape_of(handle))
    return Response(svg, content_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})


@blueprint.get("/cdn/<any('shopfront.css', 'shopfront.js', 'privacy.js', 'web-pixels.js'):name>")
def static_file(name: str) -> Response:
    """The stylesheet and the scripts."""
    path = STATIC / name
    return Response(
        path.read_text(encoding="utf-8"),
        content_type=f"{TYPES[path.suffix]}; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
