"""What the app's own configuration file says about it: name, handle and the scopes it asks for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class AppConfig:
    """The parts of `shopify.app.toml` an admin shows.

    `scopes` are granted on install, `optional_scopes` may be asked for later.
    """

    name: str
    handle: str
    scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]


def read_app_config(path: Path) -> AppConfig:
    """Reads the app's configuration; an app without the file is called "App" and asks for nothing."""
    if not path.is_file():
        return AppConfig(name="App", handle="app", scopes=(), optional_scopes=())
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    access = data.get("access_scopes", {})
    scopes = [part.strip() for part in access.get("scopes", "").split(",")] + access.get(
        "required_scopes", []
    )
    return AppConfig(
        name=data["name"],
        handle=data.get("handle") or data["name"].split(":")[0].strip().lower().replace(" ", "-"),
        scopes=tuple(scope for scope in scopes if scope),
        optional_scopes=tuple(access.get("optional_scopes", [])),
    )
