"""The demo as a newcomer runs it: it comes up, says where, stops on Ctrl-C, goes on, and begins anew."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cast import ANA
from tests.devshop.stack import ROOT
from tests.journeys.merchant import Merchant
from tests.journeys.reading import table

pytestmark = pytest.mark.slow

PATIENCE = 180.0
"""Seconds. On a free machine it takes a tenth."""


@dataclass
class Demo:
    """A running demo: its process, the address it printed, and all it said until then."""

    process: subprocess.Popen[str]
    address: str
    said: str

    @property
    def standin(self) -> str:
        """The stand-in's address."""
        return self.address.split("/store/", 1)[0]

    def interrupt(self) -> str:
        """Press Ctrl-C and wait; what it said last."""
        self.process.send_signal(signal.SIGINT)
        last, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, last
        return last


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the demo keeps its data; a short path, for PostgreSQL's socket is in it."""
    found = Path(tempfile.mkdtemp(prefix="earmark-demo-"))
    yield found
    shutil.rmtree(found, ignore_errors=True)


def start(folder: Path, *more: str) -> Demo:
    """Start the demo and wait until it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.devshop.demo", "--folder", str(folder), *more],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said, deadline = "", time.monotonic() + PATIENCE
    while "Ctrl-C stops everything" not in said:
        line = process.stdout.readline()
        if not line or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"The demo did not come up:\n{said}")
        said += line
    (address,) = re.findall(r"http://\S+/apps/earmark", said)
    return Demo(process, address, said)


def orders(demo: Demo) -> int:
    """How many orders Earmark shows in Ana's shop."""
    state = httpx.get(f"{demo.standin}/control/api/state").json()
    return len(table(Merchant(demo.standin, state["app_url"], ANA.domain), "/orders.csv"))


def nothing_answers(url: str) -> bool:
    """Whether nobody listens at `url` any more."""
    try:
        httpx.get(url, timeout=2)
    except httpx.ConnectError:
        return True
    return False


def test_it_starts_stops_goes_on_and_begins_anew(folder: Path) -> None:
    demo = start(folder, "--orders", "12")
    assert "playing 12 shoppers" in demo.said
    assert "iframe" in httpx.get(demo.address).text
    app_url = httpx.get(f"{demo.standin}/control/api/state").json()["app_url"]
    placed = orders(demo)
    assert placed >= 10
    assert "The data stays" in demo.interrupt()
    assert nothing_answers(demo.standin)
    assert nothing_answers(f"{app_url}/healthz")

    demo = start(folder)
    assert "installing Earmark" not in demo.said
    assert orders(demo) == placed
    demo.interrupt()

    demo = start(folder, "--reset", "--orders", "3")
    assert "installing Earmark" in demo.said
    assert 0 < orders(demo) <= 4
    demo.interrupt()
