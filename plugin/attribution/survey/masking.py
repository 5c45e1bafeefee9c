"""What of a typed text is kept: no mail address, no phone number, no street.

Better one number too many masked than one kept: the survey asks for none of them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_TEXT: Final = 200
"""Characters, before masking."""

MAIL: Final = "[mail]"
PHONE: Final = "[phone]"
ADDRESS: Final = "[address]"

_ENGLISH = r"(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.|boulevard|blvd\.?|drive|crescent|terrace)"
_ROMANCE = (
    r"(?:via|viale|piazza|piazzale|corso|largo|vicolo|strada|rue|avenue|calle|avenida|plaza|rua|chemin)"
)
_GERMANIC = (
    r"\w*(?:gatan|vägen|gränd|gata|torget|stra(?:ß|ss)e|strasse|str\.|platz|allee|straat|laan|vej|gade)"
)
_FRENCH = r"(?:rue|avenue|boulevard|bd\.?|chemin|quai|impasse|allée)"
_WORD = r"(?!(?:an?|the|in|on|of|my|her|his|and|for)\b)[^\W\d_][\w'’.-]*"
_NUMBER = r"(?!(?:19|20)\d\d\b)\d{1,5}\b"
_DATE = r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-](?:\d\d){1,2}"
_PATTERNS: Final = (
    # Also written with (at); a handle such as @cleo.cloud has nothing before its @. The wide ＠ comes from
    # Chinese keyboards.
    (
        re.compile(r"[^\s@＠<>()]+\s?(?:[@＠]|[(\[]\s?at\s?[)\]])\s?[^\s@＠<>()]+[.．][^\W\d_]{2,}", re.I),
        MAIL,
    ),
    (
        re.compile(
            rf"\b{_NUMBER}(?:\s?(?:bis|ter))?,?\s+{_FRENCH}\s+(?:d[eu]\s+|des\s+|la\s+|l['’])*{_WORD}", re.I
        ),
        ADDRESS,
    ),
    (re.compile(rf"\b{_ROMANCE}\s+(?:{_WORD}\s+){{0,4}}{_WORD},?\s*{_NUMBER}", re.I), ADDRESS),
    (
        re.compile(rf"\b(?!(?:19|20)\d\d\b)\d{{1,5}}[a-z]?,?\s+(?:{_WORD}\s+){{1,3}}{_ENGLISH}(?!\w)", re.I),
        ADDRESS,
    ),
    (re.compile(rf"\b{_GERMANIC}\s*\d{{1,4}}\s?[a-z]?\b", re.I), ADDRESS),
    (
        re.compile(
            r"[\u4e00-\u9fff]{1,20}[路街道巷弄]\s?\d{1,5}\s?号?(?:[\u4e00-\u9fff\d]{0,12}[室楼层单元])?"
        ),
        ADDRESS,
    ),
    # Seven digits or more with the usual signs between; a year or a price has fewer.
    (
        re.compile(rf"(?<![\w.])(?!(?:{_DATE})(?!\d))[+(]{{0,2}}\d(?:[\s().\-/\u00a0]{{0,2}}\d){{6,}}(?!\w)"),
        PHONE,
    ),
)

_HIDDEN: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200e\u200f")
"""Signs that turn the text around them or cannot be seen; a joiner within an emoji is not among them."""


def tidied(text: str) -> str:
    """`text` as it can be stored and shown: composed (NFC), without control characters, halves of characters
    and signs that change the direction of what follows; runs of white space made one blank.
    """
    kept = (
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _HIDDEN)
    )
    return " ".join("".join(kept).split())


def masked(text: str) -> tuple[str, bool]:
    """`text` (tidied) without what looks like mail, phone or a street, and whether there was any, masked here
    or before.
    """
    found = text
    for pattern, name in _PATTERNS:
        found = pattern.sub(name, found)
    return found, any(name in found for name in (MAIL, PHONE, ADDRESS))
