"""Landing pages as text: for Shopify to render as Liquid, and as plain HTML.

Every value that a template prints goes through `safe`, whoever it came from; only pieces made here are taken
as they are. So a template cannot forget it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from plugin.attribution.visit_reference import PARAMETER
from plugin.errors import InputError
from plugin.language import Language, language_for
from plugin.services.landing.checks import checked_picture
from plugin.services.landing.escaping import product_in_liquid, safe, title_in_liquid

LINK = "\x01"
"""Stands in a rendered page where an address takes the link along. No text holds it: `safe` drops it."""
LINK_QUOTED = "\x02"
"""The same inside an address within an address."""
GO_SCRIPT = 'location.replace(document.getElementById("on").href)'
GO_STYLE = "body{font:18px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:30em;text-align:center}"
MARKED_CODE = Markup('<strong class="earmark-picks-code">{}</strong>')
FROM_PRICE = Markup("{{ earmark_pick.price_min | money }}")


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen product. The handle is all a live page needs; title, picture and the rest are what is shown
    where nothing can be looked up. `price` is as people read it, None where it is not known.
    """

    handle: str
    title: str
    picture_url: str | None = None
    price: str | None = None
    available: bool = True


@dataclass(frozen=True, slots=True)
class Picks:
    """What a page of picks says. `title` empty: one of ours. `introduction` is paragraphs, parted by empty
    lines. `path` is the page's own place in the shop; `code` and `offer` are empty without a discount.
    """

    language: Language = field(compare=False)
    language_tag: str
    path: str
    creator: str
    title: str
    introduction: str
    picture_url: str | None
    offer: str
    code: str
    products: tuple[Pick, ...]
    version: int = 0


def picks_liquid(picks: Picks) -> str:
    """The page as Liquid, to be rendered inside the theme; `LINK` marks where the link's key goes."""
    return _render("landing/picks_live.html", picks.language, **_values(picks))


def picks_body(picks: Picks) -> str:
    """The page as HTML for the body of an Online Store page, whose title the theme prints itself."""
    return _without_link(
        _render("landing/picks_still.html", picks.language, **(_values(picks) | {"titled": False}))
    )


def picks_preview(picks: Picks, shop_name: str) -> str:
    """A whole document that shows the page to its owner, with prices as they are now."""
    values = _values(picks) | {"shop_name": shop_name}
    return _without_link(_render("landing/picks_preview.html", picks.language, **values))


def banner_preview(language: Language, greeting: str, code: str | None, shop_name: str, path: str) -> str:
    """A whole document that shows the owner the banner above a page of the shop."""
    return _render(
        "landing/banner_preview.html", language, greeting=greeting, code=code, shop_name=shop_name, path=path
    )


def with_link(page: str, key: str | None) -> str:
    """`page` with the creator's link in its addresses; without one they are plain."""
    parameter = f"?{PARAMETER}={key}" if key else ""
    return page.replace(LINK_QUOTED, quote(parameter, safe="")).replace(LINK, parameter)


def message_page(language: Language, heading: str, text: str) -> str:
    """A short page in the shop's look, as Liquid, that leads on to its home page. The texts are ours."""
    return _render(
        "landing/message.html", language, heading=heading, text=text, page_title=title_in_liquid(heading)
    )


def go_page(language: Language, address: str) -> str:
    """A bare HTML page that leads on to `address` (of the shop), with or without script."""
    return _go_frame(language.name).replace(LINK, str(safe(address)))


@cache
def _go_frame(language: str) -> str:
    """`go_page` with `LINK` where the address goes: all of it that does not change."""
    return _render(
        "landing/go.html",
        language_for(language),
        address=Markup(LINK),  # noqa: S704 - constants
        script=Markup(GO_SCRIPT),  # noqa: S704
        style=Markup(GO_STYLE),  # noqa: S704
    )


@cache
def go_policy() -> str:
    """The Content-Security-Policy of `go_page`: its own script and style by their hashes, nothing else."""
    return (
        f"default-src 'none'; script-src '{_digest(GO_SCRIPT)}'; style-src '{_digest(GO_STYLE)}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def picks_title(picks: Picks) -> str:
    """The page's title: its own, or one of ours."""
    return picks.title or picks.language.gettext("%(creator)s's picks", creator=picks.creator)


def _values(picks: Picks) -> dict[str, Any]:
    title = picks_title(picks)
    return {
        "picks": picks,
        "title": title,
        "page_title": title_in_liquid(title),
        "paragraphs": [part.split("\n") for part in picks.introduction.split("\n\n") if part.strip()],
        "picture": _picture(picks.picture_url),
        "titled": True,
        "offer_link": _offer_link(picks),
        "marked_code": MARKED_CODE.format(safe(picks.code)),
        "from_price": FROM_PRICE,
        "products": [
            {"pick": pick, "liquid": liquid, "picture": _picture(pick.picture_url)}
            for pick in picks.products
            if (liquid := product_in_liquid(pick.handle)) is not None
        ],
        "link": Markup(LINK),  # noqa: S704 - a constant
    }


def _offer_link(picks: Picks) -> Markup | None:
    if not picks.code:
        return None
    begin = f"/discount/{quote(picks.code, safe='')}?redirect={quote(picks.path, safe='')}"
    return safe(begin) + Markup(LINK_QUOTED)  # noqa: S704 - a constant


def _picture(address: str | None) -> str | None:
    # Looked at again although it was checked when it was kept: rows can be older than a rule.
    try:
        return checked_picture(address)
    except InputError:
        return None


def _without_link(page: str) -> str:
    return with_link(page, None)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("plugin.services.landing"),
        autoescape=True,
        finalize=safe,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _render(template: str, language: Language, **values: Any) -> str:
    return _environment().get_template(template).render(values | {"_": _said(language), "lang": language.tag})


def _said(language: Language) -> Callable[..., Markup]:
    def say(message: str, **values: Any) -> Markup:
        sentence = safe(language.catalogue.gettext(message))
        return sentence % {name: safe(value) for name, value in values.items()}

    return say
