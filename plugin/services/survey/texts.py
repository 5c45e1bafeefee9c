"""Typed texts: how they are compared with each other and with creators' names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from rapidfuzz import fuzz, process

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
LOOKED_AT = 50
"""So many names with the likest letters are compared in detail."""
SHORTEST_BEGUN = 2
"""Letters of a name that has only been begun."""
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
    """A reading of a text. `how` is exact, alias, fuzzy, or begun (never enough to decide); `score` is
    0..100.
    """

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


@dataclass(frozen=True, slots=True)
class _Form:
    """One thing somebody is called, `squeezed`, and how many words it has."""

    squeezed: str
    words: int
    named: Named


class Lexicon:
    """Everything a text can mean, made ready for looking up."""

    def __init__(self, known: Iterable[Named]) -> None:
        self._exact: dict[str, list[Named]] = defaultdict(list)
        self._aliases: dict[str, list[Named]] = defaultdict(list)
        self._forms: list[_Form] = []
        self._all: list[_Form] = []
        self._words: dict[str, list[_Form]] = defaultdict(list)
        for row in known:
            for place, names in ((self._exact, row.names), (self._aliases, row.aliases)):
                for name in {squeezed(name): name for name in names if name}.values():
                    form = _Form(squeezed(name), len(text_key(name).split()), row)
                    place[form.squeezed].append(row)
                    self._all.append(form)
                    for word in {squeezed(word) for word in text_key(name).split()}:
                        self._words[word].append(form)
                    if len(form.squeezed) >= SHORTEST_FUZZY:
                        self._forms.append(form)
        self._letters = [form.squeezed for form in self._forms]

    def read(self, text: str) -> Match | None:
        """What a text means where that is clear: a name, handle or alias, or nearly one. None: ask the
        owner.
        """
        wanted = squeezed(text)
        exact = self._exact.get(wanted)
        hits = exact or self._aliases.get(wanted)
        if hits:
            return Match(hits[0], "exact" if exact else "alias", 100.0) if len(hits) == 1 else None
        best = self.alike(text, most=2)
        if not best or best[0].score < AUTO:
            return None
        unclear = len(best) > 1 and best[0].score - best[1].score < CLEAR_BY
        return None if unclear else best[0]

    def alike(self, text: str, *, most: int, least: float = SUGGESTED) -> list[Match]:
        """Those whose name is most like a text, or like words within it, the likest first."""
        words = [anyascii(word).casefold() for word in text_key(text).split()]
        whole = "".join(words)
        if len(whole) < SHORTEST_FUZZY:
            return []
        # In C over everybody; what is left is looked at word by word.
        near = process.extract(
            whole, self._letters, scorer=fuzz.partial_ratio, score_cutoff=least, limit=LOOKED_AT
        )
        best: dict[tuple[bool, int], Match] = {}
        for _, _, place in near:
            form = self._forms[place]
            score = likeness(words, form.squeezed, form.words)
            who = (form.named.decoy, form.named.number)
            if score >= least and (who not in best or best[who].score < score):
                best[who] = Match(form.named, "fuzzy", score)
        return sorted(best.values(), key=lambda row: (-row.score, row.named.decoy, row.named.number))[:most]

    def begun(self, text: str, *, most: int) -> list[Match]:
        """Those of whom a text says only the beginning of a name, or one word of it ("Pia" for Pia Pebble,
        "Pia from TikTok"), the likest first; none where they are more than `most`, which tells nobody.
        """
        words = [word for word in map(squeezed, text_key(text).split()) if len(word) >= SHORTEST_BEGUN]
        whole = squeezed(text)
        found = [form for form in self._all if words and form.squeezed.startswith(whole)]
        found = found or [form for word in words for form in self._words.get(word, ())]
        best: dict[tuple[bool, int], Match] = {}
        for form in found:
            who, score = (form.named.decoy, form.named.number), float(fuzz.ratio(whole, form.squeezed))
            if who not in best or best[who].score < score:
                best[who] = Match(form.named, "begun", score)
        ranked = sorted(best.values(), key=lambda row: (-row.score, row.named.decoy, row.named.number))
        return ranked if len(ranked) <= most else []


def likeness(words: Sequence[str], name: str, size: int) -> float:
    """How like `name` (squeezed, of `size` words) the words, or some of them in a row, are: 0..100."""
    best = float(fuzz.ratio("".join(words), name))
    # One word more or less: people write "cleocloud" and "cleo cloud" for the same.
    for width in {size - 1, size, size + 1} - {0}:
        for start in range(len(words) - width + 1):
            part = "".join(words[start : start + width])
            best = max(best, WITHIN * fuzz.ratio(part, name))
    return best
