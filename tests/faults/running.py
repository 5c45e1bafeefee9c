"""One run from the first delivery to the last look: send, strike at random moments, wait, check."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.arena import Arena, arena, drain_line
from tests.faults.breaking import Fault
from tests.faults.checking import Findings, check_all
from tests.faults.cluster import Cluster
from tests.faults.history import Disorder, played
from tests.faults.shopify import KillWorker, check_later, check_to_the_end, open_doors, served

LEASE_SECONDS = 3.0
"""Two minutes in production: killing a drain every few seconds is to be possible."""
SEND_SECONDS = 600.0


@dataclass
class Plan:
    """What one run does. `faults` are struck so many times each, at
    random moments of a seed.

    shuffled      in random order; else in the order given
    checked       the orders are compared with Shopify's meanwhile and afterwards, by a worker
    worker        that one is killed `worker_kills` times in the middle of it
    """

    name: str
    deliveries: int
    faults: list[tuple[Fault, int]] = field(default_factory=list)
    disorder: Disorder = field(default_factory=Disorder)
    drains: list[str] = field(default_factory=lambda: [drain_line(lease_seconds=LEASE_SECONDS)] * 2)
    rate: float = 800.0
    seed: int = 1
    shuffled: bool = True
    checked: bool = False
    worker: KillWorker | None = None
    worker_kills: int = 0


@dataclass
class Outcome:
    """What came of it. `injected` is how often the fault struck, or how many deliveries it befell."""

    name: str
    injected: int
    acknowledged: int
    findings: Findings
    recovery_seconds: float | None
    seconds: float
    answers: dict[int, int]
    befell: dict[str, int]


def run(plan: Plan, cluster: Cluster, folder: Path) -> Outcome:
    """Play `plan` and check everything."""
    began = time.monotonic()
    history = played(plan.deliveries, rate=plan.rate, seed=plan.seed, disorder=plan.disorder)
    with ExitStack() as stack:
        standin_port = stack.enter_context(served(history.world)) if plan.checked else 0
        here = stack.enter_context(
            arena(
                cluster, folder, f"faults_{plan.name}_{plan.seed}", history,
                drains=plan.drains, lease_seconds=LEASE_SECONDS, seed=plan.seed, standin_port=standin_port,
            )
        )  # fmt: skip
        struck = play(here, plan)
        findings = check_all(here.url, history, here.heard.acknowledged) + Findings(wrong=here.notes)
        return Outcome(
            name=plan.name,
            injected=struck or sum(history.befell.values()),
            acknowledged=len(here.heard.acknowledged),
            findings=findings,
            recovery_seconds=_longest([fault.recovery(here) for fault, _ in _struck(plan)]),
            seconds=time.monotonic() - began,
            answers=dict(here.heard.answers),
            befell=history.befell,
        )


def play(here: Arena, plan: Plan) -> int:
    """From the first delivery until all is quiet; how often something was struck."""
    for fault, _ in plan.faults:
        fault.begin(here)
    if plan.checked:
        open_doors(here)
    here.senders.held_at = 0.5 / max(1, sum(times for _, times in plan.faults))
    here.senders.start()
    struck = strike(here, plan)
    if plan.checked:
        # From here on, the check and the webhooks tell of the same orders at once.
        here.until_share(0.7)
        check_later(here)
        if plan.worker is not None:
            for _ in range(plan.worker_kills):
                plan.worker.strike(here)
            struck = plan.worker_kills
    here.senders.finish(SEND_SECONDS)
    here.settle()
    if plan.checked and check_to_the_end(here) == 0:
        here.notes.append("the check with Shopify found nothing, although deliveries were lost")
    return struck


def _struck(plan: Plan) -> list[tuple[Fault, int]]:
    return [*plan.faults, *([(plan.worker, plan.worker_kills)] if plan.worker else [])]


def _longest(recoveries: list[float | None]) -> float | None:
    return None if None in recoveries else max((row for row in recoveries if row is not None), default=0.0)


def strike(here: Arena, plan: Plan) -> int:
    """Strike each fault as often as planned, each at a random moment of a stretch of its own; how often in
    all.
    """
    dice = random.Random(plan.seed)
    faults = [fault for fault, times in plan.faults for _ in range(times)]
    if plan.shuffled:
        dice.shuffle(faults)
    shares = [0.9 * (place + dice.uniform(0.3, 0.8)) / len(faults) for place in range(len(faults))]
    for place, fault in enumerate(faults):
        here.senders.held_at = min([*shares[place + 1 : place + 2], 1.0])
        here.until_share(shares[place])
        fault.strike(here)
    here.senders.held_at = 1.0
    return len(faults)
