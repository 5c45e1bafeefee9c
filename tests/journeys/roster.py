"""Creators for the demo and the smoke run: plainly made-up people, one alliteration each."""

from __future__ import annotations

import csv
import io

# fmt: off
NAMES = (
    "Ada Apricot", "Bo Biscuit", "Cleo Cloud", "Dev Dune", "Edie Ember", "Finn Fable",
    "Gia Glimmer", "Hugo Harbour", "Ines Inkwell", "Juno Juniper", "Kai Kettle", "Lola Lantern",
    "Milo Marble", "Nina Nutmeg", "Otto Orchard", "Pia Pebble", "Quinn Quill", "Rosa Rainfall",
    "Sol Saffron", "Tilda Thimble", "Ugo Umbra", "Vera Velvet", "Wim Willow", "Åsa Ångström",
    "李 Lily",
)
# fmt: on
"""Twenty-five; two of them in letters that cannot be said at a checkout."""

PLATFORMS = ("instagram", "youtube", "tiktok", "podcast", "blog")
TAGS = ("home", "style", "outdoor", "food")


def handle(name: str, number: int) -> str:
    """A handle for the `number`-th creator."""
    plain = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    return f"{plain or 'creator'}{number}"


def roster_csv(count: int = len(NAMES)) -> bytes:
    """A CSV of `count` creators as an agency would send it: loose headers, UTF-8 with a BOM."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Name", "Insta", "YouTube", "TikTok", "Podcast", "Blog", "Tags", "Note"])
    for number in range(count):
        round_, place = divmod(number, len(NAMES))
        name = NAMES[place] + (f" {round_ + 1}" if round_ else "")
        own = PLATFORMS[number % len(PLATFORMS)]
        handles = [handle(name, number) if platform == own else "" for platform in PLATFORMS]
        writer.writerow([name, *handles, TAGS[number % len(TAGS)], ""])
    return "\ufeff".encode() + text.getvalue().encode()
