"""Code templates: `PASQUA23_{CREATOR}` and a creator make `PASQUA23_CLEOCLOUD`.

Codes are capital letters A to Z, digits, `-` and `_`: what can be said aloud in a podcast and typed on any
keyboard.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from anyascii import anyascii

from plugin.errors import InputError
from plugin.language import M_
from plugin.ledger.money import digits
from plugin.shopify.discount import DiscountTerms

LONGEST = 255
"""Shopify refuses a longer code (TOO_LONG)."""

PLACEHOLDERS = ("CREATOR", "FIRST", "HANDLE", "CAMPAIGN", "VALUE", "RANDOM4")
PER_CREATOR = frozenset({"CREATOR", "FIRST", "HANDLE", "RANDOM4"})
DISTINCT = "ACDEFHJKMNPRTWXY3479"
"""What {RANDOM4} is drawn from: none of them looks or sounds like another (no 0 O Q, 1 I L, 2 Z, 5 S, 6 G, 8
B, U V).
"""

_PART = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class NamedCreator:
    """What a template needs to know of a creator. `handles` are in the order in which platforms are shown."""

    id: int
    name: str
    handles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """A template and what it is filled with. `seed` fixes every creator's random letters."""

    template: str
    campaign: str
    value: str
    seed: str


class UnnamableError(InputError):
    """The template gives this creator no code. The message says why and what to do."""


def check_template(template: str) -> str:
    """`template` trimmed; raises `InputError` naming code_template where it cannot make codes."""
    template = template.strip()
    if not template:
        raise InputError(M_("Write a code template, such as SPRING_{CREATOR}."), field="code_template")
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for found in _PART.findall(template):
        if found.strip().upper() not in PLACEHOLDERS:
            raise InputError(
                M_("%(typed)s is no placeholder. There are %(known)s.", typed=f"{{{found}}}", known=known),
                field="code_template",
            )
    rest = _PART.sub("", template)
    if "{" in rest or "}" in rest:
        raise InputError(
            M_("A curly bracket stands alone in the template. Placeholders are %(known)s.", known=known),
            field="code_template",
        )
    if not sayable(rest) and not _PART.search(template):
        raise InputError(M_("The template holds no letter or digit."), field="code_template")
    return template


def tells_creators_apart(template: str) -> bool:
    """Whether the template holds anything of the creator; if not, all codes differ by their number alone."""
    return any(found.strip().upper() in PER_CREATOR for found in _PART.findall(template))


def code_for(naming: Naming, creator: NamedCreator) -> str:
    """The code that the template gives `creator`: the same for the same input, always.

    Raises `UnnamableError` where it would be empty, longer than 255 or would say nothing of the creator.
    """

    def fill(part: re.Match[str]) -> str:
        name = part[1].strip().upper()
        said = _said(name, naming, creator)
        if not said:
            raise UnnamableError(_why_empty(name, creator), field="code_template")
        return said

    template = check_template(naming.template)
    pieces = re.split(r"(\{[^{}]*\})", template)
    code = "".join(_PART.sub(fill, piece) if piece.startswith("{") else _literal(piece) for piece in pieces)
    if not sayable(code):
        raise UnnamableError(
            M_("The code for %(creator)s would be empty. Type one.", creator=creator.name),
            field="code_template",
        )
    return checked_length(code, creator.name)


def typed_code(text: str) -> str:
    """A code as the owner typed it, checked and in capitals; raises `InputError` naming code."""
    code = text.strip().upper()
    if not code:
        raise InputError(M_("Type a code."), field="code")
    if not re.fullmatch(r"[A-Z0-9_-]+", code) or not sayable(code):
        raise InputError(
            M_(
                "%(typed)s holds more than the letters A to Z, digits, - and _. It could be %(code)s.",
                typed=text.strip(),
                code=_literal(text) or "CODE",
            ),
            field="code",
        )
    return checked_length(code, text.strip()[:40], field="code")


def checked_length(code: str, name: str, field: str = "code_template") -> str:
    """`code`, or an `UnnamableError` where Shopify would refuse it as too long."""
    if len(code) > LONGEST:
        raise UnnamableError(
            M_(
                "The code for %(creator)s has %(length)s characters; Shopify takes %(most)s. Shorten it.",
                creator=name,
                length=len(code),
                most=LONGEST,
            ),
            field=field,
        )
    return code


def numbered(code: str, number: int) -> str:
    """`code` with a number behind it. After a digit a hyphen keeps the two apart: ANNA20 becomes ANNA20-2,
    not ANNA202.
    """
    tail = f"-{number}" if code[-1:].isdigit() else str(number)
    return code[: LONGEST - len(tail)] + tail


def sayable(text: str) -> str:
    """`text` in the capital letters A to Z and digits: Å is A, 李 is LI; what has no sound is left out."""
    # Symbols are dropped before, not after: anyascii spells many of them out (a smile would become GRINNING).
    plain = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text)
    return re.sub(r"[^A-Z0-9]", "", anyascii(plain).upper())


def said_value(terms: DiscountTerms) -> str:
    """What {VALUE} stands for: 20 for 20 %, 12-5 for 12.5 %, 10 for 10.00 EUR, FREESHIP for free shipping."""
    if terms.kind == "free_shipping":
        return "FREESHIP"
    if terms.kind == "percentage":
        amount = terms.percent or Decimal(0)
    else:
        amount = Decimal(terms.amount_minor or 0).scaleb(-digits(terms.currency))
    text = format(amount, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", "-")


def _said(name: str, naming: Naming, creator: NamedCreator) -> str:
    if name == "CREATOR":
        return sayable(creator.name)
    if name == "FIRST":
        return next((said for word in creator.name.split() if (said := sayable(word))), "")
    if name == "HANDLE":
        return next((said for handle in creator.handles if (said := sayable(handle))), "")
    if name == "CAMPAIGN":
        return sayable(naming.campaign)
    if name == "VALUE":
        return naming.value
    return _four(naming.seed, creator.id)


def _four(seed: str, creator_id: int) -> str:
    number = int.from_bytes(hmac.new(seed.encode(), str(creator_id).encode(), hashlib.sha256).digest())
    letters = []
    for _ in range(4):
        number, place = divmod(number, len(DISTINCT))
        letters.append(DISTINCT[place])
    return "".join(letters)


def _literal(text: str) -> str:
    return "".join(part if part in "-_" else sayable(part) for part in re.split(r"([-_])", text) if part)


def _why_empty(name: str, creator: NamedCreator) -> str:
    if name == "HANDLE":
        return M_(
            "%(creator)s has no handle that can be said. Add one, or type a code.", creator=creator.name
        )
    if name == "CAMPAIGN":
        return M_("The campaign's name cannot be said. Take {CAMPAIGN} out of the template.")
    return M_("The name %(creator)s cannot be said. Type a code.", creator=creator.name)
