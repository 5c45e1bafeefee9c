"""A simulated shop as the estimators see it: grouped and counted, without the truth."""

from __future__ import annotations

import numpy as np

from plugin.stats.survey import Seen, Sight, SurveyCounts, Unseen
from tests.simulator.answers import DECOY
from tests.simulator.shop import NONE, SimulatedShop


def count(shop: SimulatedShop) -> SurveyCounts:
    """The counts of a shop. An order with the code of one creator and the link of another is the code's."""
    code, link = shop.code_of, shop.link_of
    both = (code != NONE) & (code == link)
    seen = [
        *_seen(shop, Sight.BOTH, both, code),
        *_seen(shop, Sight.CODE, (code != NONE) & ~both, code),
        *_seen(shop, Sight.LINK, (link != NONE) & (code == NONE), link),
    ]
    unseen = (code == NONE) & (link == NONE)
    answered = unseen & shop.answered
    named, values = shop.named[answered], shop.values[answered].astype(np.float64)
    of_list = unseen[shop.answered]
    per_creator = np.bincount(named[named >= 0], minlength=shop.creators)
    listed = np.bincount(shop.lists.names[of_list].ravel(), minlength=shop.creators) / max(len(named), 1)
    return SurveyCounts(
        tuple(seen),
        Unseen(
            orders=int(unseen.sum()),
            answered=len(named),
            named={creator: int(times) for creator, times in enumerate(per_creator)},
            listed={creator: float(share) for creator, share in enumerate(listed)},
            decoy_answers=int(shop.lists.decoy[of_list].sum()),
            decoys_chosen=int((named == DECOY).sum()),
            names_beside=float(shop.lists.names.shape[1]),
            value=int(shop.values[unseen].sum()),
            named_value=int(values[named >= 0].sum()),
            named_value_squared=float((values[named >= 0] ** 2).sum()),
        ),
    )


def _seen(shop: SimulatedShop, sight: Sight, which: np.ndarray, whose: np.ndarray) -> list[Seen]:
    def per_creator(kept: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(
            whose[kept], weights=None if weights is None else weights[kept], minlength=shop.creators
        )

    orders, value = per_creator(which), per_creator(which, shop.values)
    answered = per_creator(which & shop.answered)
    named = per_creator(which & shop.answered & (shop.named == whose))
    return [
        Seen(
            creator,
            sight,
            int(orders[creator]),
            int(answered[creator]),
            int(named[creator]),
            int(value[creator]),
        )
        for creator in np.flatnonzero(orders).tolist()
    ]
