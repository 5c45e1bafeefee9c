"""The scripts of the extensions as shoppers' browsers get them, built again whenever a source is newer."""

from __future__ import annotations

from pathlib import Path

from tests.storefront.tools import MODULES, ROOT, run

EMBED = ROOT / "extensions" / "creator-theme" / "assets" / "creator-embed.js"
PIXEL = ROOT / "dist" / "creator-pixel.js"

_SOURCES = [ROOT / "embed", ROOT / "extensions" / "creator-pixel" / "src"]


def embed_script() -> Path:
    """The theme's script."""
    return _built("creator-theme", EMBED)


def pixel_script() -> Path:
    """The web pixel."""
    return _built("creator-pixel", PIXEL)


def _built(name: str, bundle: Path) -> Path:
    sources = [ROOT / "build.mjs", *(path for folder in _SOURCES for path in folder.rglob("*.ts"))]
    newest = max(path.stat().st_mtime for path in sources)
    if not bundle.is_file() or bundle.stat().st_mtime < newest:
        if not MODULES.is_dir():
            raise FileNotFoundError(
                f"{MODULES} is missing, so {bundle.name} cannot be built: "
                "run `python -m tests.storefront.tools` once (it asks the npm registry)."
            )
        done = run("node", "build.mjs", name, seconds=120)
        if done.returncode != 0:
            raise RuntimeError(f"{name} cannot be built:\n{done.stderr.strip()[-2000:]}")
    return bundle
