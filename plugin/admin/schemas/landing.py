"""The forms of landing pages: a campaign's, and one creator's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from plugin.errors import InputError
from plugin.services.landing.edit_page import PageFields, checked_page
from plugin.services.landing.set_landing import LandingFields, checked_landing

MOST_TYPED = 5_000
"""Characters of one field that are looked at."""


def read_landing(form: MultiDict[str, str]) -> tuple[LandingFields | None, dict[str, str]]:
    """Where the campaign's links lead, or None and what is wrong: field -> sentence."""
    try:
        return checked_landing(
            LandingFields(
                _typed(form, "landing_kind") or "welcome",
                _typed(form, "target") or None,
                _typed(form, "greeting"),
                _typed(form, "offer"),
                _typed(form, "served_by") or "proxy",
            )
        ), {}
    except InputError as error:
        return None, {error.field or "landing_kind": error.args[0]}


def landing_values(fields: LandingFields) -> dict[str, str]:
    """The campaign's part of the form as it is kept: field -> what stands there."""
    return {
        "landing_kind": fields.kind,
        "target": fields.target or "",
        "greeting": fields.greeting,
        "offer": fields.offer,
        "served_by": fields.served_by,
    }


def read_page(
    form: MultiDict[str, str], products: Sequence[dict[str, Any]]
) -> tuple[PageFields, dict[str, str]]:
    """A creator's page as typed, with the `products` Shopify knows, and what is wrong: field -> sentence."""
    typed = PageFields(
        _typed(form, "landing_kind") or None,
        _typed(form, "target") or None,
        _typed(form, "title"),
        _typed(form, "introduction"),
        _typed(form, "picture_url") or None,
        products,
    )
    try:
        return checked_page(typed), {}
    except InputError as error:
        return typed, {error.field or "title": error.args[0]}


def page_values(fields: PageFields) -> dict[str, str]:
    """A creator's page as it is kept: field -> what stands there."""
    return {
        "landing_kind": fields.kind or "",
        "target": fields.target or "",
        "title": fields.title,
        "introduction": fields.introduction,
        "picture_url": fields.picture_url or "",
    }


def _typed(form: MultiDict[str, str], name: str) -> str:
    return form.get(name, "")[:MOST_TYPED]
