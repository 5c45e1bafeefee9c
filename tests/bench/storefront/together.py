"""Everything about what shoppers are served, in one go."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import structlog

from tests.bench.place import place
from tests.bench.storefront import lighthouse, serving, sizes


def measured(rounds: int, seconds: float, looks: int) -> dict[str, float | None]:
    """Every number."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    result: dict[str, float | None] = {}
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as name, place(Path(name)) as here:
        result |= serving.measure(here, Path(name), rounds=rounds, seconds=seconds)
    result |= _if_there(sizes.measure, "embed_gzip_bytes", "pixel_bytes")
    if looks:
        result |= _if_there(lambda: lighthouse.measure(looks), "lighthouse_points_lost", "cls_added")
    return result


def _if_there(measure: Callable[[], dict[str, float]], *names: str) -> dict[str, float | None]:
    """What `measure` finds; nulls, and the reason on stderr, where a tool it needs is missing or fails."""
    try:
        return {**measure()}
    except (RuntimeError, OSError) as error:
        print(f"{', '.join(names)} not measured: {error}", file=sys.stderr)
        return dict.fromkeys(names)
