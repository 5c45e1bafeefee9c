"""The negative control: a PostgreSQL that answers before it has written is killed, and must be caught."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.arena import arena
from tests.faults.checking import gone, inbox
from tests.faults.cluster import Cluster
from tests.faults.history import played

TRIES = 5


def lose_some(cluster: Cluster, folder: Path, *, deliveries: int, seed: int) -> tuple[int, int]:
    """(acknowledged deliveries that are gone, how often it was tried). The first is 0 where nothing was
    caught in `TRIES` tries: then the checker proves nothing.
    """
    for number in range(1, TRIES + 1):
        name = f"faults_control_{seed}_{number}"
        # All at once: the more is under way, the more is acknowledged and not written when it is killed.
        history = played(deliveries, rate=1e9, seed=seed + number)
        with (
            arena(cluster, folder, name, history, drains=[], lease_seconds=1.0, seed=seed + number) as here,
            cluster.lazy(name),
        ):
            here.senders.start()
            here.until_share(random.Random(seed + number).uniform(0.3, 0.7))
            cluster.kill()
            cluster.start()
            heard = here.senders.finish(120)
            lost = gone(heard.acknowledged, {row.webhook_id for row in inbox(here.url)})
        if lost:
            return len(lost), number
    return 0, TRIES
