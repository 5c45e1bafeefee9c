"""Names for creators that do not exist. All are made of parts that go with many countries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from plugin.attribution.survey.chance import Chance

FIRST: Final = (
    "Alma", "Bruno", "Celia", "Dario", "Elin", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Karin", "Luca",
    "Mira", "Nils", "Olga", "Petra", "Runa", "Silas", "Tessa", "Viggo", "Wilma", "Yara", "Zeno", "Noor",
)  # fmt: skip
LAST: Final = (
    "Alder", "Birk", "Corvin", "Dahl", "Ester", "Falk", "Grove", "Holm", "Iversen", "Jarvis", "Keller",
    "Lindt", "Marlow", "Nordin", "Okafor", "Perrin", "Quist", "Rossel", "Sand", "Thorne", "Vance", "Weiler",
)  # fmt: skip


def decoy_names(chance: Chance) -> Iterator[tuple[str, str]]:
    """Every (name, handle) there is, in an order of chance; the caller takes the first that is nobody's."""
    for pair in chance.shuffled([f"{first} {last}" for first in FIRST for last in LAST], "decoy name"):
        yield pair, pair.lower().replace(" ", ".")
