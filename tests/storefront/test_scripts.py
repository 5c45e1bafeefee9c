"""The scripts of the theme block and the pixel: their own tests, types, sizes, and the theme's rules."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.storefront.bundles import EMBED, embed_script, pixel_script
from tests.storefront.tools import ROOT, run

HERE = Path(__file__).parent
THEME = ROOT / "extensions" / "creator-theme"
PIXEL = ROOT / "extensions" / "creator-pixel"
LARGEST_EMBED = 2500
"""Bytes, gzip -9: Dub's script is 1.7 KB, Plausible's 2.6."""
LARGEST_PIXEL = 8 * 1024
"""Bytes as they are; Shopify allows 128 KB."""
LANGUAGES = {"en.default", "sv", "it", "zh-CN"}


def test_the_scripts_keep_their_own_tests() -> None:
    files = [str(path) for path in sorted(HERE.glob("*/*.test.ts"))]
    assert len(files) == 2
    done = run("node", "--test", *files, seconds=60)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert int(re.findall(r"^ℹ pass (\d+)", done.stdout, re.MULTILINE)[0]) > 30


@pytest.mark.parametrize("folder", [ROOT / "embed", PIXEL], ids=["embed", "pixel"])
def test_the_types_hold(folder: Path) -> None:
    done = run("tsc", "-p", str(folder), seconds=60)
    assert done.returncode == 0, done.stdout


def test_one_command_builds_what_shopify_is_given() -> None:
    before = {path: path.stat().st_mtime_ns for path in (embed_script(), pixel_script())}
    done = run("npm", "run", "--silent", "build", seconds=120)
    assert done.returncode == 0, done.stderr
    assert all(path.stat().st_mtime_ns > moment for path, moment in before.items())


def test_the_sizes_keep_their_limits() -> None:
    assert len(gzip.compress(embed_script().read_bytes(), 9)) < LARGEST_EMBED
    assert pixel_script().stat().st_size < LARGEST_PIXEL


def theme_check(folder: Path) -> list[dict[str, Any]]:
    done = run("node", "theme-check.mjs", str(folder), seconds=60)
    assert done.returncode in {0, 1}, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["files"] > 8
    found: list[dict[str, Any]] = report["offenses"]
    return found


def test_theme_check_finds_no_offence() -> None:
    embed_script()
    assert theme_check(THEME) == []


def test_theme_check_would_find_one(tmp_path: Path) -> None:
    """Its documentation is there without the network, and the rules are those of app blocks."""
    copy = shutil.copytree(THEME, tmp_path / "theme")
    block = copy / "blocks" / "creator-embed.liquid"
    spoiled = block.read_text(encoding="utf-8").replace(" defer>", ">").replace("creator-embed.js", "gone.js")
    spoiled = spoiled.replace('"default": "bottom"', '"default": "bottom", "id": "show"')
    block.write_text(spoiled + "{{ nobody | no_such_filter }}{{ 'no.such.key' | t }}", encoding="utf-8")
    (copy / "assets" / EMBED.name).write_text("x" * 20_000, encoding="utf-8")
    (copy / "locales" / "sv.json").write_text('{"greeting": {}}', encoding="utf-8")
    found = {row["check"] for row in theme_check(copy)}
    assert {
        "UndefinedObject",
        "UnknownFilter",
        "MissingAsset",
        "ParserBlockingScript",
        "TranslationKeyExists",
        "MatchingTranslations",
    } <= found


def test_every_language_has_the_same_words_with_the_same_places() -> None:
    for kind in ("", ".schema"):
        words = {
            name: _flat(json.loads((THEME / "locales" / f"{name}{kind}.json").read_text(encoding="utf-8")))
            for name in LANGUAGES
        }
        names = {path.name for path in (THEME / "locales").glob("*.json")}
        assert names == {f"{name}{end}.json" for name in LANGUAGES for end in ("", ".schema")}
        for name, texts in words.items():
            assert texts.keys() == words["en.default"].keys(), name
            for key, text in texts.items():
                places = sorted(re.findall(r"\{\w+\}", words["en.default"][key]))
                assert sorted(re.findall(r"\{\w+\}", text)) == places, (name, key)


def _flat(value: Any, name: str = "") -> dict[str, str]:
    if isinstance(value, str):
        return {name: value}
    rows = [_flat(inner, f"{name}.{key}") for key, inner in value.items()]
    return {key: text for row in rows for key, text in row.items()}


def test_the_extensions_say_what_shopify_must_know() -> None:
    theme = tomllib.loads((THEME / "shopify.extension.toml").read_text(encoding="utf-8"))
    assert (theme["type"], theme["handle"]) == ("theme", "creator-theme")
    folders = {path.name for path in THEME.iterdir() if path.is_dir()}
    assert folders <= {"assets", "blocks", "locales", "snippets"}
    pixel = tomllib.loads((PIXEL / "shopify.extension.toml").read_text(encoding="utf-8"))
    assert (pixel["type"], pixel["runtime_context"]) == ("web_pixel_extension", "strict")
    assert pixel["customer_privacy"] == {
        "analytics": True,
        "marketing": False,
        "preferences": False,
        "sale_of_data": "disabled",
    }
    assert set(pixel["settings"]["fields"]) == {"collector", "shop"}
