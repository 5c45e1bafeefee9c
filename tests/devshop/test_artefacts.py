"""Shopify's artefacts: pinned, checked, fetched once."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile

import pytest

from tests.devshop import artefacts


def test_they_are_here_and_need_no_second_fetch():
    assert artefacts.fetch() == []
    assert artefacts.admin_schema().name == "admin_2026-10.json.gz"
    assert artefacts.admin_versions()[-1] == artefacts.LATEST
    assert "customElement" in artefacts.custom_elements().read_text(encoding="utf-8")


def test_the_pins_name_no_address():
    text = (artefacts.HERE / "artefacts.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert all(pin["integrity"].startswith("sha512-") for pin in artefacts.pins().values())


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """A registry with one package of two files, one of which is kept."""
    packed = tmp_path / "packed.tgz"
    for name in ("keep.json", "drop.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with tarfile.open(packed, "w:gz") as archive:
        for name in ("keep.json", "drop.json"):
            archive.add(tmp_path / name, arcname=f"package/{name}")

    def npm(arguments, folder):
        (folder / "it.tgz").write_bytes(packed.read_bytes())

    monkeypatch.setattr(artefacts, "_npm", npm)
    monkeypatch.setattr(artefacts, "PLACE", tmp_path / "node_modules")
    monkeypatch.setattr(artefacts, "HERE", tmp_path)
    digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    pin = {"version": "1.0.0", "integrity": f"sha512-{digest}", "keep": ["keep.json"]}
    (tmp_path / "artefacts.json").write_text(json.dumps({"@it/it": pin}), encoding="utf-8")
    return tmp_path


def test_only_what_is_named_is_kept(registry):
    assert artefacts.fetch() == ["@it/it"]
    kept = {path.name for path in (registry / "node_modules/@it/it").iterdir()}
    assert kept == {"keep.json", ".integrity"}
    assert artefacts.fetch() == []


def test_another_hash_keeps_nothing(registry):
    pins = json.loads((registry / "artefacts.json").read_text(encoding="utf-8"))
    pins["@it/it"]["integrity"] = "sha512-AAAA"
    (registry / "artefacts.json").write_text(json.dumps(pins), encoding="utf-8")
    with pytest.raises(RuntimeError, match="not the pinned sha512-AAAA; nothing was kept"):
        artefacts.fetch()
    assert not (registry / "node_modules/@it/it").exists()


def test_what_is_missing_says_how_to_fetch_it(registry):
    with pytest.raises(artefacts.ArtefactMissingError, match=r"python -m tests\.devshop\.artefacts"):
        artefacts.admin_schema()
