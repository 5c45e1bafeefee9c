"""The catalogues: every message translated in every language, with the same places for values; no guesses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from plugin.language.catalogues import CATALOGUES, SOURCE, read_catalogue
from plugin.language.gather import gather, is_translated, missing

ROOT = Path(__file__).resolve().parents[3]
TRANSLATED = [name for name in CATALOGUES if name != SOURCE]
PLACES = re.compile(r"%\((\w+)\)[sd]|%%")


@pytest.fixture(scope="module")
def template() -> Catalog:
    return gather(ROOT)


def test_the_tree_is_read(template):
    assert template.get("Overview") is not None
    assert len(template) > 50


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_message_is_translated(template, name):
    lacking = missing(name, template)
    assert not lacking, f"{name}: run python -m plugin.language and translate {lacking[:5]}"


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_message_is_kept_that_nobody_uses(template, name):
    unused = [m.id for m in read_catalogue(name) if m.id and template.get(m.id, m.context) is None]
    assert not unused, f"{name}: run python -m plugin.language, which drops them"


@pytest.mark.parametrize("name", TRANSLATED)
def test_translations_have_the_same_places_for_values(name):
    for message in read_catalogue(name):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        wanted = set(PLACES.findall(ids[-1]))
        for string in strings:
            # The count of a plural may be left out where the form itself says it ("one order").
            assert set(PLACES.findall(string)) - {"num"} == wanted - {"num"}, message.id
            assert "%" not in PLACES.sub("", string), f"a lone percent sign in {string!r}"


@pytest.mark.parametrize("name", TRANSLATED)
def test_nothing_is_guessed_or_left_in_english(name):
    for message in read_catalogue(name):
        if message.id:
            assert not message.fuzzy, message.id
            assert is_translated(message), message.id
    same = [
        m.id
        for m in read_catalogue(name)
        if isinstance(m.id, str) and m.id == m.string and len(m.id.split()) > 3
    ]
    assert not same, f"{name} holds English sentences"
