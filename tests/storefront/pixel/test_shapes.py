"""The pixel is tested with the stand-in's events, so these must have Shopify's shapes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.devshop.world import World
from tests.storefront.pixel.shapes import as_typescript
from tests.storefront.tools import ROOT, run


def test_the_stand_in_publishes_what_shopify_s_types_say(world: World, tmp_path: Path) -> None:
    config = json.loads((ROOT / "embed" / "tsconfig.json").read_text(encoding="utf-8"))
    config["compilerOptions"]["paths"] = {"*": [f"{ROOT}/node_modules/*"]}
    for spoil in (None, "lineItems"):
        folder = tmp_path / str(spoil)
        folder.mkdir()
        (folder / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "events.ts").write_text(as_typescript(world, spoil), encoding="utf-8")
        done = run("tsc", "-p", str(folder), seconds=60)
        assert (done.returncode != 0) is bool(spoil), done.stdout
        assert not spoil or spoil in done.stdout
