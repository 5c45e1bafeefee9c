"""Shopify's checkout editor, as far as an app's blocks go: place them, set them, take them away."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from flask import render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from tests.devshop import placing
from tests.devshop.frame import blueprint
from tests.devshop.frame.pages import _shop, storefront_url

PAGES = {
    "thank-you": ("Thank you", "purchase.thank-you.block.render"),
    "order-status": ("Order status", "customer-account.order-status.block.render"),
}
EDITOR = "/store/<handle>/settings/checkout/editor"


@blueprint.get(EDITOR)
def checkout_editor(handle: str) -> str:
    """One page after the purchase with the app's blocks for it, each with its settings and a preview."""
    shop = _shop(handle)
    page = request.args.get("page", "")
    page = page if page in PAGES else "thank-you"
    target = PAGES[page][1]
    blocks = [
        {
            **extension,
            "fields": [_field(row) for row in extension["settings"]["fields"]],
            "placed": placing.placed(shop, extension["handle"], target),
        }
        for extension in _checkout_extensions()
        if target in placing.targets(extension["handle"])
    ]
    return render_template(
        "frame/checkout_editor.html",
        shop=shop,
        handle=handle,
        pages=PAGES,
        page=page,
        target=target,
        blocks=blocks,
        storefront=storefront_url(shop),
    )


@blueprint.post(EDITOR)
def change_checkout(handle: str) -> BaseResponse:
    """`place` or `remove` names the block; the other fields are its settings."""
    shop, page = _shop(handle), request.form.get("page", "thank-you")
    name = request.form.get("place") or request.form.get("remove", "")
    settings = {
        key.removeprefix("setting-"): value
        for key, value in request.form.items()
        if key.startswith("setting-") and value
    }
    placing.place(shop, name, PAGES[page][1], "place" in request.form, settings)
    return redirect(f"{request.path}?page={page}", 303)


def _checkout_extensions() -> list[dict[str, Any]]:
    found = []
    for path in sorted(placing.EXTENSIONS.glob("*/shopify.extension.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("extensions", [])
        found += [row for row in rows if row["type"] == "ui_extension"]
    return found


def _field(field: dict[str, Any]) -> dict[str, Any]:
    rules = {row["name"]: row["value"] for row in field.get("validations", [])}
    return {**field, "choices": json.loads(rules.get("choices", "[]")), "longest": rules.get("max")}
