"""Gathering the messages of the tree, and keeping the catalogues in step with them."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from plugin.language.catalogues import read_catalogue

SOURCES = ("plugin", "storefront", "webhooks")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "M_": None}


def _is_source(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_")) and Path(folder).name not in (
        "node_modules",
        "vendor",
        "extensions",
    )


def gather(root: Path) -> Catalog:
    """Every message id used in the Python files and templates below `root`, with where each is used (no line
    numbers)."""
    found = Catalog(project="Earmark", charset="utf-8")
    for source in SOURCES:
        for file, _line, message, comments, context in extract_from_dir(
            root / source, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",),
            strip_comment_tags=True, directory_filter=_is_source,
        ):  # fmt: skip
            # Files without line numbers: a line added above a message is then no change to four catalogues.
            found.add(message, locations=[(f"{source}/{file}", 0)], auto_comments=comments, context=context)
    return found


def update(path: Path, name: str, template: Catalog) -> None:
    """Write `template`'s messages into the catalogue at `path`, keeping its translations and dropping the
    unused."""
    catalogue = (
        read_catalogue(name) if path.exists() else Catalog(locale=name, project="Earmark", charset="utf-8")
    )
    # No fuzzy matching: a guessed translation is worse than a missing one, which a test names.
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, sort_output=True, omit_header=False)


def is_translated(message: Message) -> bool:
    """Whether every form of a message has a translation that is not a guess."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(strings) and all(strings) and not message.fuzzy


def missing(name: str, template: Catalog) -> list[str]:
    """The message ids of `template` that the catalogue `name` does not translate."""
    catalogue = read_catalogue(name)
    return [
        str(wanted.id)
        for wanted in template
        if wanted.id and not ((have := catalogue.get(wanted.id, wanted.context)) and is_translated(have))
    ]
