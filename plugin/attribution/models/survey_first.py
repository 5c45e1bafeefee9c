"""Survey first: whom the buyer names as the one who introduced the shop has a fixed share, the touches that
followed share the rest by time decay.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from plugin.attribution.models import time_decay
from plugin.attribution.models.touch import Touch
from plugin.ledger.entries import WHOLE_PPM


def weigh(touches: Sequence[Touch], introducers: Sequence[int], share_ppm: int) -> list[tuple[int, int]]:
    """(creator, weight): introducers first, then each touch. Where no touch closed the order, introducers
    have all of it; where nobody is named, the touches have. Several introducers share alike.
    """
    closing = time_decay.weigh(touches)
    by_touch = [(touch.creator_id, weight) for touch, weight in zip(touches, closing, strict=True)]
    if not introducers or not touches:
        return [(creator, 1) for creator in introducers] or by_touch
    # A common denominator keeps the parts whole: introducers have share_ppm of each unit of the touches' sum.
    named = [(creator, share_ppm * sum(closing)) for creator in introducers]
    rest = (WHOLE_PPM - share_ppm) * len(introducers)
    return list(chain(named, ((creator, weight * rest) for creator, weight in by_touch)))
