"""What each model credits for one order: what the books hold, and how the models differ from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugin.attribution.models import Model, Part
from plugin.ledger.entries import WHOLE_PPM
from plugin.services.reports.orders import CreatorPart
from plugin.store.database import ShopSession
from plugin.store.entries import Entry
from plugin.store.model_credits import differences_on
from plugin.store.orders import Order

POLICY = "policy"
"""The name under which the shop's own rule stands among the models."""


@dataclass(frozen=True, slots=True)
class ModelTold:
    """A model's parts of the order, the largest first; none where it has nothing to go by."""

    model: str
    parts: tuple[CreatorPart, ...]


@dataclass(frozen=True, slots=True)
class OrderModels:
    """Model -> creator -> part; the policy is the first."""

    by_model: Mapping[str, Mapping[int, Part]]

    @property
    def creators(self) -> set[int]:
        """Everybody whom some model credits."""
        return {creator for parts in self.by_model.values() for creator in parts}

    def named(self, names: Mapping[int, str]) -> tuple[ModelTold, ...]:
        """With creators' names, to be shown."""
        return tuple(
            ModelTold(
                model,
                tuple(
                    CreatorPart(
                        creator, names.get(creator, ""), part.amount_minor, part.share_ppm / WHOLE_PPM
                    )
                    for creator, part in sorted(parts.items(), key=lambda row: (-row[1].share_ppm, row[0]))
                ),
            )
            for model, parts in self.by_model.items()
        )


def order_models(session: ShopSession, order: Order, entries: Iterable[Entry]) -> OrderModels:
    """The models of an order whose books hold `entries`."""
    posted: dict[int, Part] = {}
    for entry in entries:
        posted[entry.creator_id] = _add(
            posted.get(entry.creator_id, Part(0, 0)), entry.share_ppm, entry.amount_minor
        )
    by_model = {POLICY: dict(posted)} | {model.value: dict(posted) for model in Model}
    for row in differences_on(session, [order.id]).get(order.id, ()):
        parts = by_model[row.model]
        parts[row.creator_id] = _add(parts.get(row.creator_id, Part(0, 0)), row.share_ppm, row.amount_minor)
    return OrderModels(
        {
            model: {creator: part for creator, part in parts.items() if any(part)}
            for model, parts in by_model.items()
        }
    )


def _add(part: Part, share_ppm: int, amount_minor: int) -> Part:
    return Part(part.share_ppm + share_ppm, part.amount_minor + amount_minor)
