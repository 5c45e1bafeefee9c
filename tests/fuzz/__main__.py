"""python -m tests.fuzz: first hypothesis, then atheris, for `--seconds` in all; 1 where anything crashes.

Hypothesis changes bodies knowing what JSON is; atheris (libFuzzer) follows which lines of our parsers are
reached, and comes from PyPI with `pip install .[fuzz]`. Where it has no wheel for this Python, hypothesis has
all the time. What crashed is printed, and kept in .cache/fuzz to be run again.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.strategies import SearchStrategy

from tests.conftest import ROOT
from tests.fuzz.mutations import bodies, header_lines
from tests.fuzz.targets import TARGETS, corpus

CRASHES = ROOT / ".cache" / "fuzz"
EXAMPLES = 100
"""Inputs between two looks at the clock."""


def by_hypothesis(name: str, seconds: float) -> int:
    """Try inputs for `seconds`; how many. Raises what the first failing one raises."""
    tried = 0
    strategy: SearchStrategy[bytes] = header_lines if name == "headers" else bodies

    def attempt(said: bytes) -> None:
        nonlocal tried
        tried += 1
        TARGETS[name](said)

    run: Callable[[], None] = settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        database=DirectoryBasedExampleDatabase(CRASHES / "hypothesis"),
    )(given(strategy)(attempt))  # fmt: skip
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        run()
    return tried


def by_atheris(name: str, seconds: float) -> bool:
    """Let libFuzzer run for `seconds` in a process of its own; whether nothing crashed."""
    folder = CRASHES / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(corpus()):
        (folder / f"begin-{number}").write_bytes(body)
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.fuzz.guided", name, f"-max_total_time={max(1, int(seconds))}",
            "-timeout=10", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1",
            f"-artifact_prefix={CRASHES / name}-crash-", str(folder),
        ],
        check=False, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    said = done.stderr + done.stdout
    runs = [row.split()[-1] for row in said.splitlines() if "number_of_executed_units" in row]
    print(f"  {name:<14}{runs[0] if runs else '?':>10} inputs by atheris", flush=True)
    if done.returncode:
        print(said[-4000:])
    return done.returncode == 0


def main() -> int:
    """Both, target by target."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=float, default=70.0, help="in all")
    given_here = parser.parse_args()
    CRASHES.mkdir(parents=True, exist_ok=True)
    guided = importlib.util.find_spec("atheris") is not None
    if not guided:
        print("atheris is not installed (pip install .[fuzz]); hypothesis has all the time.")
    each = given_here.seconds / len(TARGETS) / (2 if guided else 1)
    began, sound = time.monotonic(), True
    for name in TARGETS:
        print(f"  {name:<14}{by_hypothesis(name, each):>10} inputs by hypothesis", flush=True)
        if guided:
            sound = by_atheris(name, each) and sound
    print(f"{time.monotonic() - began:.0f} s, {'no crash' if sound else 'CRASHED'}")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
