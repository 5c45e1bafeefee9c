"""The catalogues: read from `catalogues/*.po` when first needed and compiled in memory, so there is no build
step."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent / "catalogues"
SOURCE = "en"
CATALOGUES = (SOURCE, "sv", "it", "zh_Hans")
"""The languages there are; English is the source and has no file."""


def read_catalogue(name: str) -> Catalog:
    """The catalogue `name` (sv, it, zh_Hans) as Babel reads it; raises `FileNotFoundError` where there is
    none."""
    with (FOLDER / f"{name}.po").open("rb") as file:
        return read_po(file, locale=name)


@cache
def translations(name: str) -> NullTranslations:
    """The compiled messages of `name`; English gives the message ids back. Fuzzy entries are left out."""
    if name == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(name))
    compiled.seek(0)
    return Translations(compiled)


def negotiate(wanted: str | None) -> tuple[str, Locale] | None:
    """The catalogue for a language tag (`sv`, `it-IT`, `zh-CN`) and the locale for its formats; None if we
    lack it.

    Traditional Chinese (`zh-TW`, `zh-HK`) is not served the simplified catalogue: it reads English instead.
    """
    if not wanted:
        return None
    try:
        locale = Locale.parse(wanted.strip().replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):  # not a language tag, or one Babel does not know
        return None
    name = locale.language
    if name == "zh":
        name = "zh_Hant" if locale.script == "Hant" or locale.territory in ("TW", "HK", "MO") else "zh_Hans"
    return (name, locale) if name in CATALOGUES else None
