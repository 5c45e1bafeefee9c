"""What the merchant has placed of the app's extensions, as the checkout and theme editors would keep it.

Kept in `shop.extra["placed"]`: "<handle>/<target>" -> the settings given in the editor. `listing` is what
App Bridge's `shopify.app.extensions()` answers (ExtensionInfo of @shopify/app-bridge-types).
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.devshop.world import MANIFEST

if TYPE_CHECKING:
    from tests.devshop.world import Shop

EXTENSIONS = MANIFEST.parent / "extensions"
THEME_ID = "gid://shopify/OnlineStoreTheme/1"


def placed(shop: Shop, handle: str, target: str) -> dict[str, Any] | None:
    """The settings of a placed block or embed; None where the merchant has not placed it."""
    found: dict[str, Any] | None = shop.extra.get("placed", {}).get(f"{handle}/{target}")
    return found


def place(
    shop: Shop, handle: str, target: str, on: bool = True, settings: dict[str, Any] | None = None
) -> None:
    """Place a block or take it away; raises LookupError for what the app does not have."""
    if target not in targets(handle):
        raise LookupError(f"No extension {handle!r} with a target {target!r} in {EXTENSIONS.name}/.")
    kept = shop.extra.setdefault("placed", {})
    if on:
        kept[f"{handle}/{target}"] = dict(settings or {})
    else:
        kept.pop(f"{handle}/{target}", None)


def targets(handle: str) -> list[str]:
    """The targets of a UI extension, or the names of a theme extension's blocks; none where there is none."""
    for folder, extension in _extensions():
        if extension["handle"] == handle:
            return [row[0] for row in _blocks(folder)] or [row["target"] for row in extension["targeting"]]
    return []


def listing(shop: Shop) -> list[dict[str, Any]]:
    """Every UI and theme extension of the app with where it is active."""
    return [row for folder, extension in _extensions() if (row := _info(shop, folder, extension))]


def _extensions() -> list[tuple[Path, dict[str, Any]]]:
    found = []
    for path in sorted(EXTENSIONS.glob("*/shopify.extension.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = data.get("extensions") or [data]
        found += [(path.parent, {"handle": path.parent.name, "targeting": [], **row}) for row in rows]
    return found


def _info(shop: Shop, folder: Path, extension: dict[str, Any]) -> dict[str, Any] | None:
    handle = extension["handle"]
    if extension["type"] == "ui_extension":
        there = [
            row["target"] for row in extension["targeting"] if placed(shop, handle, row["target"]) is not None
        ]
        return {"handle": handle, "type": "ui_extension", "activations": [{"target": row} for row in there]}
    if extension["type"] == "theme":
        rows = [_block(shop, handle, *block) for block in _blocks(folder)]
        return {"handle": handle, "type": "theme_app_extension", "activations": rows}
    return None


def _block(shop: Shop, handle: str, block: str, schema: dict[str, Any]) -> dict[str, Any]:
    on = placed(shop, handle, block) is not None
    target = schema.get("target", "section")
    return {
        "target": target,
        "handle": block,
        "name": schema.get("name", block),
        "status": "active" if on else "available",
        "activations": [{"target": target, "themeId": THEME_ID}] if on else [],
    }


def _blocks(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Name and schema of a theme extension's blocks, by the files' names."""
    found = []
    for path in sorted((folder / "blocks").glob("*.liquid")):
        source = path.read_text(encoding="utf-8")
        schema = re.search(r"{%-?\s*schema\s*-?%}(.*?){%-?\s*endschema\s*-?%}", source, flags=re.S)
        found.append((path.stem, json.loads(schema[1]) if schema else {}))
    return found
