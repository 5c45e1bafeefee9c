"""Templates in the visitor's language: gettext, and the filters for numbers, money and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import g, request
from jinja2 import Environment
from markupsafe import escape

from plugin.admin import names, session
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


def orders(value: float) -> str:
    """A number of orders that may hold parts of orders, to one decimal."""
    return language().number(round(value, 1))


def points(values: Sequence[int]) -> list[float]:
    """Values of a sparkline as heights 0..1; a week's sum per point where there are more than 45 days."""
    if len(values) > 45:
        values = [sum(values[start : start + 7]) for start in range(0, len(values), 7)]
    top = max(values, default=0)
    return [max(value, 0) / top if top > 0 else 0.0 for value in values]


def ago(value: datetime) -> str:
    """How long before this request `value` was."""
    return language().ago(value, session.now())


# Jinja takes a template's messages for HTML as they are. Ours are text: a quotation mark or an ampersand in a
# translation must not end an attribute, and a name passed where a message belongs must not be markup.
def _gettext(message: str) -> str:
    return str(escape(language().catalogue.gettext(message)))


def _ngettext(one: str, many: str, count: int) -> str:
    return str(escape(language().catalogue.ngettext(one, many, count)))


def _naming(known: Mapping[str, str]) -> Callable[[str], str]:
    return lambda name: gettext(known.get(name, name))


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
        orders=orders,
        points=points,
        channel=_naming(names.CHANNELS),
        outcome=_naming(names.OUTCOMES),
        outcome_tone=lambda name: names.OUTCOME_TONES.get(name, "neutral"),
        cause=_naming(names.CAUSES),
        entry_kind=_naming(names.ENTRIES),
        evidence_kind=_naming(names.EVIDENCE),
        survey_channel=_naming(names.SURVEY_CHANNELS),
        survey_question=_naming(names.SURVEY_QUESTIONS),
        survey_meaning=_naming(names.SURVEY_MEANINGS),
        survey_page=_naming(names.SURVEY_PAGES),
        survey_way=_naming(names.SURVEY_WAYS),
        number=lambda value, digits=None: language().number(value, digits),
        percent=lambda fraction, digits=1: language().percent(fraction, digits),
        day=lambda value, length="medium": language().day(value, length),
        moment=lambda value, length="medium": language().moment(value, length),
        said=lambda sentence: language().text(sentence),
        kept=lambda sentence: language().kept(sentence),
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
