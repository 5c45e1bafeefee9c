"""Typed texts: how they are compared with each other and with creators' names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from rapidfuzz import fuzz

from plugin.store.folding import folded

_SIGNS = re.compile(r"[\W_]+")

AUTO = 88.0
"""From this likeness (0..100) on a text means the creator without asking."""
SUGGESTED = 60.0
"""From here on a creator is offered to the owner."""
CLEAR_BY = 6.0
"""So much less like the text must every other creator be, or nothing is decided."""
SHORTEST_FUZZY = 5
"""Letters. Shorter names are too like too much."""
WITHIN = 0.97
"""A name within a longer text counts a little less than the name alone."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something a text can mean: a creator or, where `decoy`, an invented one; by all it is called."""

    number: int
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    decoy: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A reading of a text. `how` is exact, alias or fuzzy; `score` is 0..100."""

    named: Named
    how: str
    score: float


def text_key(text: str) -> str:
    """What texts are grouped by: folded, without signs ("@Cleo.Cloud!" is "cleo cloud"). A text of nothing
    but signs (an emoji) is its own key.
    """
    whole = folded(text)
    return _SIGNS.sub(" ", whole).strip() or whole


def squeezed(text: str) -> str:
    """In plain letters and without blanks, because handles are written without: "cleocloud"."""
    key = text_key(text)
    plain = anyascii(key).casefold()
    return _SIGNS.sub("", plain) or key


def read_text(text: str, known: Iterable[Named]) -> Match | None:
    """What a text means where that is clear: a name, handle or alias, or nearly one. None: ask the owner."""
    wanted = squeezed(text)
    if not wanted:
        return None
    known = list(known)
    exact = [row for row in known if wanted in map(squeezed, row.names)]
    hits = exact or [row for row in known if wanted in map(squeezed, row.aliases)]
    if hits:
        return Match(hits[0], "exact" if exact else "alias", 100.0) if len(hits) == 1 else None
    best = alike(text, known, most=2)
    if not best or best[0].score < AUTO:
        return None
    unclear = len(best) > 1 and best[0].score - best[1].score < CLEAR_BY
    return None if unclear else best[0]


def alike(text: str, known: Iterable[Named], *, most: int, least: float = SUGGESTED) -> list[Match]:
    """Those whose name is most like a text, or like words within it, the likest first."""
    words = [anyascii(word).casefold() for word in text_key(text).split()]
    found = [Match(row, "fuzzy", likeness(words, (*row.names, *row.aliases))) for row in known]
    found = [match for match in found if match.score >= least]
    found.sort(key=lambda match: (-match.score, match.named.number))
    return found[:most]


def likeness(words: Sequence[str], forms: Iterable[str]) -> float:
    """How like one of `forms` the words, or some of them in a row, are: 0..100."""
    whole = "".join(words)
    best = 0.0
    for form in forms:
        name = squeezed(form)
        if len(name) < SHORTEST_FUZZY or len(whole) < SHORTEST_FUZZY:
            continue
        best = max(best, fuzz.ratio(whole, name))
        size = max(1, len(text_key(form).split()))
        # One word more or less: people write "cleocloud" and "cleo cloud" for the same.
        for width in {size - 1, size, size + 1} - {0}:
            for start in range(len(words) - width + 1):
                part = "".join(words[start : start + width])
                best = max(best, WITHIN * fuzz.ratio(part, name))
    return best
