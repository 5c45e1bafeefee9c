"""`make faults` in short: receiver, drain and PostgreSQL are killed under one load, while deliveries come in
disorder, clocks are wrong, the disk is full and nobody rings the bell. The worker is killed in
`tests/journeys/test_killed.py`.

One file, so that one worker of pytest-xdist runs it, one test after the other (see `tests.workers`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.arena import drain_line
from tests.faults.breaking import FullDisk, KillReceiver, KillWithNobodyRinging, StopPostgres
from tests.faults.cluster import Cluster
from tests.faults.control import lose_some
from tests.faults.history import Disorder
from tests.faults.running import LEASE_SECONDS, Plan, run

DEAF = [drain_line(lease_seconds=LEASE_SECONDS, deaf=True, clock_minutes=minutes) for minutes in (6.0, -6.0)]
"""Two drains that hear no bell, one with a clock that is fast, one with a clock that is slow."""
MORE_SECONDS = 20.0
"""Beyond the lease, on a machine that runs other tests too; `make faults` allows five."""


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Cluster, Path]]:
    """A PostgreSQL to be killed, in a folder that its user can read: in that of pytest it could not."""
    with tempfile.TemporaryDirectory(prefix="earmark-faults-", ignore_cleanup_errors=True) as name:
        cluster = Cluster(Path(name) / "postgres")
        yield cluster, Path(name)
        cluster.close()


def test_nothing_is_lost_or_doubled_whatever_dies(place: tuple[Cluster, Path]) -> None:
    silence = KillWithNobodyRinging(slack_seconds=MORE_SECONDS)
    plan = Plan(
        "short",
        600,
        [(silence, 1), (KillReceiver(), 2), (FullDisk(), 1), (StopPostgres(), 1)],
        shuffled=False,
        disorder=Disorder(duplicate=0.1, again=0.05, reorder=0.2, delay=0.05, skew=0.2, delay_seconds=2),
        drains=DEAF,
        rate=250,
    )
    outcome = run(plan, *place)
    assert outcome.findings.none, f"\n{outcome.findings}"
    assert outcome.acknowledged > 550
    assert outcome.recovery_seconds is not None
    assert {"duplicate", "again", "reorder", "delay", "skew"} == outcome.befell.keys()


def test_a_postgresql_that_answers_too_early_is_caught_losing(place: tuple[Cluster, Path]) -> None:
    lost, _ = lose_some(*place, deliveries=1_200, seed=1)
    assert lost > 0
