"""Every creator's revenue and orders by every model, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plugin.attribution.models import Model, Part
from plugin.ledger.entries import WHOLE_PPM
from plugin.services.reports.order_models import POLICY
from plugin.store.database import ShopSession
from plugin.store.reports.creators import creator_names
from plugin.store.reports.models import differences_by_creator
from plugin.store.reports.sums import Days, credited_by
from plugin.store.rollups.tables import CreditsBySpan

MODELS = (POLICY, *(model.value for model in Model))
"""Every model's name, the shop's own rule first."""


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What one model credits. `revenue_minor` in minor units; `orders` in parts of orders."""

    revenue_minor: int = 0
    orders: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A creator by every model of MODELS."""

    creator_id: int
    name: str
    by_model: dict[str, ModelFigures]


def models_report(session: ShopSession, days: Days, currency: str) -> list[ModelRow]:
    """Creators whom any model credits in the span, most revenue by the shop's own rule first. Without
    point of sale and drafts.
    """
    held = credited_by(session, CreditsBySpan.creator_id, days, currency)
    differences = differences_by_creator(session, days, currency)
    creators = held.keys() | {creator for _, creator in differences}
    names = creator_names(session, creators)
    rows = []
    for creator in creators:
        posted = (
            Part(held[creator].orders_ppm, held[creator].revenue_minor) if creator in held else Part(0, 0)
        )
        by_model = {POLICY: _figures(posted, Part(0, 0))} | {
            model.value: _figures(posted, differences.get((model.value, creator), Part(0, 0)))
            for model in Model
        }
        if any(figures != ModelFigures() for figures in by_model.values()):
            rows.append(ModelRow(creator, names.get(creator, ""), by_model))
    return sorted(rows, key=lambda row: (-row.by_model[POLICY].revenue_minor, row.name, row.creator_id))


def totals(rows: Iterable[ModelRow]) -> dict[str, ModelFigures]:
    """Model -> what it credits to all these creators together."""
    listed = list(rows)
    return {
        model: ModelFigures(
            sum(row.by_model[model].revenue_minor for row in listed),
            sum(row.by_model[model].orders for row in listed),
        )
        for model in MODELS
    }


def _figures(posted: Part, difference: Part) -> ModelFigures:
    return ModelFigures(
        posted.amount_minor + difference.amount_minor,
        (posted.share_ppm + difference.share_ppm) / WHOLE_PPM,
    )
