"""The front end's files: our own small ones, htmx and Chart.js as npm brings them, and the survey's preview.

`python -m plugin.admin.fetch_assets` brings and builds the latter into `static/vendor/`.
Addresses hold a hash of the content, so a browser keeps a file for a year and never shows a stale one.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, abort, send_from_directory

from plugin.errors import SettingsError

STATIC = Path(__file__).parent / "static"
VENDOR = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/chart.min.js": "chart.js/dist/chart.umd.min.js",
}
"""Our name -> the file inside node_modules."""
PREVIEW = "vendor/survey-preview.js"
"""Built from the survey extension's own source."""


@cache
def _digest(name: str, _modified_at: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def address(name: str) -> str:
    """The address of the asset `name` (`admin.css`, `vendor/htmx.min.js`), with its hash."""
    return f"/assets/{_digest(name, (STATIC / name).stat().st_mtime_ns)}/{name}"


def serve(digest: str, name: str) -> Response:
    """One asset. With the hash of what is there it may be kept for good; with another it is looked up each
    time.
    """
    if "\x00" in name:  # no file system has such a name, and asking it raises
        abort(404)
    path = STATIC / name
    if not path.resolve().is_relative_to(STATIC.resolve()) or not path.is_file():
        abort(404)
    answer = send_from_directory(STATIC, name)
    current = digest == _digest(name, path.stat().st_mtime_ns)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return answer


def check_assets() -> None:
    """Raise `SettingsError` with the command to run where the fetched files are missing."""
    lacking = [name for name in (*VENDOR, PREVIEW) if not (STATIC / name).is_file()]
    if lacking:
        raise SettingsError(
            f"The admin's front-end files are missing ({', '.join(lacking)}). "
            "Run: python -m plugin.admin.fetch_assets"
        )
