"""What a creator consists of, and the rules for each part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plugin.errors import ConflictError, InputError
from plugin.language import M_, N_
from plugin.services.handles import PLATFORM_NAMES, normal_handle
from plugin.store.creators import PLATFORMS, Creator
from plugin.store.folding import folded

NAME_LENGTH = 120
NOTE_LENGTH = 5000
WORD_LENGTH = 60
MOST_WORDS = 50

# Marks that show nothing but turn the direction of text or break equality. The joiners that emoji and Indic
# scripts need (U+200C, U+200D) stay.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorFields:
    """A creator as people describe one. `handles` is platform -> handle; an empty handle means none."""

    name: str
    handles: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""


class HandleTakenError(ConflictError):
    """Another creator of the shop has this handle; `field` is the platform, `owner_id` the other creator."""

    def __init__(self, platform: str, handle: str, owner: Creator) -> None:
        """`owner` may be archived; the sentence says so, because the list hides archived creators."""
        message = (
            N_(
                "%(platform)s handle %(handle)s belongs to %(owner)s, who is archived. "
                "Restore that creator or change the handle there."
            )
            if owner.status == "archived"
            else N_(
                "%(platform)s handle %(handle)s belongs to %(owner)s. "
                "Change it there first, or edit %(owner)s."
            )
        )
        super().__init__(M_(message, platform=M_(PLATFORM_NAMES[platform]), handle=handle, owner=owner.name))
        self.field = platform
        self.owner_id = owner.id


def clean_fields(given: CreatorFields) -> CreatorFields:
    """`given` trimmed, normalised and without doubles; raises `InputError` with the field's name.

    Handles are named by their platform in `InputError.field`.
    """
    unknown = set(given.handles) - set(PLATFORMS)
    if unknown:
        raise InputError(M_("There is no platform %(name)s.", name=min(unknown)), field="handles")
    handles = {
        platform: handle
        for platform in PLATFORMS
        if (handle := normal_handle(platform, given.handles.get(platform, "")))
    }
    return CreatorFields(
        name=clean_name(given.name),
        handles=handles,
        aliases=clean_words(given.aliases, "aliases"),
        tags=clean_words(given.tags, "tags"),
        note=clean_note(given.note),
    )


def clean_name(typed: str) -> str:
    """A name on one line, NFC, without blanks around it; raises `InputError` where it is empty or long."""
    name = " ".join(clean_text(typed).split())
    if not name:
        raise InputError(M_("Enter the creator's name."), field="name")
    if len(name) > NAME_LENGTH:
        raise InputError(
            M_("The name is longer than %(most)s characters. Shorten it.", most=NAME_LENGTH), field="name"
        )
    return name


def clean_note(typed: str) -> str:
    """A note of any number of lines; raises `InputError` where it is too long."""
    note = clean_text(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(note) > NOTE_LENGTH:
        raise InputError(
            M_("The note is longer than %(most)s characters. Shorten it.", most=NOTE_LENGTH), field="note"
        )
    return note


def clean_words(typed: Iterable[str], name: str) -> tuple[str, ...]:
    """Aliases or tags (`name` says which), each once whatever its case; order and first spelling stay."""
    words: dict[str, str] = {}
    for each in typed:
        word = " ".join(clean_text(each).split())
        if len(word) > WORD_LENGTH:
            raise InputError(
                M_(
                    "“%(word)s…” is longer than %(most)s characters. Shorten it.",
                    word=word[:20],
                    most=WORD_LENGTH,
                ),
                field=name,
            )
        if word:
            words.setdefault(folded(word), word)
    if len(words) > MOST_WORDS:
        raise InputError(
            M_("These are %(count)s; at most %(most)s are kept.", count=len(words), most=MOST_WORDS),
            field=name,
        )
    return tuple(words.values())


def split_words(typed: str) -> list[str]:
    """What a person typed into one field, cut at commas, semicolons (also the Chinese ones) and line ends."""
    return re.split(r"[,;|\n，；、]", typed)


def clean_text(typed: str) -> str:
    """NFC, without control characters (tab and line end aside), surrogates and invisible marks."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", typed))
    return "".join(
        letter for letter in text if letter in "\t\n" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
