"""The whole of it; see the package. A table for people, then one JSON line:

faults        by name: injected (strikes, or deliveries it befell), lost, doubled
control       lost: acknowledged deliveries that PostgreSQL lost where it was allowed to; must not be 0
acknowledged  in all runs together, each webhook id once
wrong         whatever else was not as it should be, in all runs; 0 where all is well

Exits 1 where anything was lost, doubled or wrong, or the control was not caught.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import breaking
from tests.faults.arena import drain_line
from tests.faults.cluster import Cluster
from tests.faults.control import lose_some
from tests.faults.history import Disorder
from tests.faults.running import LEASE_SECONDS, Outcome, Plan, run
from tests.faults.shopify import KillWorker

WHOLE = 120_000
"""Deliveries at scale 1. Lost ones are never acknowledged, and the control counts apart: 100,000 are left."""
ACKNOWLEDGED = 100_000
CONTROL = 6_000
SILENT_RATE = 250.0
"""Without the bell, a second's deliveries lie there at once; those that a killed drain held are handled one
by one, because one of them may have killed it.
"""
CLOCKS = (7.0, -7.0)
"""Minutes by which the two drains' clocks are wrong."""


def plans(scale: float, rate: float, seed: int) -> dict[str, Callable[[], Plan]]:
    """Every run by its fault's name."""

    def struck(
        name: str, share: float, times: int, fault: breaking.Fault, **more: object
    ) -> Callable[[], Plan]:
        return lambda: Plan(
            name, round(WHOLE * share * scale), [(fault, max(1, round(times * min(1.0, scale * 2))))],
            seed=seed, **{"rate": rate, **more},  # type: ignore[arg-type]
        )  # fmt: skip

    def befallen(name: str, share: float, disorder: Disorder, **more: object) -> Callable[[], Plan]:
        return lambda: Plan(
            name,
            round(WHOLE * share * scale),
            disorder=disorder,
            rate=rate,
            seed=seed,
            **more,  # type: ignore[arg-type]
        )

    wrong_clocks = [drain_line(lease_seconds=LEASE_SECONDS, clock_minutes=minutes) for minutes in CLOCKS]
    deaf = [drain_line(lease_seconds=LEASE_SECONDS, deaf=True)] * 2
    kills = max(2, round(5 * min(1.0, scale * 2)))
    return {
        "kill_receiver": struck("kill_receiver", 0.12, 10, breaking.KillReceiver()),
        "kill_drain": struck("kill_drain", 0.10, 8, breaking.KillDrain()),
        "kill_worker": befallen(
            "kill_worker", 0.07, Disorder(loss=0.04), checked=True, worker=KillWorker(), worker_kills=kills
        ),
        "stop_postgres": struck("stop_postgres", 0.10, 6, breaking.StopPostgres()),
        "kill_postgres": struck("kill_postgres", 0.08, 4, breaking.KillPostgres()),
        "full_disk": struck("full_disk", 0.08, 6, breaking.FullDisk()),
        "duplicate": befallen("duplicate", 0.07, Disorder(duplicate=0.2, again=0.1)),
        "reorder": befallen("reorder", 0.07, Disorder(reorder=0.4)),
        "delay": befallen("delay", 0.07, Disorder(delay=0.15)),
        "loss": befallen("loss", 0.07, Disorder(loss=0.04), checked=True),
        "clock_skew": befallen("clock_skew", 0.05, Disorder(skew=0.7, reorder=0.2), drains=wrong_clocks),
        "two_drains": struck("two_drains", 0.06, 6, breaking.FreezeDrain()),
        "silent_bell": struck(
            "silent_bell", 0.06, 6, breaking.KillWithNobodyRinging(), drains=deaf, rate=min(rate, SILENT_RATE)
        ),
    }  # fmt: skip


def main() -> int:
    """Run, print; 0 where all is well and the control was caught."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 120,000 deliveries and all strikes")
    parser.add_argument("--rate", type=float, default=800.0, help="deliveries a second that are offered")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="names of faults, and control")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything that was started is stopped
    outcomes: list[Outcome] = []
    control: tuple[int, int] | None = None
    began = time.monotonic()
    everything = plans(given.scale, given.rate, given.seed)
    if unknown := set(given.only) - {*everything, "control"}:
        parser.error(
            f"There is no fault {', '.join(sorted(unknown))}; there are {', '.join(everything)}, control."
        )
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="earmark-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        cluster = Cluster(folder / "postgres")
        try:
            for fault, plan in everything.items():
                if not given.only or fault in given.only:
                    outcomes.append(run(plan(), cluster, folder))
                    print(line(outcomes[-1]), flush=True)
            if not given.only or "control" in given.only:
                control = lose_some(cluster, folder, deliveries=CONTROL, seed=given.seed)
                print(control_line(*control))
        finally:
            cluster.close()
    for outcome in outcomes:
        if not outcome.findings.none:
            print(f"\n{outcome.name}:\n{outcome.findings}")
    return report(
        outcomes, control, whole=given.scale >= 1 and not given.only, seconds=time.monotonic() - began
    )


HEAD = (
    f"{'fault':<16}{'injected':>9}{'acknowledged':>14}{'lost':>7}{'doubled':>9}{'wrong':>7}"
    f"{'longest recovery':>18}{'took':>8}"
)


def control_line(lost: int, tries: int) -> str:
    """The control's row of the table."""
    verdict = "caught" if lost else "NOT CAUGHT, so the checker proves nothing"
    return f"{'control':<16}{tries:>9}{'':>14}{lost:>7}   PostgreSQL without synchronous_commit: {verdict}"


def line(outcome: Outcome) -> str:
    """One fault's row of the table."""
    found, longest = outcome.findings, outcome.recovery_seconds
    recovery = "never" if longest is None else "-" if longest == 0 else f"{longest:.1f} s"
    return (
        f"{outcome.name:<16}{outcome.injected:>9}{outcome.acknowledged:>14,}{len(found.lost):>7}"
        f"{len(found.doubled):>9}{len(found.wrong):>7}{recovery:>18}{outcome.seconds:>6.0f} s"
    )


def report(outcomes: list[Outcome], control: tuple[int, int] | None, *, whole: bool, seconds: float) -> int:
    """Print the sums and the JSON line; the exit code."""
    acknowledged = sum(outcome.acknowledged for outcome in outcomes)
    wrong = sum(len(outcome.findings.wrong) for outcome in outcomes)
    well = all(
        outcome.findings.none and outcome.injected and outcome.recovery_seconds is not None
        for outcome in outcomes
    )
    enough = not whole or acknowledged >= ACKNOWLEDGED
    print(f"{acknowledged:,} acknowledgements in {seconds / 60:.1f} minutes{'' if enough else ': TOO FEW'}")
    result = {
        "faults": {
            outcome.name: {
                "injected": outcome.injected,
                "lost": len(outcome.findings.lost),
                "doubled": len(outcome.findings.doubled),
            }
            for outcome in outcomes
        },
        "control": {"lost": control[0] if control else None},
        "acknowledged": acknowledged,
        "wrong": wrong,
    }
    print(json.dumps(result))
    caught = control is None or control[0] > 0
    return 0 if well and enough and caught else 1


if __name__ == "__main__":
    sys.exit(main())
