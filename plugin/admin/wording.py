"""Templates in the visitor's language: gettext, and the filters for numbers, money and time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request
from jinja2 import Environment

from plugin.admin import session
from plugin.app import parts
from plugin.language import Language, language_for
from plugin.ledger.money import digits


def language() -> Language:
    """How the reader of this answer reads: the visitor's language, or the browser's on a page outside the
    admin."""
    if "visitor" in g:
        return session.visitor().language
    found: Language = g.get("language") or language_for(request.accept_languages.best)
    return found


def gettext(message: str, **values: Any) -> str:
    """`message` in the reader's language with its values, for what a page says itself (a toast, a CSV
    header)."""
    return language().gettext(message, **values)


def ngettext(one: str, many: str, count: int, **values: Any) -> str:
    """As `gettext`, in the form `count` asks for."""
    return language().ngettext(one, many, count, **values)


def money(minor: int | None, currency: str | None = None) -> str:
    """Minor units as money, in the shop's currency unless another is named."""
    currency = currency or session.visitor().currency
    return language().money(minor, currency, digits(currency))


def ago(value: datetime) -> str:
    """How long before this request `value` was."""
    return language().ago(value, session.now())


def _gettext(message: str) -> str:
    return str(language().catalogue.gettext(message))


def _ngettext(one: str, many: str, count: int) -> str:
    return str(language().catalogue.ngettext(one, many, count))


def install(environment: Environment) -> None:
    """Give the templates `_()`, `{% trans %}` and the filters."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext,
        _ngettext,
        newstyle=True,
    )
    environment.filters.update(
        money=money,
        ago=ago,
        number=lambda value, digits=None: language().number(value, digits),
        percent=lambda fraction, digits=1: language().percent(fraction, digits),
        day=lambda value, length="medium": language().day(value, length),
        moment=lambda value, length="medium": language().moment(value, length),
        said=lambda sentence: language().text(sentence),
    )


def template_values() -> dict[str, Any]:
    """What every admin template knows without being told."""
    settings = parts().settings
    return {
        "visitor": g.get("visitor"),
        "language": language(),
        "client_id": settings.client_id,
        "shopify_assets": settings.shopify_assets,
        "now": session.now(),
    }
