"""Text folded for comparing and searching, the same on every database.

PostgreSQL's `lower` follows the locale its cluster was made with, so two servers can disagree about "ÅSA".
Keys are therefore folded here and stored beside what people typed.
"""

from __future__ import annotations

import unicodedata

from anyascii import anyascii


def folded(text: str) -> str:
    """`text` as a key for comparing: compatibility-normalised (NFKC), case-folded, runs of white space made
    one blank.
    """
    # Folding can undo normalisation (İ becomes i and a dot), so it is normalised once more.
    once = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", once).split())


def search_text(*parts: str) -> str:
    """What a search looks in: every part folded, and again in plain letters, so that "asa" finds "Åsa" and
    "li" 李.
    """
    lines = [folded(part) for part in parts if part]
    plain = [said for line in lines if (said := " ".join(anyascii(line).casefold().split())) and said != line]
    return "\n".join(lines + plain)


def sort_text(name: str) -> str:
    """What a name is sorted by: plain letters, so that Åsa stands among the A and 李 among the L."""
    return " ".join(anyascii(folded(name)).casefold().split()) or folded(name)
