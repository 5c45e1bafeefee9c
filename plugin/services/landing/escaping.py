"""Text from outside inside a page that Shopify renders as Liquid and a browser then reads as HTML.

Both are done at once: what HTML gives meaning to becomes character references, and so do curly brackets,
without which neither `{{ … }}` nor `{% … %}` can begin or end. A browser shows the references as the
characters they stand for.
"""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

_BRACKETS = str.maketrans({"{": "&#123;", "}": "&#125;"})
_BREAKS = re.compile("[\t\r\n\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HANDLE = re.compile(r"[^\W_](?:[\w-]{0,253}[\w])?")
_TITLE = str.maketrans({"{": "(", "}": ")", "<": "‹", ">": "›", '"': "”", "'": "’", "&": "+", "\\": "/"})


def safe(value: Any) -> Markup:
    """`value` as text for an element or a quoted attribute of a page, in Liquid or not.

    `Markup` is taken as what it is: it is for pieces of pages made here, never for what somebody typed.
    """
    if isinstance(value, Markup):
        return value
    text = "" if value is None else str(value)
    return Markup(str(escape(_printable(text))).translate(_BRACKETS))  # noqa: S704 - escaped right here


def title_in_liquid(text: str) -> Markup:
    """`text` as the inside of a quoted Liquid string that the theme prints, escaped or not, as page title.

    A Liquid string has no escapes, so the few characters that could end it, or mean something to HTML, are
    replaced by others that look alike.
    """
    return Markup(_printable(text).translate(_TITLE))  # noqa: S704 - nothing is left that means anything


def product_in_liquid(handle: str) -> Markup | None:
    """The Liquid expression of the product with this handle; None for what cannot be a handle.

    Handles are letters of any script, digits, `-` and `_` (Shopify, "Liquid basics: handles").
    """
    if not is_handle(handle):
        return None
    return Markup('all_products["{}"]').format(handle)


def is_handle(text: str) -> bool:
    """Whether `text` can be the handle of a product, a collection or a page."""
    return _HANDLE.fullmatch(text) is not None


def _printable(text: str) -> str:
    """`text` without control characters and halves of surrogate pairs; line breaks and tabs become blanks."""
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", text)) if _ODD.search(text) else text
