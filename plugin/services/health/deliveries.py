"""No delivery is stuck: what came in is handled within minutes, and nothing is parked."""

from __future__ import annotations

from datetime import timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, warning, well, wrong
from plugin.store.health_facts import parked_count, queue_of

LATE = timedelta(minutes=5)
VERY_LATE = timedelta(minutes=30)
LEASE_GRACE = timedelta(minutes=5)
"""A drain that died leaves its lease, which the next one takes over at its end."""
MOST_COUNTED = 1_000
DRAIN = N_(
    "Nothing is lost, and Earmark catches up by itself. If it goes on, whoever runs Earmark should look "
    "whether the inbox process (`python -m webhooks.drain`) runs."
)
PARKED = N_("The deliveries page says what went wrong, and has a button to try again.")


def check(looked: Looked) -> Finding:
    """What is due and not handled, what a dead drain holds, what is parked; the worst of it."""
    queue = queue_of(looked.session, grace_seconds=LEASE_GRACE.total_seconds())
    late = queue.now - queue.due_since if queue.due_since else timedelta(0)
    if late > LATE:
        said = M_(
            "Messages of Shopify have been waiting for %(minutes)s minutes to be read.",
            minutes=int(late.total_seconds() // 60),
        )
        return (wrong if late > VERY_LATE else warning)(said, DRAIN)
    if queue.lost_leases:
        return warning(
            M_("%(count)s messages of Shopify are held by a process that is gone.", count=queue.lost_leases),
            DRAIN,
        )
    parked = parked_count(looked.session, most=MOST_COUNTED)
    if parked == 1:
        return warning(M_("One delivery is parked: look at it."), PARKED)
    if parked:
        many = f"{parked}+" if parked == MOST_COUNTED else parked
        return warning(M_("%(count)s deliveries are parked: look at them.", count=many), PARKED)
    return well(M_("Everything Shopify sent has been read, or is being read now."))
