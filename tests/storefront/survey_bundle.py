"""The survey extension's script, built again whenever a source is newer."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.storefront.tools import MODULES, ROOT, run

FOLDER = ROOT / "extensions" / "creator-survey"
BUNDLE = ROOT / "dist" / "creator-survey.js"


def survey_script(app_url: str) -> str:
    """The bundle with `app_url` as the app's address, as `shopify app dev` puts in that of its tunnel."""
    own = tomllib.loads((ROOT / "shopify.app.toml").read_text(encoding="utf-8"))["application_url"]
    code = survey_bundle().read_text(encoding="utf-8")
    if own not in code:
        raise RuntimeError(f"{BUNDLE} was built for another address than {own}: remove it.")
    return code.replace(own, app_url.rstrip("/"))


def survey_bundle() -> Path:
    """The built file, with the address of `shopify.app.toml`."""
    sources = [FOLDER / "build.mjs", FOLDER / "shopify.extension.toml", *(FOLDER / "src").iterdir()]
    newest = max(path.stat().st_mtime for path in sources)
    if not BUNDLE.is_file() or BUNDLE.stat().st_mtime < newest:
        if not MODULES.is_dir():
            raise FileNotFoundError(
                f"{MODULES} is missing, so {BUNDLE.name} cannot be built: "
                "run `python -m tests.storefront.tools` once (it asks the npm registry)."
            )
        done = run("node", "build.mjs", folder=FOLDER, seconds=120)
        if done.returncode != 0:
            raise RuntimeError(f"creator-survey cannot be built:\n{done.stderr.strip()[-2000:]}")
    return BUNDLE
