"""Lighthouse on the stand-in's home page, reached by a creator's link: without the block and with it.

    python -m tests.bench.storefront.lighthouse [--rounds 5]

The two are measured in turn, because the machine's mood changes; what is reported are medians. Shopify allows
an app to cost ten points.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests import cast
from tests.devshop.catalogue import ANA, seed
from tests.devshop.world import World
from tests.storefront.stage import ASA, standing
from tests.storefront.tools import ROOT, environment

ROUNDS = 5
SECONDS = 180
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


@dataclass(frozen=True)
class Report:
    """One run: the performance score (0..100) and the cumulative layout shift."""

    score: float
    shift: float


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """`lighthouse_points_lost` by the block (negative where it scored better), `cls_added`, and the score of
    the page as it was. Raises RuntimeError where Lighthouse or Chromium fails.
    """
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://app.test", clock=lambda: datetime.now(UTC))
    seed(world)
    without: list[Report] = []
    with_block: list[Report] = []
    with standing(world, world.shops[ANA]) as stage:
        address = f"{stage.url}/?em={ASA}"
        for _ in range(rounds):
            stage.switch(False)
            without.append(look(address))
            stage.switch()
            with_block.append(look(address))
        if len(stage.app.asked) < rounds:
            raise RuntimeError("The block greeted nobody, so there was nothing to measure.")
    before, after = (statistics.median(row.score for row in rows) for rows in (without, with_block))
    shifts = [statistics.median(row.shift for row in rows) for rows in (without, with_block)]
    return {
        "lighthouse_score_without": round(before, 1),
        "lighthouse_points_lost": round(before - after, 1),
        "cls_added": round(shifts[1] - shifts[0], 4),
    }


def look(address: str) -> Report:
    """Lighthouse's opinion of one page, on its usual slow phone."""
    command = ["lighthouse", address, "--quiet", "--output=json", "--only-categories=performance"]
    done = subprocess.run(
        [*command, f"--chrome-flags={CHROME}"],
        cwd=ROOT,
        env={**environment(), "CHROME_PATH": _chromium()},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(f"Lighthouse failed: {done.stderr.strip()[-800:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    if found["categories"]["performance"]["score"] is None:
        raise RuntimeError(f"Lighthouse gave no score: {found.get('runtimeError')}")
    shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
    return Report(100 * found["categories"]["performance"]["score"], shift)


def _chromium() -> str:
    own = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if own is None:
        raise RuntimeError("Chromium is missing: `apt-get install chromium`, or name one in CHROMIUM.")
    return own


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.storefront.lighthouse")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    print(json.dumps(measure(parser.parse_args().rounds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
