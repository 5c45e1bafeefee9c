"""Faults of the Admin API, switched on in `world.api_faults`, by name.

`throttle`      how many further requests are answered THROTTLED
`lose_answer`   how many further mutations are performed and then answered with a broken connection
`server_error`  how many further requests are answered 503 before anything is done
`bulk_fail`     how many further bulk queries fail half-way, with a part of their file
`bulk_seconds`  how long a bulk query takes (stays until it is set to 0); its counts grow meanwhile
`slow_seconds`  how long every answer is held back, in seconds (stays until it is set to 0)
"""

from __future__ import annotations

import time

from tests.devshop.world import World

NAMES = ("throttle", "lose_answer", "server_error", "bulk_fail", "bulk_seconds", "slow_seconds")


def take(world: World, name: str) -> bool:
    """Whether the counted fault `name` strikes now; counts it down by one."""
    with world.lock:
        left = int(world.api_faults.get(name, 0))
        if left <= 0:
            return False
        world.api_faults[name] = left - 1
        return True


def hold_back(world: World) -> None:
    """Wait as long as the fault `slow_seconds` says."""
    seconds = float(world.api_faults.get("slow_seconds", 0))
    if seconds > 0:
        time.sleep(seconds)
