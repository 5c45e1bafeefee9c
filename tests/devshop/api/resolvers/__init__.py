"""The operations the stand-in builds, one module per subject. `load` brings them into the registry."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Import every module of this package: each registers its operations as it is imported."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
